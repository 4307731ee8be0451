import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { shuffled } from './domain/feed-order.js';
import { retryAfterSeconds } from './domain/link-rules.js';
import { type Remembered, type ReplacedToken, type Submission } from './domain/partner-port.js';
import { type Service } from './domain/service.js';
import { LinkSeals } from './link-seals.js';
import {
  type AncestorRow,
  type BacklogRow,
  claimWork,
  type ClaimedRow,
  retryWork,
  returnWork,
  selectAncestors,
  selectBacklog,
  selectTakenOver,
  type Unused,
} from './work.store.js';

/** Adapters are told when it ends, and send nothing more of the batch from then on. */
const LEASE_SECONDS = 300;

const EARLY_MILLISECONDS = 2_000;

/** A submission on lease, and how often it was tried. */
export interface Claim {
  readonly submission: Submission;
  readonly attempts: number;
  readonly leaseUntil: Date;
  /** As it was before. */
  readonly unused: Unused;
}

/** Links whose published state the partner has not confirmed. */
@Injectable()
export class WorkQueue {
  private readonly seals: LinkSeals;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /** Takes due work nobody else holds, opened for the adapter. */
  async claim(service: Service, limit: number): Promise<Claim[]> {
    const now = this.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_SECONDS * 1000);
    const rows = await this.database.query<ClaimedRow>(claimWork(service, limit, now, leaseUntil));
    const replaced = await this.replacedBy(service, rows, now);
    const takenOver = await this.takenOver(rows, now);
    const isEarly = ({ id }: ClaimedRow): boolean => replaced.get(id) === 'wait' || takenOver.has(id);
    const early = rows.filter(isEarly).map((row) => unused(row, leaseUntil));
    if (early.length > 0) await this.database.query(returnWork(early, new Date(now.getTime() + EARLY_MILLISECONDS)));
    // The database may have gone through them as they lie; what a partner sees of it is an order drawn for it.
    return shuffled(rows, (count) => randomInt(count))
      .filter((row) => !isEarly(row))
      .map((row) => ({
        attempts: row.attempts,
        leaseUntil,
        unused: unused(row, leaseUntil),
        submission: this.submission(service, row, replaced.get(row.id)),
      }));
  }

  /**
   * What each claimed link takes the place of: the nearest ancestor that the partner confirmed. While a submission
   * of an ancestor is out nobody can tell, so the claim is to be given back for a moment.
   */
  private async replacedBy(service: Service, rows: readonly ClaimedRow[], now: Date): Promise<Map<string, ReplacedToken | 'wait'>> {
    const successors = rows.filter((row) => row.replaces !== null).map((row) => row.id);
    if (successors.length === 0) return new Map();
    const found = new Map<string, ReplacedToken | 'wait'>();
    for (const row of await this.database.query<AncestorRow>(selectAncestors(successors, now))) {
      if (row.in_flight) found.set(row.successor, 'wait');
      else if (row.confirmed && !found.has(row.successor)) found.set(row.successor, this.replaced(service, row));
    }
    return found;
  }

  /** Looked for once the claims stand, so that of two instances one at least sees the other's. Only adopted numbers change hands. */
  private async takenOver(rows: readonly ClaimedRow[], now: Date): Promise<ReadonlySet<string>> {
    const adopted = rows.filter(({ origin }) => origin === 'adopted').map(({ id }) => id);
    if (adopted.length === 0) return new Set();
    return new Set((await this.database.query<{ id: string }>(selectTakenOver(adopted, now))).map(({ id }) => id));
  }

  private submission(service: Service, row: ClaimedRow, replaces: ReplacedToken | 'wait' | undefined): Submission {
    return {
      linkId: row.id,
      token: this.seals.openToken(row.id, service, row.sealed_token),
      origin: row.origin,
      state: row.published_state,
      version: row.published_version,
      validThrough: row.valid_through,
      ...this.remembered(row),
      ...(typeof replaces === 'object' ? { replaces } : {}),
    };
  }

  private replaced(service: Service, row: AncestorRow): ReplacedToken {
    const token = this.seals.openToken(row.id, service, row.sealed_token);
    return { token, origin: row.origin, ...this.remembered(row), ended: row.ended };
  }

  private remembered({ id, sealed_reference }: { readonly id: string; readonly sealed_reference: Buffer | null }): Remembered {
    return sealed_reference ? this.seals.openReference(id, sealed_reference) : { reference: null };
  }

  /** Gives claims back, each to be tried again after a pause of its own, unless somebody else has taken them over. */
  async retryLater(claims: readonly Claim[], code: string): Promise<void> {
    if (claims.length === 0) return;
    const now = this.clock.now().getTime();
    const retries = claims.map(({ submission, attempts, leaseUntil }) => ({
      linkId: submission.linkId,
      nextAttemptAt: new Date(now + retryAfterSeconds(attempts, Math.random()) * 1000),
      leaseUntil,
    }));
    await this.database.query(retryWork(retries, code));
  }

  /** Gives claims back under which nothing was tried, as if they had not been taken, for whoever comes next. */
  async giveBack(claims: readonly Claim[]): Promise<void> {
    if (claims.length === 0) return;
    await this.database.query(returnWork(claims.map((claim) => claim.unused), null));
  }

  /** How much waits, by service and stage. */
  async backlog(): Promise<readonly BacklogRow[]> {
    return this.database.query<BacklogRow>(selectBacklog());
  }
}

function unused({ id, former_state, former_version }: ClaimedRow, leaseUntil: Date): Unused {
  return { linkId: id, leaseUntil, formerState: former_state, formerVersion: former_version };
}
