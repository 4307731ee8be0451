import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, isTransient, type Statement, type Tx } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Receipt } from './domain/partner-port.js';
import { LinkSeals } from './link-seals.js';
import { type AcceptedRow, acceptReceipts, continueWork, finishWork, makeCertain, setAsideWork, settleAncestors } from './work.store.js';

const TRIES = 3;

export interface Settlement {
  readonly accepted: number;
  readonly rejected: number;
}

/** Writes down what a partner answered, once, in one transaction. */
@Injectable()
export class ReceiptsService {
  private readonly seals: LinkSeals;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /**
   * @param closing statements that belong to the same commit (files that are answered now).
   * @returns how many receipts were counted; a stale or repeated receipt is not.
   */
  async settle(receipts: readonly Receipt[], closing: readonly Statement[] = []): Promise<Settlement> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.database.transaction((tx) => this.write(tx, receipts, closing));
      } catch (error) {
        if (tries >= TRIES || !isTransient(error)) throw error;
      }
    }
  }

  private async write(tx: Tx, receipts: readonly Receipt[], closing: readonly Statement[]): Promise<Settlement> {
    const accepted = receipts.filter((receipt) => receipt.outcome === 'accepted');
    const rejected = receipts.filter((receipt) => receipt.outcome === 'rejected');
    const now = this.clock.now();
    const rows = accepted.length === 0 ? [] : await this.accept(tx, accepted);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) {
      const ancestors = await tx.query<{ id: string }>(settleAncestors(rows.filter(({ first }) => first).map(({ id }) => id)));
      await tx.query(finishWork([...ids, ...ancestors.map((row) => row.id)]));
      await tx.query(continueWork(ids, now));
    }
    const setAside = rejected.length === 0 ? [] : await tx.query(setAsideWork(rejected, now));
    for (const statement of closing) await tx.query(statement);
    return { accepted: ids.length, rejected: setAside.length };
  }

  /** @returns the links that follow what was published by now. */
  private async accept(tx: Tx, accepted: readonly (Receipt & { readonly outcome: 'accepted' })[]): Promise<AcceptedRow[]> {
    const receipts = accepted.map(({ linkId, version, reference }) => ({
      linkId,
      version,
      sealedReference: reference === undefined ? null : this.seals.sealReference(linkId, reference),
    }));
    await tx.query(makeCertain(receipts));
    return tx.query<AcceptedRow>(acceptReceipts(receipts));
  }
}
