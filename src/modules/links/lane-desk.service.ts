import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, UnitOfWork } from '../../kernel/database/index.js';
import { Metrics } from '../../kernel/metrics/index.js';
import { partnerNotConfigured } from '../partners/index.js';
import { type LaneNotice } from './domain/partner-port.js';
import { type Service, SERVICES } from './domain/service.js';
import { measureLanes } from './lane-gauges.js';
import { askForAudit, type LaneRow, selectLanes, setPaused } from './lane.store.js';
import { noFullAudit } from './links.errors.js';
import { SyncService } from './sync.service.js';

/** How one partner's lane stands. What waits is counted over all instances; the rest is how this instance has fared. */
export interface LaneView {
  readonly service: Service;
  readonly state: 'running' | 'paused';
  readonly backlog: { readonly due: number; readonly pending: number; readonly setAside: number };
  /** Seconds for which the longest waiting link has been due, or out for its answer; null when none waits. A try begins anew. */
  readonly oldestWaitingSeconds: number | null;
  readonly circuit: 'closed' | 'open';
  readonly failures: number;
  /** RFC 3339, or null when there was none since this instance started. */
  readonly lastSuccessAt: string | null;
  readonly lastErrorCode: string | null;
  /** What waits for a person at the partner's, as this instance saw it last. */
  readonly notices: readonly LaneNotice[];
  /** Null where the profile has no such file, or no partner is registered. */
  readonly fullAudit: FullAuditView | null;
}

/** How a lane's full audits stand. */
export interface FullAuditView {
  /** `YYYY-MM-DD`, or null before the first. */
  readonly lastDay: string | null;
  /** Staff have asked for one that was not sent yet. */
  readonly asked: boolean;
  /** In a row, on this instance. */
  readonly failures: number;
  readonly lastErrorCode: string | null;
}

/** Lets an operator see each partner's lane, stop and resume it, and ask for a full audit. */
@Injectable()
export class LaneDesk {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly sync: SyncService,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    measureLanes(metrics, { rows: () => this.rows(), sync, clock });
  }

  async list(): Promise<LaneView[]> {
    const rows = await this.rows();
    return Promise.all(rows.map((row) => this.view(row)));
  }

  /** Stops or resumes what goes to a partner, on every instance from its next turn on. */
  setPaused(caller: Caller, service: Service, paused: boolean): Promise<{ state: LaneView['state'] }> {
    return this.work.run(caller, async (tx) => {
      await tx.query(setPaused(service, paused));
      const act = paused ? 'lane.pause' : 'lane.resume';
      return { result: { state: paused ? 'paused' : 'running' }, audit: { act, reason: service, subject: null, outcome: 'done' } };
    });
  }

  /**
   * Asks for a full audit, which is sent at the lane's next turn; asked twice before that, it is sent once.
   * @throws DomainError `partner.not_configured`, or `lane.no_full_audit` where the profile has no such file.
   */
  async askForFullAudit(caller: Caller, service: Service): Promise<{ fullAudit: 'asked' }> {
    const has = await this.sync.hasFullAudit(service);
    if (has === null) throw partnerNotConfigured({ allowed: [service] });
    if (!has) throw noFullAudit();
    return this.work.run(caller, async (tx) => {
      await tx.query(askForAudit(service));
      const audit = { act: 'lane.full_audit', reason: service, subject: null, outcome: 'done' as const };
      return { result: { fullAudit: 'asked' as const }, audit };
    });
  }

  private rows(): Promise<LaneRow[]> {
    return this.database.query<LaneRow>(selectLanes(SERVICES, this.clock.now()));
  }

  private async view(row: LaneRow): Promise<LaneView> {
    const standing = this.sync.standing(row.service);
    return {
      service: row.service,
      state: row.paused ? 'paused' : 'running',
      backlog: { due: row.due, pending: row.pending, setAside: row.set_aside },
      oldestWaitingSeconds: row.oldest_seconds === null ? null : Math.max(0, Math.round(row.oldest_seconds)),
      circuit: standing?.circuit ?? 'closed',
      failures: standing?.failures ?? 0,
      lastSuccessAt: standing?.lastSuccessAt ? new Date(standing.lastSuccessAt).toISOString() : null,
      lastErrorCode: standing?.lastErrorCode ?? null,
      notices: standing?.notices ?? [],
      fullAudit: await this.fullAudit(row),
    };
  }

  private async fullAudit({ service, audited_on, audits_asked }: LaneRow): Promise<FullAuditView | null> {
    if (!(await this.sync.hasFullAudit(service))) return null;
    const { failures = 0, lastErrorCode = null } = this.sync.standing(service)?.fullAudit ?? {};
    return { lastDay: audited_on, asked: audits_asked > 0, failures, lastErrorCode };
  }
}
