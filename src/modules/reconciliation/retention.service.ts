import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring, KeyringProblem } from '../../kernel/keyring/index.js';
import { ComparableLinks, type Service, SERVICES } from '../links/index.js';
import { RESOLVED_DAYS } from './domain/break-rules.js';
import { RUN_DAYS } from './domain/run-state.js';
import { KeyedIndex } from './keyed-index.js';
import { forgetResolved, forgetRuns, renewSealed, type SealedBreakRow, selectSealed } from './retention.store.js';
import { hasOlderSeals, isNewestSeal, openToken, sealToken } from './settlement.js';

const ROWS_AT_ONCE = 500;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** What is kept of runs and breaks: for how long, and under which keys. */
@Injectable()
export class Retention {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
    private readonly links: ComparableLinks,
  ) {}

  /** Forgets breaks that were resolved long ago, and runs that nothing goes by any more. */
  async forget(): Promise<void> {
    await this.database.query(forgetResolved(this.clock.dayFromToday(-RESOLVED_DAYS)));
    await this.database.query(forgetRuns(this.clock.dayFromToday(-RUN_DAYS)));
  }

  async renewAll(): Promise<void> {
    for (const service of SERVICES) await this.renew(service);
  }

  /**
   * Brings tokens that no link has under the newest keys: so a break is known again after a change of keys, and nothing
   * needs the older ones. A token whose key is gone already stays as it is.
   * @returns how many were under older keys.
   */
  async renew(service: Service): Promise<number> {
    const [newest, ...older] = this.links.indexKeys(service);
    if (!newest || (older.length === 0 && !hasOlderSeals(this.keyring))) return 0;
    const index = new KeyedIndex(newest);
    let renewed = 0;
    for (let after = BEFORE_ALL; ; ) {
      const rows = await this.database.query<SealedBreakRow>(selectSealed(service, after, ROWS_AT_ONCE));
      const fresh = rows.flatMap((row) => this.renewedOf(row, index) ?? []);
      if (fresh.length > 0) await this.database.query(renewSealed(fresh));
      renewed += fresh.length;
      if (rows.length < ROWS_AT_ONCE) return renewed;
      after = rows.at(-1)?.id ?? after;
    }
  }

  /** @returns null where it is under the newest keys, or cannot be read any more. */
  private renewedOf({ id, tokenIndex, sealedToken }: SealedBreakRow, index: KeyedIndex): SealedBreakRow | null {
    const token = this.tokenOf(id, sealedToken);
    if (token === null) return null;
    const fresh = Buffer.from(index.of(token), 'latin1');
    const sealed = isNewestSeal(this.keyring, sealedToken);
    if (sealed && fresh.equals(tokenIndex)) return null;
    return { id, tokenIndex: fresh, sealedToken: sealed ? sealedToken : sealToken(this.keyring, id, token) };
  }

  private tokenOf(id: string, sealed: Buffer): string | null {
    try {
      return openToken(this.keyring, id, sealed);
    } catch (error) {
      if (error instanceof KeyringProblem) return null;
      throw error;
    }
  }
}
