import { Injectable } from '@nestjs/common';
import { type PoolClient } from 'pg';
import { systemCaller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, UnitOfWork } from '../../kernel/database/index.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { ComparableLinks, PartnerLists, type Service } from '../links/index.js';
import { PartnerRegistry } from '../partners/index.js';
import { forgetDifferences, selectDue } from './compare.store.js';
import { balances } from './domain/classes.js';
import { inFlightFrom } from './domain/break-rules.js';
import { type EarlierLists, type Gate, gateOf, isWrongList, type ListClaims, type ListFindings } from './domain/gates.js';
import { type ListFormat } from './domain/partner-list.js';
import { type RunReason, type RunState } from './domain/run-state.js';
import { NotBalanced, resultOf, StoppedOnPurpose } from './failures.js';
import { ListLength } from './list-length.js';
import { Progress } from './progress.js';
import { dropProgress } from './progress.store.js';
import { type EarlierRow, endRun, moveRun, outdateEarlier, selectEarlier } from './run.store.js';
import { Retention } from './retention.service.js';
import { RunLost, Settlement } from './settlement.js';
import { ComparisonSettings } from './settings.js';
import { type StagedList, Staging } from './staging.js';

/** A list on its way in. */
export interface IncomingList {
  readonly service: Service;
  readonly claims: ListClaims;
  readonly format: ListFormat;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A list that is staged, and what the gates say of it. */
export interface Received {
  readonly list: StagedList;
  readonly gate: Gate | null;
}

/** What a run uses beside the kernel. */
@Injectable()
export class RunParts {
  constructor(
    readonly partners: PartnerRegistry,
    readonly lists: PartnerLists,
    readonly settlement: Settlement,
    readonly settings: ComparisonSettings,
    readonly retention: Retention,
  ) {}
}

/** What a run is made of: a list is received, judged at the gates, compared and settled. */
@Injectable()
export class ListRun {
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly log: EventLog,
    private readonly links: ComparableLinks,
    private readonly parts: RunParts,
  ) {}

  /** Ends whatever is being received at the next line; what is compared comes to its end. */
  stop(): void {
    this.stopped = true;
  }

  /** Opens staging tables on the connection that holds the lock, and on a second one where both cores can be used. */
  async staged<T>(client: PoolClient, service: Service, work: (staging: Staging) => Promise<T>): Promise<T> {
    const { settings } = this.parts;
    const using = async (clients: readonly PoolClient[]) => {
      const staging = await Staging.open(clients, settings);
      try {
        return await work(staging);
      } finally {
        await staging.close();
      }
    };
    // While keys change, an older index may lie in the other half; another name of a link may at any time.
    const whole = settings.sessions === 1 || this.links.indexKeys(service).length > 1 || (await this.links.hasOtherNames(this.database, service));
    if (whole) return using([client]);
    return this.database.session((second) => using([client, second]));
  }

  /**
   * Stages a list and judges it; one that goes on for too long is read no further. How far it is, is told from the beginning.
   * @throws DomainError `partner.not_configured`; ListRefused by whoever opened the list.
   */
  async receive(staging: Staging, runId: string, { service, claims, format, bytes }: IncomingList): Promise<Received> {
    await this.mayReceive(service);
    const earlier = await this.earlier(service);
    const length = new ListLength(this.database, service, claims, earlier.rows, this.parts.settings.linesFreely);
    const progress = new Progress(this.database, runId, claims.rows ?? earlier.rows, () => this.clock.now());
    await progress.stage('receiving', 0);
    try {
      const list = await staging.read({
        bytes,
        format,
        indexKeys: this.links.indexKeys(service),
        progress: (rows) => {
          if (this.stopped) throw new StoppedOnPurpose();
          progress.rows(rows);
          return length.isOver(rows);
        },
      });
      await progress.stage('comparing', list.rows);
      return { list, gate: await this.gateOf(service, claims, { ...list, tooMany: await length.isTooMany(list.rows) }) };
    } finally {
      await progress.settled();
    }
  }

