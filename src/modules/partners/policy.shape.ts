import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsInt,
  Matches,
  Max,
  Min,
  Validate,
  ValidateNested,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { invalidRequest } from '../../kernel/errors/index.js';
import { Optional } from '../../kernel/http/optional.decorator.js';
import { RequestPipe } from '../../kernel/http/request.pipe.js';
import {
  DEFAULT_ADOPT_PATTERNS,
  DEFAULT_CHANGE_EPOCH_SECONDS,
  DEFAULT_CHECKS_PER_MINUTE,
  DEFAULT_ENROLMENT_EPOCH_SECONDS,
  DEFAULT_FULL_AUDIT_EVERY_DAYS,
  DEFAULT_IN_FLIGHT_DAYS,
  DEFAULT_LIST_EVERY_DAYS,
  DEFAULT_LIST_HOUR,
  isAdoptPattern,
  type LibraryTokens,
  type PartnerPolicy,
  type PrescriptionTokens,
  type TransitTokens,
} from './domain/policy.js';
import { type Service } from './domain/service.js';

const LONGEST_EPOCH_SECONDS = 31 * 86_400;
const MOST_DAYS_BETWEEN_AUDITS = 92;
const MOST_DAYS_IN_FLIGHT = 14;
const LAST_HOUR = 23;
const MOST_DAYS_BETWEEN_LISTS = 31;
const MOST_CHECKS_PER_MINUTE = 6_000;
const LEAST_RANDOM_CHARACTERS = 6;

@ValidatorConstraint({ name: 'adoptPattern' })
class AdoptPattern implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isAdoptPattern(value);
  }
}

/** A prefix must leave room for random characters, or tokens run out and can be guessed. */
@ValidatorConstraint({ name: 'roomAfterPrefix' })
class RoomAfterPrefix implements ValidatorConstraintInterface {
  validate(value: unknown, asked?: ValidationArguments): boolean {
    const { length, memberLength } = (asked?.object ?? {}) as { length?: number; memberLength?: number };
    return typeof value === 'string' && value.length + LEAST_RANDOM_CHARACTERS <= (length ?? memberLength ?? 0);
  }
}

class LibraryMintShape {
  @ApiProperty({ description: 'Institution code of numbers drawn here', pattern: '^[0-9]{4}$', example: '9840' })
  @Matches(/^[0-9]{4}$/)
  institution: string;
}

export class LibraryTokensShape implements LibraryTokens {
  @ApiProperty({ type: LibraryMintShape })
  @IsDefined()
  @ValidateNested()
  @Type(() => LibraryMintShape)
  mint: LibraryMintShape;

