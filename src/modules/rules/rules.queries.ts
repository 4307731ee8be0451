import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { RULE_KINDS, type Rule, type RuleKind } from './domain/rule.js';
import { RulesService } from './rules.service.js';

/** What staff may read of rules: everything. */
@Injectable()
export class RulesQueries {
  constructor(
    private readonly rules: RulesService,
    private readonly clock: Clock,
  ) {}

  /** One rule of each kind: the one that holds on the day, by default today. */
  async onDay(on = this.clock.today()): Promise<{ on: string; rules: readonly Rule[] }> {
    return { on, rules: await Promise.all(RULE_KINDS.map((kind) => this.rules.ruleOn(kind, on))) };
  }

  /** Who reads it is going to decide by it, and must not be shown what memory still holds. */
  async history(kind: RuleKind): Promise<readonly Rule[]> {
    this.rules.forget();
    return this.rules.history(kind);
  }
}
