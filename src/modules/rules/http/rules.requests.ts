import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { CalendarDay } from '../../../kernel/http/calendar-day.decorator.js';
import { Optional } from '../../../kernel/http/optional.decorator.js';
import { AdoptedNumbersShape, CardNumbersShape, FeesShape, RenewalShape, ValidityShape } from '../rule.shape.js';

export const VALUE_SCHEMA = {
  oneOf: [ValidityShape, FeesShape, CardNumbersShape, AdoptedNumbersShape, RenewalShape].map((shape) => ({ $ref: getSchemaPath(shape) })),
  example: { graceMonths: 12 },
};

export class OnQuery {
  @ApiPropertyOptional({ description: 'A day in the city; today when left out', format: 'date', example: '2026-07-01' })
  @Optional()
  @CalendarDay()
  on?: string;
}

@ApiExtraModels(ValidityShape, FeesShape, CardNumbersShape, AdoptedNumbersShape, RenewalShape)
export class NewRuleBody {
  @ApiProperty({ description: 'First day of the rule in the city: tomorrow or later', format: 'date', example: '2027-01-01' })
  @CalendarDay()
  effectiveFrom: string;

  @ApiProperty({ description: 'What the kind takes', ...VALUE_SCHEMA })
  @IsObject()
  value: Record<string, unknown>;
}
