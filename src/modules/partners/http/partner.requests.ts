import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import {
  IsIn,
  IsObject,
  Matches,
  Validate,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { Optional } from '../../../kernel/http/optional.decorator.js';
import { type Patch } from '../domain/merge-patch.js';
import { CLIENT_STATES, type ClientState, type Credentials, PARTNER_STATES, type PartnerState } from '../domain/partner.js';
import { type Service, SERVICES } from '../domain/service.js';
import { LibraryPolicyShape, PrescriptionPolicyShape, TransitPolicyShape } from '../policy.shape.js';

const MOST_CREDENTIALS = 20;
const LONGEST_CREDENTIAL = 16_384;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .,'&()/-]{0,99}$/u;
const PROFILE = /^[a-z0-9][a-z0-9.-]{0,63}$/;

/** Named texts; in a merge patch also null, which removes one. */
@ValidatorConstraint({ name: 'credentials' })
class CredentialTexts implements ValidatorConstraintInterface {
  validate(value: unknown, asked?: ValidationArguments): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const [removable] = (asked?.constraints ?? []) as [boolean?];
    const entries = Object.entries(value);
    return entries.length <= MOST_CREDENTIALS && entries.every(([name, text]) => fits(name, text, removable === true));
  }
}

function fits(name: string, text: unknown, removable: boolean): boolean {
  if (!/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name)) return false;
  return (removable && text === null) || (typeof text === 'string' && text.length > 0 && text.length <= LONGEST_CREDENTIAL);
}

export const POLICY_SCHEMA = {
  anyOf: [LibraryPolicyShape, TransitPolicyShape, PrescriptionPolicyShape].map((shape) => ({ $ref: getSchemaPath(shape) })),
  example: {
    enrolmentEpochSeconds: 86_400,
    changeEpochSeconds: 900,
    fullAuditEveryDays: 7,
    inFlightDays: 1,
    tokens: { mint: { institution: '9840' }, adoptPatterns: ['^2[0-9]{13}$'] },
  },
};

const SETTINGS_EXAMPLE = { baseUrl: 'https://koha.library.example', libraryId: 'MAIN', categoryId: 'CITYKEY' };

@ApiExtraModels(LibraryPolicyShape, TransitPolicyShape, PrescriptionPolicyShape)
export class NewPartnerBody {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  @IsIn(SERVICES, { context: { allowed: SERVICES } })
  service: Service;

  @ApiProperty({ example: 'City Public Library', maxLength: 100 })
  @Matches(NAME)
  name: string;

  @ApiProperty({ description: 'The adapter that speaks to this partner', example: 'koha-rest' })
  @Matches(PROFILE)
  profile: string;

  @ApiProperty({ description: 'What the profile documents', type: 'object', additionalProperties: true, example: SETTINGS_EXAMPLE })
  @IsObject()
  settings: Patch;

  @ApiProperty({
    description: 'What the profile documents. Sealed at rest and never answered.',
    type: 'object',
    additionalProperties: { type: 'string' },
    writeOnly: true,
    example: { clientId: 'citykey', clientSecret: 'a secret from the library' },
  })
  @Validate(CredentialTexts)
  credentials: Credentials;

  @ApiProperty(POLICY_SCHEMA)
  @IsObject()
  policy: Patch;
}

export class PartnerPatch {
  @ApiPropertyOptional({ example: 'City Public Library', maxLength: 100 })
  @Optional()
  @Matches(NAME)
  name?: string;

  @ApiPropertyOptional({ description: 'A paused partner is sent nothing and let in nowhere', enum: PARTNER_STATES, example: 'paused' })
  @Optional()
  @IsIn(PARTNER_STATES, { context: { allowed: PARTNER_STATES } })
  state?: PartnerState;

  @ApiPropertyOptional({ example: 'koha-rest' })
  @Optional()
  @Matches(PROFILE)
  profile?: string;

  @ApiPropertyOptional({ description: 'Merged; null removes a setting', type: 'object', additionalProperties: true, example: { concurrency: 2 } })
  @Optional()
  @IsObject()
  settings?: Patch;

  @ApiPropertyOptional({
    description: 'Merged; null removes one. Never answered.',
    type: 'object',
    additionalProperties: { type: ['string', 'null'] },
    writeOnly: true,
    example: { clientSecret: 'the next secret' },
  })
  @Optional()
  @Validate(CredentialTexts, [true])
  credentials?: Patch;

  @ApiPropertyOptional({ description: 'Merged', type: 'object', additionalProperties: true, example: { changeEpochSeconds: 600 } })
  @Optional()
  @IsObject()
  policy?: Patch;
}

export class NewClientBody {
  @ApiProperty({
    description: 'One to five public keys (RFC 7517): Ed25519, P-256, or RSA of at least 2048 bits',
    type: 'object',
    properties: { keys: { type: 'array', items: { type: 'object', additionalProperties: true }, minItems: 1, maxItems: 5 } },
    required: ['keys'],
    example: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: '2026-1' }] },
  })
  @IsObject()
  jwks: Patch;
}

export class ClientPatch {
  @ApiProperty({ enum: CLIENT_STATES, example: 'disabled' })
  @IsIn(CLIENT_STATES, { context: { allowed: CLIENT_STATES } })
  state: ClientState;
}

