import { ApiProperty } from '@nestjs/swagger';
import { CLIENT_STATES, type ClientState, type Partner, PARTNER_STATES, type PartnerState, type Settings } from '../domain/partner.js';
import { type PartnerPolicy } from '../domain/policy.js';
import { type Service, SERVICES } from '../domain/service.js';
import { POLICY_SCHEMA } from './partner.requests.js';

export class ClientAnswer {
  @ApiProperty({ format: 'uuid', example: '0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11' })
  clientId: string;

  @ApiProperty({ enum: CLIENT_STATES, example: 'active' })
  state: ClientState;
}

export class PartnerAnswer {
  @ApiProperty({ format: 'uuid', example: 'a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4' })
  id: string;

  @ApiProperty({ enum: SERVICES, example: 'library' })
  service: Service;

  @ApiProperty({ example: 'City Public Library' })
  name: string;

  @ApiProperty({ enum: PARTNER_STATES, example: 'active' })
  state: PartnerState;

  @ApiProperty({ example: 'koha-rest' })
  profile: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { baseUrl: 'https://koha.library.example', libraryId: 'MAIN' } })
  settings: Settings;

  @ApiProperty(POLICY_SCHEMA)
  policy: PartnerPolicy;

  @ApiProperty({ description: 'Also the ETag; send it as If-Match to change the partner', example: 1 })
  version: number;
}

export class PartnerDetail extends PartnerAnswer {
  @ApiProperty({ type: [ClientAnswer] })
  clients: readonly ClientAnswer[];
}

export class PartnerList {
  @ApiProperty({ type: [PartnerAnswer] })
  partners: readonly Partner[];

  @ApiProperty({ description: 'There is never more than one page', type: 'null', example: null })
  next: null;
}
