import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, Length } from 'class-validator';
import { refusedWith } from '../../../kernel/http/index.js';
import { LINK_STATES, type LinkState, type Service, SERVICES } from '../domain/service.js';
import { serviceUnknown } from '../links.errors.js';

export class LinkTokenDto {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  @IsIn(SERVICES, refusedWith(serviceUnknown, SERVICES))
  service: Service;

  @ApiProperty({ example: '29840000000014', description: 'The token as it is printed.' })
  @IsString()
  @Length(1, 64)
  token: string;
}

export class DeskLinkView {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  service: Service;

  @ApiProperty({ enum: LINK_STATES, example: 'active' })
  desired: LinkState;

  @ApiProperty({ enum: LINK_STATES, nullable: true, example: 'active', type: String })
  reported: LinkState | null;

  @ApiPropertyOptional({ enum: ['partner_hold'], example: 'partner_hold' })
  flag?: string;

  @ApiPropertyOptional({ example: 'library.bad_reference' })
  errorCode?: string;
}
