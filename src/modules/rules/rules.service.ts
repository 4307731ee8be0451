import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { Database } from '../../kernel/database/index.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { builtIn, type Rule, type RuleKind, ruleOn, type Rules, rulesOn } from './domain/rule.js';
import { allRules, type RuleRow } from './rule.store.js';

/** Milliseconds after which a rule made on another instance is seen here at the latest. */
const FRESH_MS = 5_000;

interface Held {
  readonly made: readonly RuleRow[];
  readonly freshUntil: number;
}

/**
 * What holds on a day. Answers come from memory and are at most five seconds old, which is early enough: a rule is made
 * the day before at the latest. Settings hold since ever, until the first rule of the kind.
 */
@Injectable()
export class RulesService {
  private readonly initial: Rules;
  private held: Held | null = null;
  private loading: Promise<Held> | null = null;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.initial = builtIn(config.cardPrefix, config.renewalGraceMonths);
  }

  /**
   * All rules as of a day in the city, `YYYY-MM-DD`. Ask before a transaction, so that none waits for another connection.
   * @throws DomainError `database.unavailable`.
   */
  async on(day: string): Promise<Rules> {
    return rulesOn(day, this.initial, (await this.current()).made);
  }

  /** The rule of a kind that holds on a day, and since when. */
  async ruleOn(kind: RuleKind, day: string): Promise<Rule> {
    return ruleOn(kind, day, this.initial, (await this.current()).made);
  }

  /** Every rule of a kind, those to come included, in the order of their days; the first one holds since ever. */
  async history(kind: RuleKind): Promise<readonly Rule[]> {
    const made = (await this.current()).made.filter((rule) => rule.kind === kind);
    return [{ kind, effectiveFrom: null, value: this.initial[kind] }, ...made];
  }

  /** Makes the next question read again, after a change made here. */
  forget(): void {
    this.held = null;
    this.loading = null;
  }

  private async current(): Promise<Held> {
    if (this.held !== null && this.held.freshUntil > this.clock.now().getTime()) return this.held;
    return (this.loading ??= this.load());
  }

  private load(): Promise<Held> {
    const loading: Promise<Held> = this.read().then(
      (held) => {
        // Forgotten while it was read: it may show what was before the change.
        if (this.loading === loading) {
          this.held = held;
          this.loading = null;
        }
        return held;
      },
      (error: unknown) => {
        if (this.loading === loading) this.loading = null;
        throw error;
      },
    );
    return loading;
  }

  private async read(): Promise<Held> {
    const freshUntil = this.clock.now().getTime() + FRESH_MS;
    return { made: await this.database.query<RuleRow>(allRules()), freshUntil };
  }
}
