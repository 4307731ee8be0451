import { type Statement } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';
import { type RunCounts } from './domain/classes.js';
import { type ListClaims } from './domain/gates.js';
import { type Outdated, type RunReason, type RunSource, type RunState } from './domain/run-state.js';

export interface RunRow {
  readonly id: string;
  readonly service: Service;
  readonly number: number | null;
  readonly source: RunSource;
  readonly sequence: string | null;
  readonly asOf: string | null;
  readonly startedOn: string;
  readonly endedOn: string | null;
  readonly state: RunState;
  readonly reason: RunReason | null;
  readonly decidedBy: string | null;
  /** Lines of the list; also known of lists that were set aside. */
  readonly theirs: number | null;
  /** Null, like all other counts, for a run that compared nothing. */
  readonly ours: number | null;
}

const COUNTS: readonly (readonly [column: string, name: keyof RunCounts])[] = [
  ['ours', 'ours'],
  ['theirs', 'theirs'],
  ['matched', 'matched'],
  ['ended_matched', 'endedMatched'],
  ['in_flight', 'inFlight'],
  ['in_flight_present', 'inFlightPresent'],
  ['missing', 'missing'],
  ['unknown', 'unknown'],
  ['state_mismatch', 'stateMismatch'],
  ['attribute_mismatch', 'attributeMismatch'],
  ['partner_hold', 'partnerHold'],
  ['ended_still_live', 'endedStillLive'],
  ['duplicate', 'duplicate'],
  ['unreadable', 'unreadable'],
  ['apart', 'apart'],
  ['apart_present', 'apartPresent'],
];

export type CountedRunRow = RunRow & { readonly [K in keyof RunCounts]: number | null };

const RUN = `id, service, number, source, sequence, as_of AS "asOf", started_on AS "startedOn", ended_on AS "endedOn", state, reason,
  decided_by AS "decidedBy", ${COUNTS.map(([column, name]) => `${column} AS "${name}"`).join(', ')}`;

/** Somebody wants a run. There is one that waits for each service at the most: another violates `run_queued`. */
export function insertQueued(id: string, service: Service, day: string): Statement {
  return {
    name: 'run-queue',
    text: `INSERT INTO reconciliation.run (id, service, source, started_on, state) VALUES ($1, $2, 'pull', $3, 'queued')`,
    values: [id, service, day],
  };
}

/** Runs of a service are numbered by whoever holds its lock, so no two have the same number. */
export const NEXT_NUMBER = '(SELECT coalesce(max(number), 0) + 1 FROM reconciliation.run WHERE service = $2)';

/** No row back when another instance has begun it. */
export function beginQueued(id: string, service: Service, day: string): Statement {
  return {
    name: 'run-begin',
    text: `UPDATE reconciliation.run SET state = 'receiving', number = ${NEXT_NUMBER}, started_on = $3, as_of = $3
           WHERE id = $1 AND state = 'queued' RETURNING id`,
    values: [id, service, day],
  };
}

/** What a pulled list says of itself is known when it has been read. */
export function claimRun(id: string, { asOf, sequence }: ListClaims): Statement {
  return { name: 'run-claim', text: 'UPDATE reconciliation.run SET as_of = $2, sequence = $3 WHERE id = $1', values: [id, asOf, sequence] };
}

/** No row back when the run is not in that state any more: then it is not for the caller to go on. */
export function moveRun(id: string, from: RunState, to: RunState, theirs: number | null = null): Statement {
  return {
    name: 'run-move',
    text: `UPDATE reconciliation.run SET state = $3, theirs = coalesce($4, theirs) WHERE id = $1 AND state = $2 RETURNING id`,
    values: [id, from, to, theirs],
  };
}

/** Ends a run without a result, wherever it stands. No row back when it was ended before. */
export function endRun(id: string, state: RunState, reason: RunReason, day: string, theirs: number | null = null): Statement {
  return {
    name: 'run-end',
    text: `UPDATE reconciliation.run SET state = $2, reason = $3, ended_on = $4, theirs = coalesce($5, theirs)
           WHERE id = $1 AND state IN ('queued', 'receiving', 'comparing') RETURNING id`,
    values: [id, state, reason, day, theirs],
  };
}

/** Runs that were under way when their instance died. Only whoever holds the lock of the service knows that they are. */
export function endDead(service: Service, day: string): Statement {
  return {
    name: 'run-end-dead',
    text: `UPDATE reconciliation.run SET state = 'failed', reason = 'interrupted', ended_on = $2
           WHERE service = $1 AND state IN ('receiving', 'comparing') RETURNING id`,
    values: [service, day],
  };
}

export function lockRun(id: string): Statement {
  return { name: 'run-lock', text: `SELECT ${RUN} FROM reconciliation.run WHERE id = $1 FOR UPDATE`, values: [id] };
}

export function selectRun(id: string): Statement {
  return { name: 'run-by-id', text: `SELECT ${RUN} FROM reconciliation.run WHERE id = $1`, values: [id] };
}

/** What an instance could take up: runs that wait, that are to be repaired, or that somebody is at, or was. */
export function selectUnfinished(): Statement {
  return {
    name: 'run-unfinished',
    text: `SELECT ${RUN} FROM reconciliation.run WHERE state IN ('queued', 'receiving', 'comparing', 'repairing')
           ORDER BY state = 'queued', id`,
    values: [],
  };
}

