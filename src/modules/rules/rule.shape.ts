import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsInt,
  Matches,
  Max,
  Min,
  Validate,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { invalidRequest } from '../../kernel/errors/index.js';
import { RequestPipe } from '../../kernel/http/request.pipe.js';
import { isAdoptPattern } from '../partners/index.js';
import { type Fees, type RuleKind, type Rules, type Validity } from './domain/rule.js';

const MOST_YEARS = 20;
const MOST_CENTS = 100_000;
const MOST_PATTERNS = 10;

function Years(example: number | null): PropertyDecorator {
  return (target, property) => {
    ApiProperty({ type: 'integer', minimum: 1, maximum: MOST_YEARS, nullable: true, example })(target, property);
    // Null is for ever. A field that is left out is not null: nothing is for ever by mistake.
    ValidateIf((_, value) => value !== null)(target, property);
    IsInt()(target, property);
    Min(1)(target, property);
    Max(MOST_YEARS)(target, property);
  };
}

function Cents(example: number): PropertyDecorator {
  return (target, property) => {
    ApiProperty({ type: 'integer', minimum: 0, maximum: MOST_CENTS, example })(target, property);
    IsInt()(target, property);
    Min(0)(target, property);
    Max(MOST_CENTS)(target, property);
  };
}

/** Whole years a card is valid, to the end of its last month; null is for ever. */
export class ValidityShape implements Validity {
  @Years(2)
  kids: number | null;

  @Years(5)
  standard: number | null;

  @Years(null)
  senior: number | null;
}

export class CategoryFeesShape {
  @Cents(0)
  kids: number;

  @Cents(1000)
  standard: number;

  @Cents(0)
  senior: number;
}

function FeesOfAct(): PropertyDecorator {
  return (target, property) => {
    ApiProperty({ type: CategoryFeesShape })(target, property);
    IsDefined()(target, property);
    ValidateNested()(target, property);
    Type(() => CategoryFeesShape)(target, property);
  };
}

/** Cents for each act and category. A spoiled print is always replaced free. */
export class FeesShape implements Fees {
  @FeesOfAct()
  issue: CategoryFeesShape;

  @FeesOfAct()
  replacement: CategoryFeesShape;

  @FeesOfAct()
  renewal: CategoryFeesShape;
}

export class CardNumbersShape {
  @ApiProperty({ description: 'First digits of every card number', pattern: '^[0-9]{1,8}$', example: '9840' })
  @Matches(/^[0-9]{1,8}$/)
  prefix: string;
}

@ValidatorConstraint({ name: 'pattern' })
class Pattern implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isAdoptPattern(value);
  }
}

export class AdoptedNumbersShape {
  @ApiProperty({
    description:
      'What an adopted library number may look like: regular expressions, anchored at both ends, without groups, at most 64 characters. ' +
      'Null for those agreed with the library. A number of 14 digits needs its check digit in any case',
    type: [String],
    nullable: true,
    minItems: 1,
    maxItems: MOST_PATTERNS,
    example: ['^2[0-9]{13}$', '^D[0-9]{9}$'],
  })
  @ValidateIf((_, value) => value !== null)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_PATTERNS)
  @Validate(Pattern, { each: true })
  library: string[] | null;
}

export class RenewalShape {
  @ApiProperty({ description: 'Months after its last one in which an expired card can be renewed', minimum: 0, maximum: 120, example: 12 })
  @IsInt()
  @Min(0)
  @Max(120)
  graceMonths: number;
}

// Findings are to point into the whole request, so each shape is checked where it stands there.
class ValidityHolder {
  @IsDefined()
  @ValidateNested()
  @Type(() => ValidityShape)
  value: ValidityShape;
}

class FeesHolder {
  @IsDefined()
  @ValidateNested()
  @Type(() => FeesShape)
  value: FeesShape;
}

class CardNumbersHolder {
  @IsDefined()
  @ValidateNested()
  @Type(() => CardNumbersShape)
  value: CardNumbersShape;
}

class AdoptedNumbersHolder {
  @IsDefined()
  @ValidateNested()
  @Type(() => AdoptedNumbersShape)
  value: AdoptedNumbersShape;
}

class RenewalHolder {
  @IsDefined()
  @ValidateNested()
  @Type(() => RenewalShape)
  value: RenewalShape;
}

const HOLDERS = {
  validity: ValidityHolder,
  fees: FeesHolder,
  card_numbers: CardNumbersHolder,
  adopted_numbers: AdoptedNumbersHolder,
  renewal: RenewalHolder,
};

const pipe = new RequestPipe();

/**
 * The value of a rule, checked for its kind.
 * @throws DomainError `request.invalid` or `request.unknown_field` with findings under `/value`.
 */
export function checkedValue<K extends RuleKind>(kind: K, value: unknown): Rules[K] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidRequest({ at: '/value' });
  const checked = pipe.transform({ value }, { type: 'body', metatype: HOLDERS[kind] });
  return JSON.parse(JSON.stringify((checked as { value: Rules[K] }).value)) as Rules[K];
}
