import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, Length, Matches } from 'class-validator';
import { Optional } from '../../../kernel/http/index.js';
import { LINK_STATES, type LinkState } from '../../links/index.js';
import { LONGEST_TOKEN } from './tokens.dto.js';

export class SandboxTokenDto {
  @ApiPropertyOptional({ description: 'For a new token: its last month, YYYY-MM or never (the default). A month that is over is taken too.', example: '2031-11' })
  @Optional()
  @Matches(/^([0-9]{4}-(0[1-9]|1[0-2])|never)$/)
  validThrough?: string;

  @ApiPropertyOptional({ description: 'A token that was made here, to be moved to `state`.', minLength: 1, maxLength: LONGEST_TOKEN })
  @Optional()
  @IsString()
  @Length(1, LONGEST_TOKEN)
  token?: string;

  @ApiPropertyOptional({ enum: LINK_STATES, description: 'The state to move `token` to. What has ended stays ended.' })
  @Optional()
  @IsIn(LINK_STATES, { context: { allowed: LINK_STATES } })
  state?: LinkState;
}