  @ApiPropertyOptional({
    description: 'What an adopted number may look like: regular expressions, anchored at both ends, without groups, at most 64 characters',
    type: [String],
    default: DEFAULT_ADOPT_PATTERNS,
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @Validate(AdoptPattern, { each: true })
  adoptPatterns: string[] = [...DEFAULT_ADOPT_PATTERNS];
}

export class TransitTokensShape implements TransitTokens {
  @ApiProperty({ description: 'Digits of a token in all', minimum: 8, maximum: 20, example: 16 })
  @IsInt()
  @Min(8)
  @Max(20)
  length: number;

  @ApiProperty({ description: 'First digits of every token', pattern: '^[0-9]{0,14}$', example: '0167' })
  @Matches(/^[0-9]{0,14}$/)
  @Validate(RoomAfterPrefix)
  prefix: string;

  @ApiProperty({ description: 'Whether tokens may be drawn here when no chip is adopted', example: true })
  @IsBoolean()
  mint: boolean;
}

export class PrescriptionTokensShape implements PrescriptionTokens {
  @ApiProperty({ description: 'BIN (6 digits) or IIN (8 digits)', pattern: '^([0-9]{6}|[0-9]{8})$', example: '610378' })
  @Matches(/^([0-9]{6}|[0-9]{8})$/)
  rxBin: string;

  @ApiProperty({ description: 'Processor control number', pattern: '^[A-Z0-9]{1,10}$', example: 'CKRX' })
  @Matches(/^[A-Z0-9]{1,10}$/)
  rxPcn: string;

  @ApiProperty({ description: 'Group of the programme', pattern: '^[A-Z0-9]{1,15}$', example: 'CITYKEY' })
  @Matches(/^[A-Z0-9]{1,15}$/)
  rxGroup: string;

  @ApiProperty({ description: 'First characters of every member id', pattern: '^[A-Z0-9]{0,4}$', example: 'CK' })
  @Matches(/^[A-Z0-9]{0,4}$/)
  @Validate(RoomAfterPrefix)
  memberPrefix: string;

  @ApiProperty({ description: 'Characters of a member id in all', minimum: 8, maximum: 20, example: 12 })
  @IsInt()
  @Min(8)
  @Max(20)
  memberLength: number;

  @ApiPropertyOptional({
    description: 'The member id that everybody is given; where it is set, nobody is enrolled and no token exists',
    pattern: '^[A-Z0-9]{1,20}$',
    example: 'CITYRX',
  })
  @Optional()
  @Matches(/^[A-Z0-9]{1,20}$/)
  constantId?: string;
}

class Rhythm {
  @ApiPropertyOptional({
    description: 'Seconds in which new and replaced links are gathered before they are published',
    minimum: 1,
    default: DEFAULT_ENROLMENT_EPOCH_SECONDS,
  })
  @IsInt()
  @Min(1)
  @Max(LONGEST_EPOCH_SECONDS)
  enrolmentEpochSeconds: number = DEFAULT_ENROLMENT_EPOCH_SECONDS;

  @ApiPropertyOptional({
    description: 'Seconds in which changes of state are gathered before they are published',
    minimum: 1,
    default: DEFAULT_CHANGE_EPOCH_SECONDS,
  })
  @IsInt()
  @Min(1)
  @Max(LONGEST_EPOCH_SECONDS)
  changeEpochSeconds: number = DEFAULT_CHANGE_EPOCH_SECONDS;

  @ApiPropertyOptional({
    description: 'Days from one full audit to the next, where the profile has such a file; 0 for only when somebody asks',
    minimum: 0,
    maximum: MOST_DAYS_BETWEEN_AUDITS,
    default: DEFAULT_FULL_AUDIT_EVERY_DAYS,
  })
  @IsInt()
  @Min(0)
  @Max(MOST_DAYS_BETWEEN_AUDITS)
  fullAuditEveryDays: number = DEFAULT_FULL_AUDIT_EVERY_DAYS;

  @ApiPropertyOptional({
    description: "Days before the day of the partner's own list whose changes may not be in it yet",
    minimum: 0,
    maximum: MOST_DAYS_IN_FLIGHT,
    default: DEFAULT_IN_FLIGHT_DAYS,
  })
  @IsInt()
  @Min(0)
  @Max(MOST_DAYS_IN_FLIGHT)
  inFlightDays: number = DEFAULT_IN_FLIGHT_DAYS;

  @ApiPropertyOptional({
    description: "The hour of the city's day at which the partner's list is asked for; one that is uploaded has to be there by then",
    minimum: 0,
    maximum: LAST_HOUR,
    default: DEFAULT_LIST_HOUR,
  })
  @IsInt()
  @Min(0)
  @Max(LAST_HOUR)
  listHour: number = DEFAULT_LIST_HOUR;

  @ApiPropertyOptional({
    description: 'Days from one list to the next; 0 for only when somebody asks',
    minimum: 0,
    maximum: MOST_DAYS_BETWEEN_LISTS,
    default: DEFAULT_LIST_EVERY_DAYS,
  })
  @IsInt()
  @Min(0)
  @Max(MOST_DAYS_BETWEEN_LISTS)
  listEveryDays: number = DEFAULT_LIST_EVERY_DAYS;

  @ApiPropertyOptional({
    description: 'Adopted numbers, which no list has, that are asked for one by one within a minute; 0 for none',
    minimum: 0,
    maximum: MOST_CHECKS_PER_MINUTE,
    default: DEFAULT_CHECKS_PER_MINUTE,
  })
  @IsInt()
  @Min(0)
  @Max(MOST_CHECKS_PER_MINUTE)
  checksPerMinute: number = DEFAULT_CHECKS_PER_MINUTE;
}

export class LibraryPolicyShape extends Rhythm implements PartnerPolicy<'library'> {
  @ApiProperty({ type: LibraryTokensShape })
  @IsDefined()
  @ValidateNested()
  @Type(() => LibraryTokensShape)
  tokens: LibraryTokensShape;
}

export class TransitPolicyShape extends Rhythm implements PartnerPolicy<'transit'> {
  @ApiProperty({ type: TransitTokensShape })
  @IsDefined()
  @ValidateNested()
  @Type(() => TransitTokensShape)
  tokens: TransitTokensShape;
}

export class PrescriptionPolicyShape extends Rhythm implements PartnerPolicy<'prescription'> {
  @ApiProperty({ type: PrescriptionTokensShape })
  @IsDefined()
  @ValidateNested()
  @Type(() => PrescriptionTokensShape)
  tokens: PrescriptionTokensShape;
}

// Findings are to point into the whole request, so each shape is checked where it stands there.
class LibraryHolder {
  @IsDefined()
  @ValidateNested()
  @Type(() => LibraryPolicyShape)
  policy: LibraryPolicyShape;
}

class TransitHolder {
  @IsDefined()
  @ValidateNested()
  @Type(() => TransitPolicyShape)
  policy: TransitPolicyShape;
}

class PrescriptionHolder {
  @IsDefined()
  @ValidateNested()
  @Type(() => PrescriptionPolicyShape)
  policy: PrescriptionPolicyShape;
}

const HOLDERS = { library: LibraryHolder, transit: TransitHolder, prescription: PrescriptionHolder };

const pipe = new RequestPipe();

/**
 * A policy checked for its service, with defaults filled in.
 * @throws DomainError `request.invalid` or `request.unknown_field` with findings under `/policy`.
 */
export async function checkedPolicy(service: Service, policy: unknown): Promise<PartnerPolicy> {
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) throw invalidRequest({ at: '/policy' });
  const checked = await pipe.transform({ policy }, { type: 'body', metatype: HOLDERS[service] });
  return (checked as { policy: PartnerPolicy }).policy;
}
