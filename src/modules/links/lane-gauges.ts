import { type Clock } from '../../kernel/clock/clock.js';
import { type Metrics } from '../../kernel/metrics/index.js';
import { daysSinceAudit } from './domain/full-audit.js';
import { SERVICES } from './domain/service.js';
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
}

function measureLevels(metrics: Metrics, { sync, clock }: LaneSources, look: () => Promise<LaneRow[]>): void {
  const auditAge = ({ since_on, audited_on, audits_asked }: LaneRow): number =>
    since_on === null ? 0 : daysSinceAudit({ sinceDay: since_on, lastDay: audited_on, asked: audits_asked }, clock.today());
  const levels: readonly [`citykey_${string}`, string, (row: LaneRow) => number | null][] = [
    ['citykey_lane_oldest_seconds', 'Seconds that the longest waiting link has waited.', (row) => row.oldest_seconds ?? 0],
    ['citykey_lane_paused', 'Whether staff have stopped the lane: 1 or 0.', (row) => Number(row.paused)],
    ['citykey_lane_failures', 'Failures in a row, on this instance.', ({ service }) => sync.standing(service)?.failures ?? 0],
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