  /** What is known of the lists before is asked for again: a supervisor may have found a size right while this one came. */
  private async gateOf(service: Service, claims: ListClaims, list: Omit<ListFindings, 'due'>): Promise<Gate | null> {
    const due = list.rows === 0 && (await this.isDue(service, claims.asOf));
    return gateOf(claims, { ...list, due }, await this.earlier(service), this.clock.today());
  }

  private async isDue(service: Service, asOf: string): Promise<boolean> {
    const { policy } = await this.parts.partners.partnerOf(service);
    return (await this.database.query(selectDue(service, inFlightFrom(asOf, policy.inFlightDays), await this.parts.lists.suspendsByEnding(service)))).length > 0;
  }

  /** @throws DomainError `partner.not_configured`. */
  async mayReceive(service: Service): Promise<void> {
    await this.parts.partners.partnerOf(service);
  }

  /**
   * Compares a list that has passed the gates, and settles what was found.
   * @returns the state of the run afterwards.
   */
  async compare(staging: Staging, runId: string, { service, claims }: Pick<IncomingList, 'service' | 'claims'>, list: StagedList): Promise<RunState> {
    const { policy } = await this.parts.partners.partnerOf(service);
    const from = inFlightFrom(claims.asOf, policy.inFlightDays);
    const suspendsByEnding = await this.parts.lists.suspendsByEnding(service);
    const { workMemory } = this.parts.settings;
    const proposed = await this.links.proposedNames(this.database, service);
    // Asked again: while a list comes, which may take hours, a migration can be proposed, approved and applied.
    if (await this.links.hasOtherNames(this.database, service)) await staging.gather();
    const counts = await staging.compare({ service, runId, inFlightFrom: from, suspendsByEnding, proposed, workMemory }, list);
    if (!balances(counts)) throw new NotBalanced();
    if (isWrongList(counts.unknown, counts.theirs)) {
      await this.end(runId, service, 'set_aside', 'wrong_list', counts.theirs);
      return 'set_aside';
    }
    await this.parts.retention.renew(service);
    const of = { runId, service, day: this.clock.today(), inFlightFrom: from };
    const state = await this.parts.settlement.settle({ of, counts, tokensAt: (places) => staging.tokensAt(places) });
    this.log.info('list compared', { service, count: counts.theirs });
    return state;
  }

  /**
   * Ends a run for what went wrong. Nothing is raised: where not even that can be written, the next one will see it.
   * @returns whether it is over.
   */
  async fail(runId: string, service: Service, error: unknown): Promise<boolean> {
    if (error instanceof RunLost) return true;
    const { state, reason } = resultOf(error);
    if (state === 'failed') this.log.error('run failed', error, { service, code: reason });
    return this.end(runId, service, state, reason).then(() => true, () => false);
  }

  /** Ends a run that compared nothing, or is not to keep what it compared. */
  async end(runId: string, service: Service, state: RunState, reason: RunReason, rows: number | null = null): Promise<void> {
    this.log.warn('run ended', { service, code: reason });
    await this.work.run(systemCaller('reconciliation'), async (tx) => {
      if (state === 'awaiting_decision') await tx.query(outdateEarlier(runId, service, this.clock.today(), 'sizes'));
      await tx.query(endRun(runId, state, reason, this.clock.today(), rows));
      await tx.query(forgetDifferences(service));
      await tx.query(dropProgress(runId));
      return { result: null, audit: { act: 'reconciliation.compare', reason, subject: null, outcome: 'refused' } };
    });
  }

  /** @throws RunLost when the run is not in that state any more. */
  async move(runId: string, from: RunState, to: RunState, rows: number): Promise<void> {
    if ((await this.database.query(moveRun(runId, from, to, rows))).length === 0) throw new RunLost();
  }

  private async earlier(service: Service): Promise<EarlierLists> {
    const [row] = await this.database.query<EarlierRow>(selectEarlier(service));
    const number = (text: string | null | undefined) => (text === null || text === undefined ? null : Number(text));
    return {
      asOf: row?.asOf ?? null,
      rows: row?.rows ?? null,
      comparedSequence: number(row?.comparedSequence),
      receivedSequence: number(row?.receivedSequence),
    };
  }
}
