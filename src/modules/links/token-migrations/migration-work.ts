import { Injectable } from '@nestjs/common';
import { systemCaller } from '../../../kernel/auth/index.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Database, type Outcome, type Tx, UnitOfWork, violatedUnique } from '../../../kernel/database/index.js';
import { Keyring } from '../../../kernel/keyring/index.js';
import { type Service } from '../domain/service.js';
import { type TokenPair } from '../domain/token-migration.js';
import { LinkSeals } from '../link-seals.js';
import { waitForPublication } from '../publication.store.js';
import {
  countPairs,
  deletePairs,
  finishMigration,
  lockApplying,
  lockRenamable,
  type MigrationRow,
  type NamedRow,
  type PairRow,
  type RenamableRow,
  renameLinks,
  type Renaming,
  selectApplying,
  selectNamed,
  selectPairs,
} from './token-migration.store.js';

const AT_ONCE = 500;
const TRIES = 3;

/** Another instance was faster, or there is nothing left. */
class NothingToApply extends Error {}

/**
 * Applies migrations that were approved, some hundred pairs in each commit. What is left to do is what lies in the database,
 * so that another instance goes on where one has died.
 */
@Injectable()
export class MigrationWork {
  private readonly seals: LinkSeals;

  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /** Applies whatever is approved. @returns how many pairs were worked off. */
  async applyDue(): Promise<number> {
    let count = 0;
    for (const { service } of await this.database.query<{ service: Service }>(selectApplying())) {
      for (let done: number | null = 0; done !== null; count += done ?? 0) done = await this.applySome(service);
    }
    return count;
  }

  /** Applies the next pairs of a service. @returns how many were worked off; null when there is nothing left to do. */
  async applySome(service: Service, limit = AT_ONCE): Promise<number | null> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.work.run(systemCaller('token-migration'), (tx) => this.apply(tx, service, limit));
      } catch (error) {
        if (error instanceof NothingToApply) return null;
        // Somebody was given one of the new tokens this moment; the next look sees that it is taken.
        if (tries === TRIES || violatedUnique(error) === null) throw error;
      }
    }
  }

  private async apply(tx: Tx, service: Service, limit: number): Promise<Outcome<number>> {
    // Before any link is locked, as everybody does who locks many: so nobody waits in a circle with the publisher.
    await tx.query(waitForPublication(service));
    const [migration] = await tx.query<MigrationRow>(lockApplying(service));
    if (!migration) throw new NothingToApply();
    const rows = await tx.query<PairRow>(selectPairs(migration.id, limit));
    if (rows.length === 0) await tx.query(finishMigration(migration.id));
    else await this.rename(tx, migration, rows);
    return { result: rows.length, audit: { act: 'migration.apply', reason: service, subject: null, outcome: 'done' } };
  }

  private async rename(tx: Tx, { id, service }: MigrationRow, rows: readonly PairRow[]): Promise<void> {
    const pairs = rows.map((row) => this.seals.openPair(id, row.sealed_pair));
    const links = await this.renamable(tx, service, pairs);
    const taken = await this.taken(tx, service, pairs);
    const renamings = pairs.flatMap((pair): Renaming[] => {
      const link = links.get(pair.old);
      if (link === undefined || taken.has(pair.new)) return [];
      const { index, version } = this.seals.tokenIndex(service, pair.new);
      return [{ id: link, tokenIndex: index, sealedToken: this.seals.sealToken(link, service, pair.new), keyVersion: version }];
    });
    if (renamings.length > 0) await tx.query(renameLinks(renamings, this.clock.today()));
    await tx.query(deletePairs(id, rows.map((row) => row.old_index)));
    await tx.query(countPairs(id, renamings.length, pairs.length - renamings.length));
  }

  /** The links that have the old tokens still, by token. */
  private async renamable(tx: Tx, service: Service, pairs: readonly TokenPair[]): Promise<Map<string, string>> {
    const indexes = pairs.map((pair) => this.seals.tokenIndexes(service, pair.old));
    const rows = await tx.query<RenamableRow>(lockRenamable(indexes.flat()));
    const ids = new Map(rows.map((row) => [row.token_index.toString('latin1'), row.id]));
    return new Map(
      pairs.flatMap((pair, place) => {
        const id = (indexes[place] ?? []).map((index) => ids.get(index.toString('latin1'))).find((one) => one !== undefined);
        return id === undefined ? [] : [[pair.old, id] as const];
      }),
    );
  }

  private async taken(tx: Tx, service: Service, pairs: readonly TokenPair[]): Promise<Set<string>> {
    const indexes = pairs.map((pair) => this.seals.tokenIndexes(service, pair.new));
    const rows = await tx.query<NamedRow>(selectNamed(indexes.flat()));
    const named = new Set(rows.map((row) => row.token_index.toString('latin1')));
    return new Set(pairs.filter((_, place) => (indexes[place] ?? []).some((index) => named.has(index.toString('latin1')))).map((pair) => pair.new));
  }
}
