import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type PoolClient } from 'pg';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { type ListHead, PartnerLists, type Service } from '../links/index.js';
import { dayInCity, type ListClaims } from './domain/gates.js';
import { outcomeOf } from './domain/run-state.js';
import { ListRun } from './list-run.js';
import { pulledList } from './pulled-list.js';
import { listNotOffered, runUnderWay } from './reconciliation.errors.js';
import { Repairs } from './repairs.service.js';
import { RunLock } from './run-lock.js';
import { beginQueued, claimRun, insertQueued, type RunRow, selectUnfinished } from './run.store.js';
import { type SentList, SentLists } from './sent-lists.service.js';
import { RunLost } from './settlement.js';

/** What carries a run through its stages. */
@Injectable()
export class RunStages {
  constructor(
    readonly run: ListRun,
    readonly repairs: Repairs,
    readonly sent: SentLists,
  ) {}
}

/** Starts runs, and carries them through. */
@Injectable()
export class Runs implements BeforeApplicationShutdown, OnApplicationShutdown {
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
   * @throws DomainError `reconciliation.run_under_way`, `partner.not_configured`, `request.timed_out`, or what the retry of
   *   another request raises; for a partner's own list also `reconciliation.sequence_reused` and `request.rate_limited`.
   */
  receive(given: SentList): Promise<{ id: string }> {
    const { sent } = this.stages;
    const list = sent.toCarry(given);
    return new Promise((answer, refuse) => {
      const carried = async () => {
        if (await sent.isCompared(list)) return answer(await sent.answerKnown(list, runUnderWay()));
        const done = await this.lock.alone(list.service, async (client) => {
          await this.finishRepairs(list.service);
          return { late: await sent.carry(client, list, answer) };
        });
        if (done === null) answer(await sent.answerKnown(list, runUnderWay()));
        else if (done.late) answer(done.late);
      };
      void this.follow(carried().catch(refuse));
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

  /** The server waits for its requests, and one that sends a list takes as long as its sender likes. */
  beforeApplicationShutdown(): void {
    this.stages.run.stop();
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
    const claims: ListClaims & ListHead = { asOf, sequence: null, rows: null, gaps: true, asked: true };
    const records = this.lists.of(service, (head) => void Object.assign(claims, head, { asOf: this.dayOf(head.asOf) }));
    const incoming = { service, claims, format: 'csv', bytes: pulledList(records) } as const;
    try {
      await run.staged(client, service, async (staging) => {
        const { list, gate } = await run.receive(staging, id, incoming);
        await this.database.query(claimRun(id, claims));
        if (gate) return run.end(id, service, ...outcomeOf(gate), list.stopped ? null : list.rows);
        await run.move(id, 'receiving', 'comparing', list.rows);
        if ((await run.compare(staging, id, incoming, list)) === 'repairing') await repairs.run(id, service);
      });
    } catch (error) {
      await run.fail(id, service, error);
    }
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
