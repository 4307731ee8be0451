import { type Statement } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';
import { type RunReason, type RunSource } from './domain/run-state.js';

export interface ScheduleRow {
  /** The last night that was seen to. */
  readonly dueOn: string;
  /** The last run before it. */
  readonly runNumber: number;
}

export function selectSchedule(service: Service): Statement {
  return {
    name: 'schedule',
    text: 'SELECT due_on AS "dueOn", run_number AS "runNumber" FROM reconciliation.schedule WHERE service = $1',
    values: [service],
  };
}

const LAST_NUMBER = '(SELECT coalesce(max(number), 0) FROM reconciliation.run WHERE service = $1)';

/** Nights count from the one before: nobody was late for those that came before the service was there. */
export function beginSchedule(service: Service, night: string): Statement {
  return {
    name: 'schedule-begin',
    text: `INSERT INTO reconciliation.schedule (service, due_on, run_number) VALUES ($1, $2, ${LAST_NUMBER}) ON CONFLICT DO NOTHING`,
    values: [service, night],
  };
}

/** No row back when another instance has seen to the night. */
export function seeTo(service: Service, before: string, night: string): Statement {
  return {
    name: 'schedule-see-to',
    text: `UPDATE reconciliation.schedule SET due_on = $3, run_number = ${LAST_NUMBER} WHERE service = $1 AND due_on = $2 RETURNING 1`,
    values: [service, before, night],
  };
}

/** Locks a night that was seen to. No row back when the next one was. */
export function lockNight(service: Service, night: string): Statement {
  return {
    name: 'schedule-lock-night',
    text: 'SELECT 1 FROM reconciliation.schedule WHERE service = $1 AND due_on = $2 FOR UPDATE',
    values: [service, night],
  };
}

/** Like `insertQueued`, and nothing where one waits already. */
export function queueOnce(id: string, service: Service, day: string): Statement {
  return {
    name: 'run-queue-once',
    text: `INSERT INTO reconciliation.run (id, service, source, started_on, state) VALUES ($1, $2, 'pull', $3, 'queued') ON CONFLICT DO NOTHING`,
    values: [id, service, day],
  };
}

export interface MissedNights {
  readonly service: Service;
  readonly source: RunSource;
  readonly reason: RunReason;
  readonly nights: readonly string[];
  /** Today. */
  readonly day: string;
}

/** A run for each night in which no list came, and that has none yet. */
export function insertMissed({ service, source, reason, nights, day }: MissedNights): Statement {
  return {
    name: 'run-missed',
    text: `INSERT INTO reconciliation.run (id, service, source, as_of, started_on, ended_on, state, reason)
           SELECT gen_random_uuid(), $1, $2, night, $4, $4, 'missed', $5 FROM unnest($3::date[]) AS night
           WHERE NOT EXISTS (SELECT FROM reconciliation.run WHERE service = $1 AND state = 'missed' AND as_of = night)
           ORDER BY night RETURNING 1`,
    values: [service, source, nights, day, reason],
  };
}

export interface SinceRow {
  /** The last run since then; null where there was none. */
  readonly number: number | null;
  /** Whether a list came to its end that was not lost on its way, and not one that had come before. */
  readonly came: boolean;
  /** Whether a list came that had come before. */
  readonly old: boolean;
  readonly unfinished: boolean;
  /** Whether the night has its missed run already. */
  readonly noted: boolean;
}

/**
 * A list that came before: of a number that was compared, or of an older day. Of lists that are laid out, also one that was
 * set aside in an earlier night and lies there still; one that is sent again under its number is corrected.
 */
const OLD = `own.state = 'set_aside' AND (own.reason IN ('sequence_repeated', 'out_of_date') OR own.source = 'pull' AND EXISTS (
  SELECT FROM reconciliation.run AS earlier WHERE earlier.service = $1 AND earlier.source <> 'check' AND earlier.state <> 'failed'
    AND earlier.number <= $2 AND earlier.sequence = own.sequence))`;

/** What became of lists since a night. */
export function selectSince(service: Service, night: string, number: number): Statement {
  return {
    name: 'schedule-since',
    text: `SELECT max(number) AS number,
             coalesce(bool_or(number IS NOT NULL AND state NOT IN ('receiving', 'failed') AND NOT (${OLD})), false) AS came,
             coalesce(bool_or(${OLD}), false) AS old,
             coalesce(bool_or(state IN ('queued', 'receiving', 'comparing', 'repairing')), false) AS unfinished,
             EXISTS (SELECT FROM reconciliation.run WHERE service = $1 AND state = 'missed' AND as_of = $3) AS noted
           FROM reconciliation.run AS own WHERE service = $1 AND source <> 'check' AND (number > $2 OR state = 'queued')`,
    values: [service, number, night],
  };
}

export interface PunctualityRow {
  readonly service: Service;
  /** The day that the last list shows which was compared; null where there was none. */
  readonly shown: string | null;
  readonly missed: number;
}

/** Nights missed since a list was compared, and how old that is. */
export function selectPunctuality(): Statement {
  return {
    name: 'schedule-punctuality',
    text: `WITH last AS (SELECT service, max(as_of) AS shown, max(started_on) AS day FROM reconciliation.run
             WHERE ours IS NOT NULL AND source <> 'check' GROUP BY service)
           SELECT schedule.service, last.shown, count(run.id)::integer AS missed
           FROM reconciliation.schedule LEFT JOIN last USING (service)
             LEFT JOIN reconciliation.run ON run.service = schedule.service AND run.state = 'missed' AND (last.day IS NULL OR run.started_on > last.day)
           GROUP BY schedule.service, last.shown`,
    values: [],
  };
}
