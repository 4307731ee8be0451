import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Caller } from '../../../kernel/auth/index.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Database, type Tx, UnitOfWork, violatedUnique } from '../../../kernel/database/index.js';
import { Keyring } from '../../../kernel/keyring/index.js';
import { type Partner, PartnerRegistry } from '../../partners/index.js';
import { type Service } from '../domain/service.js';
import { hasForm, judged, type MigrationDecision, type MigrationState, type PairRefusal, type TokenPair } from '../domain/token-migration.js';
import { LinkSeals } from '../link-seals.js';
import { migrationDecided, migrationNotFound, migrationOpen } from '../links.errors.js';
import {
  decideMigration,
  deletePairs,
  insertMigration,
  insertPairs,
  lockMigration,
  type MigrationRow,
  type NamedRow,
  selectMigration,
  selectMigrations,
  selectNamed,
} from './token-migration.store.js';

const MOST_REFUSALS_TOLD = 1_000;

/** A pair that is not taken, by where it stands in the request. */
export interface RefusedPair {
  /** JSON pointer. */
  readonly at: string;
  readonly code: PairRefusal;
}

/** What would become of the pairs, and what was kept of them. */
export interface Proposal {
  /** Null when nothing was kept: for a trial, and where there is nothing to do. */
  readonly id: string | null;
  readonly state: 'checked' | 'proposed';
  readonly pairs: number;
  /** Tokens that would be migrated. */
  readonly toMigrate: number;
  /** Pairs that were applied before. */
  readonly alreadyMigrated: number;
  readonly refused: number;
  /** The first thousand of them. */
  readonly refusals: readonly RefusedPair[];
}

interface Judgement {
  readonly taken: readonly TokenPair[];
  readonly done: number;
  readonly refusals: readonly RefusedPair[];
}

/** New tokens for links that a partner knows already: proposed by the partner, decided by a supervisor. */
@Injectable()
export class TokenMigrations {
  private readonly seals: LinkSeals;

  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly partners: PartnerRegistry,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /** What would become of some pairs. Changes nothing. */
  async check(service: Service, pairs: readonly TokenPair[]): Promise<Proposal> {
    return told(null, pairs.length, await this.judge(this.database, await this.partners.partnerOf(service), pairs));
  }

  /**
   * Keeps the pairs that can be applied until a supervisor has decided. No link is changed.
   * @throws DomainError `migration.open` while another one of the partner waits or is being applied.
   */
  async propose(caller: Caller, service: Service, pairs: readonly TokenPair[]): Promise<Proposal> {
    const partner = await this.partners.partnerOf(service);
    try {
      return await this.work.run(caller, async (tx) => {
        const judgement = await this.judge(tx, partner, pairs);
        const id = judgement.taken.length > 0 ? randomUUID() : null;
        if (id) await this.keep(tx, id, service, judgement);
        return {
          result: told(id, pairs.length, judgement),
          audit: { act: 'migration.propose', reason: service, subject: null, outcome: id ? 'done' : 'refused' },
        };
      });
    } catch (error) {
      throw violatedUnique(error) === 'token_migration_open' ? migrationOpen() : error;
    }
  }

  /** @throws DomainError `migration.not_found`. */
  async one(service: Service, id: string): Promise<MigrationRow> {
    const [row] = await this.database.query<MigrationRow>(selectMigration(id, service));
    if (!row) throw migrationNotFound();
    return row;
  }

  /** Those that are open, and the latest of the others; a hundred at most. */
  all(): Promise<MigrationRow[]> {
    return this.database.query<MigrationRow>(selectMigrations());
  }

  /**
   * A supervisor's decision. What is approved is applied by the program, in steps; what is declined is forgotten.
   * @throws DomainError `migration.not_found` or `migration.decided`.
   */
  decide(caller: Caller, id: string, decision: MigrationDecision): Promise<{ state: MigrationState }> {
    return this.work.run(caller, async (tx) => {
      const [row] = await tx.query<MigrationRow>(lockMigration(id));
      if (!row) throw migrationNotFound();
      if (row.state !== 'proposed') throw migrationDecided({ state: row.state });
      const state = decision === 'approve' ? 'applying' : 'declined';
      await tx.query(decideMigration(id, state, caller.account, this.clock.today()));
      if (state === 'declined') await tx.query(deletePairs(id, null));
      return { result: { state }, audit: { act: `migration.${decision}`, reason: row.service, subject: null, outcome: 'done' } };
    });
  }

  private async keep(tx: Tx, id: string, service: Service, { taken, refusals }: Judgement): Promise<void> {
    await tx.query(insertMigration({ id, service, pairs: taken.length, refused: refusals.length, proposedOn: this.clock.today() }));
    const rows = taken.map((pair) => ({ old_index: this.seals.tokenIndex(service, pair.old).index, sealed_pair: this.seals.sealPair(id, pair) }));
    await tx.query(insertPairs(id, rows));
  }

  /** By what is published: who may try out as often as he likes would see the rest of what is wanted from one moment to the next. */
  private async judge(tx: Pick<Tx, 'query'>, partner: Partner, pairs: readonly TokenPair[]): Promise<Judgement> {
    const { service } = partner;
    const indexesOf = (token: string) => this.seals.tokenIndexes(service, token);
    const asked = [...new Set(pairs.flatMap((pair) => [pair.old, pair.new]))].flatMap(indexesOf);
    const named = new Map<string, NamedRow>();
    for (const row of await tx.query<NamedRow>(selectNamed(asked))) {
      const key = row.token_index.toString('latin1');
      if (!named.has(key)) named.set(key, row);
    }
    const find = (token: string) => indexesOf(token).map((index) => named.get(index.toString('latin1'))).find((row) => row !== undefined) ?? null;
    const judge = (pair: TokenPair): PairRefusal | 'done' | null => {
      if (pair.old === pair.new) return 'same';
      const old = find(pair.old);
      const hasNew = old !== null && indexesOf(pair.new).some((index) => index.equals(old.current_index));
      const known = old && { isAlias: old.is_alias, ended: old.published_state === 'ended', known: old.known, underWay: old.under_way, hasNew };
      return judged(known, find(pair.new)?.known ?? false) ?? (hasForm(partner, pair.new) ? null : 'wrong_format');
    };
    return sorted(pairs, judge);
  }
}

function sorted(pairs: readonly TokenPair[], judge: (pair: TokenPair) => PairRefusal | 'done' | null): Judgement {
  const [olds, news] = [new Set<string>(), new Set<string>()];
  const taken: TokenPair[] = [];
  const refusals: RefusedPair[] = [];
  let done = 0;
  for (const [place, pair] of pairs.entries()) {
    const repeated = olds.has(pair.old) || news.has(pair.new);
    olds.add(pair.old);
    news.add(pair.new);
    const verdict = repeated ? 'repeated' : judge(pair);
    if (verdict === null) taken.push(pair);
    else if (verdict === 'done') done += 1;
    else refusals.push({ at: `/pairs/${place}`, code: verdict });
  }
  return { taken, done, refusals };
}

function told(id: string | null, pairs: number, { taken, done, refusals }: Judgement): Proposal {
  return {
    id,
    state: id === null ? 'checked' : 'proposed',
    pairs,
    toMigrate: taken.length,
    alreadyMigrated: done,
    refused: refusals.length,
    refusals: refusals.slice(0, MOST_REFUSALS_TOLD),
  };
}
