import { type Clock } from '../../kernel/clock/clock.js';
import { type Metrics } from '../../kernel/metrics/index.js';
import { daysSinceAudit } from './domain/full-audit.js';
import { type Service, SERVICES } from './domain/service.js';
import { type LaneRow } from './lane.store.js';
import { type SyncService } from './sync.service.js';

const STAGES = ['due', 'pending', 'set_aside'] as const;

/** Where the gauges look. */
export interface LaneSources {
  readonly rows: () => Promise<LaneRow[]>;
  readonly sync: SyncService;
  readonly clock: Clock;
}

/** Registers what is measured of the lanes. Labels are services, stages, and codes that the profiles registered. */
export function measureLanes(metrics: Metrics, sources: LaneSources): void {
  const look = sharedLook(sources.rows);
  measureLevels(metrics, sources, look);
  const backlog = metrics.gauge('citykey_lane_backlog', 'Links that wait, by stage.', { service: SERVICES, stage: STAGES }, async () => {
    for (const row of await look()) {
      for (const stage of STAGES) backlog.for({ service: row.service, stage }).set(row[stage]);
    }
  });
  measureNotices(metrics, sources.sync);
  measureLastError(metrics, sources.sync);
}

function measureLevels(metrics: Metrics, { sync, clock }: LaneSources, look: () => Promise<LaneRow[]>): void {
  const auditAge = ({ since_on, audited_on, audits_asked }: LaneRow): number =>
    since_on === null ? 0 : daysSinceAudit({ sinceDay: since_on, lastDay: audited_on, asked: audits_asked }, clock.today());
  const lastSuccess = ({ service }: LaneRow): number | null => {
    const at = sync.standing(service)?.lastSuccessAt ?? null;
    return at === null ? null : Math.floor(at / 1000);
  };
  const levels: readonly [`citykey_${string}`, string, (row: LaneRow) => number | null][] = [
    ['citykey_lane_oldest_seconds', 'Seconds for which the longest waiting link has been due; 0 while all wait for their next try.', (row) => Math.max(0, row.oldest_seconds ?? 0)],
    ['citykey_lane_paused', 'Whether staff have stopped the lane: 1 or 0.', (row) => Number(row.paused)],
    ['citykey_lane_failures', 'Failures in a row, on this instance.', ({ service }) => sync.standing(service)?.failures ?? 0],
    ['citykey_lane_circuit_open', 'Whether this instance waits after failures: 1 or 0.', ({ service }) => Number(sync.standing(service)?.circuit === 'open')],
    ['citykey_lane_last_success_timestamp_seconds', 'When the partner last did what was asked, on this instance; left out before the first time.', lastSuccess],
    [
      'citykey_lane_full_audit_age_days',
      'Days since the last full audit, or since the lane began; only where there are full audits.',
      (row) => (sync.standing(row.service)?.fullAudit ? auditAge(row) : null),
    ],
  ];
  for (const [name, help, value] of levels) {
    const gauge = metrics.gauge(name, help, { service: SERVICES }, async () => {
      for (const row of await look()) {
        const level = value(row);
        if (level !== null) gauge.for(row).set(level);
      }
    });
  }
}

function measureNotices(metrics: Metrics, sync: SyncService): void {
  const codes = [...new Set(SERVICES.flatMap((service) => sync.noticeCodes(service)))];
  const help = 'What waits for a person at a partner, by code, as this instance saw it last.';
  const gauge = metrics.gauge('citykey_lane_notices', help, { service: SERVICES, code: codes }, () => {
    for (const service of SERVICES) {
      const notices = sync.standing(service)?.notices ?? [];
      for (const code of sync.noticeCodes(service)) {
        const count = notices.find((notice) => notice.code === code)?.count ?? 0;
        gauge.for({ service, code }).set(count);
      }
    }
  });
}

/** 1 beside the code of the last failure; the code before it goes back to 0. */
function measureLastError(metrics: Metrics, sync: SyncService): void {
  const last = new Map<Service, string | null>();
  const help = 'The code of the last failure, on this instance: 1 for that one. It stays after a success.';
  const gauge = metrics.gauge('citykey_lane_last_error', help, { service: SERVICES, code: sync.failureCodes() }, () => {
    for (const service of SERVICES) {
      const code = sync.standing(service)?.lastErrorCode ?? null;
      const before = last.get(service) ?? null;
      if (code === before) continue;
      if (before !== null) gauge.for({ service, code: before }).set(0);
      if (code !== null) gauge.for({ service, code }).set(1);
      last.set(service, code);
    }
  });
}

/** All gauges of one scrape share a look. An unreachable database says so by itself: the scrape goes on without. */
function sharedLook(rows: () => Promise<LaneRow[]>): () => Promise<LaneRow[]> {
  let shared: Promise<LaneRow[]> | undefined;
  return () => {
    shared ??= rows()
      .catch(() => [])
      .finally(() => (shared = undefined));
    return shared;
  };
}
