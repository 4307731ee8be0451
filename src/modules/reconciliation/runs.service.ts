import { createHash, randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type PoolClient } from 'pg';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { DomainError, malformedRequest } from '../../kernel/errors/index.js';
import { type ListHead, PartnerLists, type Service } from '../links/index.js';
import { dayInCity, type Gate, type ListClaims, ListRefused } from './domain/gates.js';
import { type RunReason, type RunState } from './domain/run-state.js';
import { KnownLists, type NumberedList } from './known-lists.js';
import { type IncomingList, ListRun, type Received } from './list-run.js';
import { listNotOffered, runUnderWay } from './reconciliation.errors.js';
import { Repairs } from './repairs.service.js';
import { pulledList } from './pulled-list.js';
import { RunLock } from './run-lock.js';
import { beginQueued, claimRun, insertQueued, insertReceived, type RunRow, selectUnfinished } from './run.store.js';
import { RunLost } from './settlement.js';
import { type Staging } from './staging.js';

/** A list that somebody sends. */
export interface SentList extends Omit<IncomingList, 'claims'> {
  /** What is left out is not claimed; a list without a day shows today. */
  readonly claims: { readonly asOf?: string; readonly rows?: number | null; readonly sequence?: number | null };
  /** Who sends it, given the digest of what was sent: by that a retry is told from another list. */
  readonly callerWith: (digest: string) => Caller;
  /** Whether its partner sends it: then the same list under the same number answers the run that it has made before. */
  readonly byPartner?: boolean;
}

/** A list with all it says of itself, and what it really says. */
type ListToCarry = IncomingList & Pick<SentList, 'callerWith' | 'byPartner'> & { readonly said: Partial<ListClaims> };

/** What carries a run through its stages. */
@Injectable()
export class RunStages {
  constructor(
    readonly run: ListRun,
    readonly repairs: Repairs,
    readonly known: KnownLists,
  ) {}
}

