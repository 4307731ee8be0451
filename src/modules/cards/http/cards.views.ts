import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LINK_STATES, type LinkState, type Service, SERVICES } from '../../links/index.js';
import { type EffectiveState } from '../domain/card-states.js';
import { CATEGORIES, type Category } from '../domain/validity.js';

const STATES = ['issued', 'suspended', 'replaced', 'renewed', 'revoked', 'surrendered', 'expired'];

class PharmacyLinesView {
  @ApiProperty({ example: '004682' })
  rxBin: string;

  @ApiProperty({ example: 'CITYKEY' })
  rxPcn: string;

  @ApiProperty({ example: 'CITYKEY' })
  rxGroup: string;

  @ApiProperty({ example: 'CK7Q2M9XWB4T' })
  rxId: string;
}

export class PrintedServiceView {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  service: Service;

  @ApiPropertyOptional({ example: '29840000000014' })
  token?: string;

  @ApiPropertyOptional({ enum: ['codabar'], example: 'codabar' })
  symbology?: string;

  @ApiPropertyOptional({ type: PharmacyLinesView })
  printed?: PharmacyLinesView;
}

class FeeView {
  @ApiProperty({ example: 0, description: 'To be paid.' })
  amountCents: number;

  @ApiProperty({ example: false })
  waived: boolean;
}

export class IssuedCardView {
  @ApiProperty({ example: '9840123456789017' })
  cardNumber: string;

  @ApiProperty({ example: 'C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7' })
  cardCode: string;

  @ApiProperty({ example: 'S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4' })
  slipCode: string;

  @ApiProperty({ enum: CATEGORIES, example: 'standard' })
  category: Category;

  @ApiProperty({ example: '2031-11' })
  validThrough: string;

  @ApiProperty({ type: PrintedServiceView, isArray: true })
  services: PrintedServiceView[];

  @ApiProperty({ type: FeeView })
  fee: FeeView;
}

class ServiceView {
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

  @ApiPropertyOptional({ example: '29840000000014' })
  token?: string;
}

export class CardView {
  @ApiProperty({ enum: STATES, example: 'issued' })
  state: EffectiveState;

  @ApiProperty({ enum: CATEGORIES, example: 'standard' })
  category: Category;

  @ApiProperty({ example: '2031-11' })
  validThrough: string;

  @ApiProperty({ type: ServiceView, isArray: true })
  services: ServiceView[];
}

export class ActView {
  @ApiProperty({ enum: STATES, example: 'suspended' })
  state: EffectiveState;
}

export class VerificationView {
  @ApiProperty({ example: true })
  valid: boolean;
}

export class ServicesView {
  @ApiProperty({ type: PrintedServiceView, isArray: true, description: 'What changed: added services as at issue, dropped ones by name.' })
  services: PrintedServiceView[];
}

export class SlipView {
  @ApiProperty({ example: 'S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4' })
  slipCode: string;
}
