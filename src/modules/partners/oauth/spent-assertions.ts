import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { Database, type Tx } from '../../../kernel/database/index.js';
import { definePurpose, Keyring } from '../../../kernel/keyring/index.js';
import { deleteExpiredAssertions, spendAssertion } from '../assertion.store.js';

const ASSERTION = definePurpose('partners.assertion');

/** Client assertions that were used once already, for all instances together (RFC 7523 section 3, `jti`). */
@Injectable()
export class SpentAssertions {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /**
   * Uses an assertion up.
   * @returns false when it was used before.
   */
  spend(assertion: string, expiresAt: Date): Promise<boolean> {
    return this.spendWith(this.database, assertion, expiresAt);
  }

  /** The same in a transaction: it is used up when that commits. */
  async spendWith(tx: Pick<Tx, 'query'>, assertion: string, expiresAt: Date): Promise<boolean> {
    const indexes = this.keyring.indexes(ASSERTION, assertion);
    return (await tx.query(spendAssertion(indexes[0] as Buffer, indexes, expiresAt))).length === 1;
  }

  /** Deletes assertions that have expired. @returns how many. */
  async forgetExpired(): Promise<number> {
    return (await this.database.query(deleteExpiredAssertions(this.clock.now()))).length;
  }
}