/** Starts runs, and carries them through. */
@Injectable()
export class Runs implements OnApplicationShutdown {
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly lock: RunLock,
    private readonly lists: PartnerLists,
    private readonly stages: RunStages,
  ) {}

  /**
   * Asks for a run with the list that the partner's adapter brings. An instance takes it up as soon as none of the service
   * is under way.
   * @throws DomainError `reconciliation.list_not_offered` or `reconciliation.run_under_way` when one waits already.
   */
  async request(caller: Caller, service: Service): Promise<{ id: string }> {
    if (!(await this.lists.has(service))) throw listNotOffered();
    const id = randomUUID();
    try {
      return await this.work.run(caller, async (tx) => {
        await tx.query(insertQueued(id, service, this.clock.today()));
        return { result: { id }, audit: { act: 'reconciliation.start', reason: service, subject: null, outcome: 'done' } };
      });
    } catch (error) {
      throw violatedUnique(error) === 'run_queued' ? runUnderWay() : error;
    }
  }

  /**
   * Receives a list that somebody sends. The answer comes when it has been read to its end and judged; the comparison goes
   * on behind it.
   * @throws DomainError `reconciliation.run_under_way`, `partner.not_configured`, or what the retry of another request
   *   raises; for a partner's own list also `reconciliation.sequence_reused` and `request.rate_limited`.
   */
  receive(sent: SentList): Promise<{ id: string }> {
    const { asOf = this.clock.today(), rows = null, sequence = null } = sent.claims;
    const list: ListToCarry = { ...sent, claims: { asOf: this.dayOf(asOf), rows, sequence }, said: sent.claims };
    return new Promise((answer, refuse) => {
      const carried = this.lock.alone(list.service, async (client) => {
        await this.finishRepairs(list.service);
        await this.carry(client, list, answer);
        return true;
      });
      void this.follow(carried.then((done) => (done === null ? this.answerBusy(list).then(answer) : undefined)).catch(refuse));
    });
  }

  /**
   * Takes up what waits for a service, and clears away what a dead instance has left.
   * @returns false when another instance is at it, or there is nothing to do.
   */
  async takeUp(service: Service): Promise<boolean> {
    const carried = this.lock.alone(service, async (client) => {
      await this.finishRepairs(service);
      const queued = await this.unfinished(service, 'queued');
      if (queued) await this.pull(client, queued);
      return queued !== null;
    });
    return (await this.follow(carried)) ?? false;
  }

  /** Services for which there is something to take up or to clear away. */
  async waiting(): Promise<Service[]> {
    const rows = await this.database.query<RunRow>(selectUnfinished());
    return [...new Set(rows.map((row) => row.service))];
  }

  /** Resolves when nothing is under way on this instance. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stages.run.stop();
    await this.idle();
  }

  private dayOf(asOf: string): string {
    return dayInCity(asOf, this.clock.today(), this.clock.newestDay());
  }

  private async pull(client: PoolClient, { id, service }: RunRow): Promise<void> {
    const { run, repairs } = this.stages;
    const asOf = this.clock.today();
    if ((await this.database.query(beginQueued(id, service, asOf))).length === 0) return;
    const claims: ListClaims & ListHead = { asOf, sequence: null, rows: null, gaps: true };
    const records = this.lists.of(service, (head) => void Object.assign(claims, head, { asOf: this.dayOf(head.asOf) }));
    const incoming = { service, claims, format: 'csv', bytes: pulledList(records) } as const;
    try {
      await run.staged(client, service, async (staging) => {
        const { list, gate } = await run.receive(staging, id, incoming);
        await this.database.query(claimRun(id, claims));
        if (gate) return run.end(id, service, ...outcomeOf(gate), list.rows);
        await run.move(id, 'receiving', 'comparing', list.rows);
        if ((await run.compare(staging, id, incoming, list)) === 'repairing') await repairs.run(id, service);
      });
    } catch (error) {
      await run.fail(id, service, error);
    }
  }

  /** Until the caller is answered, what goes wrong is the caller's; after that it is the run's. */
  private async carry(client: PoolClient, sent: ListToCarry, answer: (run: { id: string }) => void): Promise<void> {
    const { run, repairs } = this.stages;
    const id = randomUUID();
    const digest = createHash('sha256');
    const incoming = { ...sent, bytes: watched(sent.bytes, (piece) => digest.update(piece)) };
    await run.staged(client, sent.service, async (staging) => {
      const received = await this.readSent(staging, id, incoming);
      const whole = { ...sent, digest: digest.digest('base64url') };
      const before = await this.runBefore(whole, received.gate);
      if (before !== null) return answer({ id: before });
      const noted = await this.note(sent.callerWith(whole.digest), id, sent, received, this.stages.known.indexOf(numbered(whole)));
      answer(noted);
      if (noted.id !== id || received.gate) return;
      try {
        const state = await run.compare(staging, id, sent, received.list);
        if (state === 'repairing') await repairs.run(id, sent.service);
      } catch (error) {
        await run.fail(id, sent.service, error);
      }
    });
  }

  /** While another run is on, a list can only be one that was sent before. */
  private async answerBusy(sent: ListToCarry): Promise<{ id: string }> {
    if (!sent.byPartner || sent.claims.sequence === null) throw runUnderWay();
    const digest = createHash('sha256');
    try {
      for await (const piece of sent.bytes) digest.update(piece);
    } catch (error) {
      throw error instanceof DomainError ? error : malformedRequest();
    }
    const id = await this.runBefore({ ...sent, digest: digest.digest('base64url') }, undefined);
    if (id === null) throw runUnderWay();
    return { id };
  }

  /** The run that a partner's list has made before; null for a new one, which may be compared. */
  private async runBefore(sent: ListToCarry & { readonly digest: string }, gate: Gate | null | undefined): Promise<string | null> {
    if (!sent.byPartner) return null;
    const before = await this.stages.known.runOf(numbered(sent), gate);
    if (before === null && gate === null) await this.stages.known.mayCompare(sent.service);
    return before;
  }

  /** A list that breaks off is a run that was set aside, so that somebody sees it. */
  private async readSent(staging: Staging, id: string, incoming: ListToCarry): Promise<Received> {
    try {
      return await this.stages.run.receive(staging, null, incoming);
    } catch (error) {
      if (!(error instanceof ListRefused)) throw error;
      const caller = { ...incoming.callerWith(''), once: null };
      await this.note(caller, id, incoming, { list: { rows: 0, unreadable: 0, truncated: true }, gate: error.gate }, null);
      throw malformedRequest();
    }
  }

  /** @returns the run: this one, or that of an earlier request which this one repeats. */
  private note(caller: Caller, id: string, { service, claims }: IncomingList, { list, gate }: Received, listIndex: Buffer | null): Promise<{ id: string }> {
    const [state, reason] = gate ? outcomeOf(gate) : (['comparing', null] as const);
    const row = { id, service, day: this.clock.today(), theirs: list.rows, state, reason, listIndex, ...claims };
    const noted = () =>
      this.work.run(caller, async (tx) => {
        await tx.query(insertReceived(row));
        const outcome = gate ? ('refused' as const) : ('done' as const);
        return { result: { id }, audit: { act: 'reconciliation.receive', reason: gate ?? service, subject: null, outcome } };
      });
    // A round of checks that began at this moment has taken the number.
    return noted().catch((error: unknown) => {
      if (violatedUnique(error) === 'run_number') return noted();
      throw error;
    });
  }

  private async finishRepairs(service: Service): Promise<void> {
    const run = await this.unfinished(service, 'repairing');
    if (!run) return;
    await this.stages.repairs.run(run.id, service).catch((error: unknown) => {
      if (!(error instanceof RunLost)) throw error;
    });
  }

  private async unfinished(service: Service, state: 'repairing' | 'queued'): Promise<RunRow | null> {
    const rows = await this.database.query<RunRow>(selectUnfinished());
    return rows.find((row) => row.service === service && row.state === state) ?? null;
  }

  private follow<T>(work: Promise<T>): Promise<T> {
    const ended = work.finally(() => this.underWay.delete(ended));
    ended.catch(() => undefined);
    this.underWay.add(ended);
    return ended;
  }
}

function outcomeOf(gate: RunReason): readonly [RunState, RunReason] {
  return gate === 'size_changed' ? ['awaiting_decision', gate] : ['set_aside', gate];
}

/** A stream that breaks off is a list that was cut, unless whoever opened it says what is wrong. */
async function* watched(bytes: AsyncIterable<Uint8Array>, each: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await pieces.next().catch((error: unknown) => {
        throw error instanceof ListRefused || isTooLarge(error) ? error : new ListRefused('truncated');
      });
      if (next.done) return;
      each(next.value);
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'request.too_large';
}

function numbered({ service, said, digest }: ListToCarry & { readonly digest: string }): NumberedList {
  return { service, claims: said, digest };
}
