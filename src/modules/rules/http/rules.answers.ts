import { ApiProperty } from '@nestjs/swagger';
import { RULE_KINDS, type Rule, type RuleKind } from '../domain/rule.js';
import { VALUE_SCHEMA } from './rules.requests.js';

export class RuleAnswer {
  @ApiProperty({ enum: RULE_KINDS, example: 'renewal' })
  kind: RuleKind;

  @ApiProperty({ description: 'First day of the rule in the city; null since ever', type: String, format: 'date', nullable: true, example: '2027-01-01' })
  effectiveFrom: string | null;

  @ApiProperty(VALUE_SCHEMA)
  value: Rule['value'];
}

export class RulesOnDay {
  @ApiProperty({ format: 'date', example: '2026-07-01' })
  on: string;

  @ApiProperty({ description: 'One of each kind', type: [RuleAnswer] })
  rules: readonly RuleAnswer[];
}

export class RuleHistory {
  @ApiProperty({ description: 'In the order of their days, those to come included', type: [RuleAnswer] })
  rules: readonly RuleAnswer[];

  @ApiProperty({ description: 'There is never more than one page', type: 'null', example: null })
  next: null;
}
