import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, UnitOfWork } from '../../kernel/database/index.js';
import { Metrics } from '../../kernel/metrics/index.js';
import { type Service, SERVICES } from './domain/service.js';
import { type LaneRow, selectLanes, setPaused } from './lane.store.js';
import { SyncService } from './sync.service.js';

/** How one partner's lane stands. What waits is counted over all instances; the rest is how this instance has fared. */
export interface LaneView {
  readonly service: Service;
  readonly state: 'running' | 'paused';
  readonly backlog: { readonly due: number; readonly pending: number; readonly setAside: number };
  /** Seconds that the longest waiting link has waited for its turn or its answer, or null when none waits. */
  readonly oldestWaitingSeconds: number | null;
  readonly circuit: 'closed' | 'open';
  readonly failures: number;
  /** RFC 3339, or null when there was none since this instance started. */
  readonly lastSuccessAt: string | null;
  readonly lastErrorCode: string | null;
}

const STAGES = ['due', 'pending', 'set_aside'] as const;

/** Lets an operator see each partner's lane, and stop and resume it. */
@Injectable()
export class LaneDesk {
  private shared: Promise<LaneRow[]> | undefined;

  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly sync: SyncService,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.measure(metrics);
  }

  async list(): Promise<LaneView[]> {
    return (await this.rows()).map((row) => this.view(row));
  }

  /** Stops or resumes what goes to a partner, on every instance from its next turn on. */
  setPaused(caller: Caller, service: Service, paused: boolean): Promise<{ state: LaneView['state'] }> {
    return this.work.run(caller, async (tx) => {
      await tx.query(setPaused(service, paused));
      const act = paused ? 'lane.pause' : 'lane.resume';
      return { result: { state: paused ? 'paused' : 'running' }, audit: { act, reason: service, subject: null, outcome: 'done' } };
    });
  }

  private rows(): Promise<LaneRow[]> {
    return this.database.query<LaneRow>(selectLanes(SERVICES, this.clock.now()));
  }

  private view(row: LaneRow): LaneView {
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
    };
  }

  private measure(metrics: Metrics): void {
    const levels: readonly [`citykey_${string}`, string, (row: LaneRow) => number][] = [
      ['citykey_lane_oldest_seconds', 'Seconds that the longest waiting link has waited.', (row) => row.oldest_seconds ?? 0],
      ['citykey_lane_paused', 'Whether staff have stopped the lane: 1 or 0.', (row) => Number(row.paused)],
      ['citykey_lane_failures', 'Failures in a row, on this instance.', ({ service }) => this.sync.standing(service)?.failures ?? 0],
    ];
    for (const [name, help, value] of levels) {
      const gauge = metrics.gauge(name, help, { service: SERVICES }, async () => {
        for (const row of await this.reading()) gauge.for(row).set(value(row));
      });
    }
    const backlog = metrics.gauge('citykey_lane_backlog', 'Links that wait, by stage.', { service: SERVICES, stage: STAGES }, async () => {
      for (const row of await this.reading()) {
        for (const stage of STAGES) backlog.for({ service: row.service, stage }).set(row[stage]);
      }
    });
  }

  /** All gauges of one scrape share a look. An unreachable database says so by itself: the scrape goes on without. */
  private reading(): Promise<LaneRow[]> {
    this.shared ??= this.rows()
      .catch(() => [])
      .finally(() => (this.shared = undefined));
    return this.shared;
  }
}
