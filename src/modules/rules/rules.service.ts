import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { FreshCopy } from '../../kernel/clock/fresh-copy.js';
import { type Config } from '../../kernel/config/config.js';
import { Database } from '../../kernel/database/index.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { builtIn, type Rule, type RuleKind, ruleOn, type Rules, rulesOn } from './domain/rule.js';
import { allRules, type RuleRow } from './rule.store.js';

/** Milliseconds after which a rule made on another instance is seen here at the latest. */
const FRESH_MS = 5_000;

/**
 * What holds on a day. Answers come from memory and are at most five seconds old, which is early enough: a rule is made
 * the day before at the latest. Settings hold since ever, until the first rule of the kind.
 */
@Injectable()
export class RulesService {
  private readonly initial: Rules;
  private readonly made: FreshCopy<readonly RuleRow[]>;

  constructor(
    @Inject(CONFIG) config: Config,
    database: Database,
    clock: Clock,
  ) {
    this.initial = builtIn(config.cardPrefix, config.renewalGraceMonths);
    this.made = new FreshCopy(clock, FRESH_MS, () => database.query<RuleRow>(allRules()));
  }

  /**
   * All rules as of a day in the city, `YYYY-MM-DD`. Ask before a transaction, so that none waits for another connection.
   * @throws DomainError `database.unavailable`.
   */
  async on(day: string): Promise<Rules> {
    return rulesOn(day, this.initial, await this.made.current());
  }

  /** The rule of a kind that holds on a day, and since when. */
  async ruleOn(kind: RuleKind, day: string): Promise<Rule> {
    return ruleOn(kind, day, this.initial, await this.made.current());
  }

  /** Every rule of a kind, those to come included, in the order of their days; the first one holds since ever. */
  async history(kind: RuleKind): Promise<readonly Rule[]> {
    const made = (await this.made.current()).filter((rule) => rule.kind === kind);
    return [{ kind, effectiveFrom: null, value: this.initial[kind] }, ...made];
  }

  /** Makes the next question read again, after a change made here. */
  forget(): void {
    this.made.forget();
  }
}
