import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { LINK_STATES, type LinkState } from '../../links/index.js';

export class IntrospectDto {
  @ApiProperty({ example: '29840000000014', description: 'A token as this partner knows it.' })
  @IsString()
  @Length(1, 64)
  token: string;
}

class StatusReferenceView {
  @ApiProperty({ example: 'https://citykey.example/partner/v1/status-list' })
  uri: string;

  @ApiProperty({ example: 714_233 })
  idx: number;
}

export class IntrospectionView {
  @ApiProperty({ example: true, description: 'Whether the service may be given today.' })
  active: boolean;

  @ApiPropertyOptional({ enum: LINK_STATES, example: 'active' })
  state?: LinkState;

  @ApiPropertyOptional({ example: '2031-11', description: 'Last month, YYYY-MM or never.' })
  validThrough?: string;

  @ApiPropertyOptional({ type: StatusReferenceView })
  statusList?: StatusReferenceView;
}
