import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { DomainError } from '../../kernel/errors/index.js';
import { tooManyMisses } from './links.errors.js';

/** Codes and tokens that open nothing, in one day and from one account, before no more are looked at. */
export const MISSES_A_DAY = 50;

/**
 * Counts what opened nothing, per account and day. In the memory of this instance only: a code has 128 random
 * bits, so this is against nuisance and not against guessing, and a record of who mistyped what is not worth keeping.
 */
@Injectable()
export class Misses {
  private day = '';
  private readonly counts = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /**
   * Runs what opens a card or link.
   * @throws DomainError `counter.too_many_misses`, or whatever the work raised.
   */
  async watch<T>(caller: Caller, work: () => Promise<T>): Promise<T> {
    const counts = this.today();
    const count = counts.get(caller.account) ?? 0;
    if (count >= MISSES_A_DAY) throw tooManyMisses({ limit: MISSES_A_DAY });
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError && error.definition.kind === 'not_found') {
        counts.set(caller.account, (counts.get(caller.account) ?? 0) + 1);
      }
      throw error;
    }
  }

  private today(): Map<string, number> {
    const today = this.clock.today();
    if (today !== this.day) this.counts.clear();
    this.day = today;
    return this.counts;
  }
}