export interface EarlierRow {
  readonly asOf: string | null;
  readonly rows: number | null;
  readonly comparedSequence: string | null;
  readonly receivedSequence: string | null;
}

/**
 * What the gates need to know of the lists before. A number that came too early does not make the ones before it received:
 * only numbers that follow each other without a gap count, from the last that was compared on, and of lists that were
 * judged.
 */
export function selectEarlier(service: Service): Statement {
  return {
    name: 'run-earlier',
    text: `WITH own AS (SELECT * FROM reconciliation.run
               WHERE service = $1 AND source <> 'check' AND state <> 'receiving' AND NOT (state = 'failed' AND theirs IS NULL)),
             first AS (SELECT coalesce(max(sequence) FILTER (WHERE ours IS NOT NULL), min(sequence)) AS sequence FROM own),
             came AS (SELECT sequence, row_number() OVER (ORDER BY sequence) - 1 AS place
               FROM (SELECT DISTINCT sequence FROM own WHERE sequence >= (SELECT sequence FROM first)) AS numbers)
           SELECT max(as_of) FILTER (WHERE ours IS NOT NULL) AS "asOf",
             (SELECT theirs FROM own WHERE ours IS NOT NULL OR reason = 'size_accepted' ORDER BY number DESC LIMIT 1) AS rows,
             max(sequence) FILTER (WHERE ours IS NOT NULL) AS "comparedSequence",
             (SELECT max(came.sequence) FROM came, first WHERE came.sequence = first.sequence + came.place) AS "receivedSequence"
           FROM own`,
    values: [service],
  };
}

/** The last round of checks. */
export function selectLastChecks(service: Service): Statement {
  return {
    name: 'run-last-checks',
    text: `SELECT ${RUN} FROM reconciliation.run WHERE service = $1 AND source = 'check' ORDER BY number DESC LIMIT 1`,
    values: [service],
  };
}

export interface Result {
  readonly id: string;
  readonly state: RunState;
  readonly reason: RunReason | null;
  readonly endedOn: string | null;
  readonly counts: RunCounts;
}

const SET_COUNTS = COUNTS.map(([column], place) => `${column} = $${place + 5}`).join(', ');

/** The result of a comparison. The table refuses counts that do not balance. */
export function writeResult({ id, state, reason, endedOn, counts }: Result): Statement {
  return {
    name: 'run-result',
    text: `UPDATE reconciliation.run SET state = $2, reason = $3, ended_on = $4, ${SET_COUNTS} WHERE id = $1 AND state = 'comparing' RETURNING id`,
    values: [id, state, reason, endedOn, ...COUNTS.map(([, name]) => counts[name])],
  };
}

/** A supervisor's word on a run that waits for it. */
export function decideRun(id: string, state: RunState, reason: RunReason | null, account: string, endedOn: string | null): Statement {
  return {
    name: 'run-decide',
    text: `UPDATE reconciliation.run SET state = $2, reason = $3, decided_by = $4, ended_on = $5
           WHERE id = $1 AND state = 'awaiting_decision' RETURNING id`,
    values: [id, state, reason, account, endedOn],
  };
}

const OUTDATED: Readonly<Record<Outdated, string>> = {
  sizes: `source <> 'check' AND ours IS NULL`,
  lists: `source <> 'check'`,
  checks: `source = 'check'`,
};

/**
 * Ends what waits for a supervisor while a later run takes its place: nobody is to decide about what is not so any more. Comes
 * before all else in its transaction, because whoever decides takes these rows first too.
 */
export function outdateEarlier(id: string, service: Service, day: string, which: Outdated): Statement {
  return {
    name: `run-outdate-${which}`,
    text: `UPDATE reconciliation.run SET state = CASE WHEN ours IS NULL THEN 'set_aside' ELSE 'done' END, reason = 'outdated', ended_on = $3
           WHERE service = $2 AND id <> $1 AND state = 'awaiting_decision' AND ${OUTDATED[which]}`,
    values: [id, service, day],
  };
}

/** All repairs are under way. */
export function finishRepairs(id: string, day: string): Statement {
  return {
    name: 'run-finish-repairs',
    text: `UPDATE reconciliation.run SET state = 'done', ended_on = $2 WHERE id = $1 AND state = 'repairing' RETURNING id`,
    values: [id, day],
  };
}

/** Newest first over all services, after the one named. A run keeps its place from when it was wanted, whatever becomes of it. */
export function listRuns(service: Service | null, after: string | null, limit: number): Statement {
  return {
    name: 'run-list',
    text: `SELECT ${RUN} FROM reconciliation.run
           WHERE ($1::text IS NULL OR service = $1) AND ($2::uuid IS NULL OR ordinal < (SELECT ordinal FROM reconciliation.run WHERE id = $2))
           ORDER BY ordinal DESC LIMIT $3`,
    values: [service, after, limit],
  };
}

/** The last runs that had a list, or were to have one, newest first: no rounds of checks, and none that waits. */
export function listListRuns(service: Service, limit: number): Statement {
  return {
    name: 'run-list-lists',
    text: `SELECT ${RUN} FROM reconciliation.run WHERE service = $1 AND source <> 'check' AND state <> 'queued'
           ORDER BY ordinal DESC LIMIT $2`,
    values: [service, limit],
  };
}
