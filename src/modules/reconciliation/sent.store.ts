import { type Statement } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';
import { type ListClaims } from './domain/gates.js';
import { type RunReason, type RunState } from './domain/run-state.js';
import { NEXT_NUMBER, type RunRow } from './run.store.js';

export interface NewRun extends ListClaims {
  readonly id: string;
  readonly service: Service;
  readonly day: string;
}

/** A run whose list somebody has begun to send. */
export function insertReceiving(run: NewRun): Statement {
  return {
    name: 'run-receiving',
    text: `INSERT INTO reconciliation.run (id, service, number, source, sequence, as_of, started_on, state)
           VALUES ($1, $2, ${NEXT_NUMBER}, 'upload', $3, $4, $5, 'receiving')`,
    values: [run.id, run.service, run.sequence, run.asOf, run.day],
  };
}

export interface Judged {
  readonly id: string;
  readonly day: string;
  /** Null for a list that did not come to its end. */
  readonly theirs: number | null;
  readonly state: RunState;
  readonly reason: RunReason | null;
  /** By which the list is known when it is sent again; null where it is not to be known. */
  readonly listIndex: Buffer | null;
}

/** What the gates say of a list that was sent. No row back when the run was ended by somebody else. */
export function judgeReceived({ id, day, theirs, state, reason, listIndex }: Judged): Statement {
  return {
    name: 'run-judge',
    text: `UPDATE reconciliation.run SET state = $2, reason = $3, theirs = $4, list_index = $5, ended_on = CASE WHEN $2 = 'comparing' THEN NULL ELSE $6::date END
           WHERE id = $1 AND state IN ('receiving', $2) RETURNING id`,
    values: [id, state, reason, theirs, listIndex, day],
  };
}

/** A list that turns out to be one that was sent before makes no run. */
export function forgetReceived(id: string): Statement {
  return {
    name: 'run-forget-received',
    text: `WITH gone AS (DELETE FROM reconciliation.progress WHERE run_id = $1) DELETE FROM reconciliation.run WHERE id = $1 AND state = 'receiving'`,
    values: [id],
  };
}

export interface NumberedRow extends Pick<RunRow, 'id' | 'state' | 'reason'> {
  readonly listIndex: Buffer | null;
  readonly compared: boolean;
}

/** What was made of the lists of one number, the last one first. */
export function selectNumbered(service: Service, sequence: number): Statement {
  return {
    name: 'run-numbered',
    text: `SELECT id, state, reason, list_index AS "listIndex", ours IS NOT NULL AS compared FROM reconciliation.run
           WHERE service = $1 AND sequence = $2 ORDER BY number DESC`,
    values: [service, sequence],
  };
}

/** Counts a list that a partner begins to send. No row back when it has sent as many today. */
export function countSent(service: Service, day: string, most: number): Statement {
  return {
    name: 'run-count-sent',
    text: `INSERT INTO reconciliation.sent AS so_far (service, day, lists) VALUES ($1, $2, 1)
           ON CONFLICT (service) DO UPDATE SET day = excluded.day, lists = CASE WHEN so_far.day = excluded.day THEN so_far.lists + 1 ELSE 1 END
           WHERE so_far.day <> excluded.day OR so_far.lists < $3 RETURNING lists`,
    values: [service, day, most],
  };
}
