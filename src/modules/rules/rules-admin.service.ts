import { Injectable } from '@nestjs/common';
import { type AuditRecord } from '../../kernel/audit/audit.js';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { type RuleKind } from './domain/rule.js';
import { checkedValue } from './rule.shape.js';
import { deleteRule, insertRule, ruleFrom, type RuleRow } from './rule.store.js';
import { ruleDateNotFuture, ruleExists, ruleInForce, ruleNotFound } from './rules.errors.js';
import { RulesService } from './rules.service.js';

/** What supervisors do with rules: they make them for days to come, and never touch the past. */
@Injectable()
export class RulesAdmin {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rules: RulesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a rule from a future day on.
   * @throws DomainError `rule.date_not_future`, `rule.exists`, or `request.invalid` for a value that does not fit the kind.
   */
  async make(caller: Caller, kind: RuleKind, effectiveFrom: string, given: unknown): Promise<RuleRow> {
    const rule: RuleRow = { kind, effectiveFrom, value: checkedValue(kind, given) };
    return this.changing(async () => {
      try {
        return await this.work.run(caller, async (tx) => {
          if (effectiveFrom <= this.clock.today()) throw ruleDateNotFuture({ at: '/effectiveFrom' });
          await tx.query(insertRule(rule));
          return { result: rule, audit: done('rule.make', kind) };
        });
      } catch (error) {
        throw violatedUnique(error) === 'rule_pkey' ? ruleExists() : error;
      }
    });
  }

  /**
   * Withdraws a rule before its day.
   * @throws DomainError `rule.not_found` or `rule.in_force`.
   */
  async withdraw(caller: Caller, kind: RuleKind, effectiveFrom: string): Promise<void> {
    await this.changing(() =>
      this.work.run(caller, async (tx) => {
        const gone = await tx.query(deleteRule(kind, effectiveFrom, this.clock.today()));
        if (gone.length === 0) throw (await tx.query(ruleFrom(kind, effectiveFrom))).length > 0 ? ruleInForce() : ruleNotFound();
        return { result: null, audit: done('rule.withdraw', kind) };
      }),
    );
  }

  /** Whatever becomes of a change, the next reader here sees the database. */
  private async changing<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } finally {
      this.rules.forget();
    }
  }
}

function done(act: string, kind: RuleKind): AuditRecord {
  return { act, reason: kind, subject: null, outcome: 'done' };
}
