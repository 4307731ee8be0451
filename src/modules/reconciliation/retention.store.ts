import { type Statement } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';
import { TREND_RUNS } from './domain/report.js';

/** Breaks that were resolved before this day. */
export function forgetResolved(day: string): Statement {
  return { name: 'break-forget', text: 'DELETE FROM reconciliation.break WHERE resolved_on < $1 RETURNING 1', values: [day] };
}

/**
 * Runs that ended before this day, but for those that something still goes by: a break that is kept, the trend, the number
 * of the next run, and what the gates hold the next list against.
 */
export function forgetRuns(day: string): Statement {
  return {
    name: 'run-forget',
    text: `WITH own AS (
             SELECT *, max(number) OVER (PARTITION BY service) AS last_number,
               max(number) FILTER (WHERE source = 'check') OVER (PARTITION BY service) AS last_check,
               max(number) FILTER (WHERE source <> 'check' AND (ours IS NOT NULL OR reason = 'size_accepted')) OVER (PARTITION BY service) AS last_measure,
               max(as_of) FILTER (WHERE source <> 'check' AND ours IS NOT NULL) OVER (PARTITION BY service) AS last_day,
               max(sequence) FILTER (WHERE ours IS NOT NULL) OVER (PARTITION BY service) AS last_sequence,
               row_number() OVER (PARTITION BY service, source = 'check', state = 'queued' ORDER BY ordinal DESC) AS place
             FROM reconciliation.run)
           DELETE FROM reconciliation.run USING own
           WHERE run.id = own.id AND own.ended_on < $1 AND (own.source = 'check' OR own.place > $2)
             AND own.number IS DISTINCT FROM own.last_number AND own.number IS DISTINCT FROM own.last_check AND own.number IS DISTINCT FROM own.last_measure
             AND NOT coalesce(own.source <> 'check' AND own.ours IS NOT NULL AND own.as_of = own.last_day, false) AND NOT coalesce(own.sequence >= own.last_sequence, false)
             AND NOT EXISTS (SELECT FROM reconciliation.break WHERE first_run = run.id OR last_run = run.id)
           RETURNING 1`,
    values: [day, TREND_RUNS],
  };
}

export interface SealedBreakRow {
  readonly id: string;
  readonly tokenIndex: Buffer;
  readonly sealedToken: Buffer;
}

/** Breaks of tokens that no link has, a page at a time. */
export function selectSealed(service: Service, after: string, limit: number): Statement {
  return {
    name: 'break-sealed',
    text: `SELECT id, token_index AS "tokenIndex", sealed_token AS "sealedToken" FROM reconciliation.break
           WHERE service = $1 AND sealed_token IS NOT NULL AND id > $2 ORDER BY id LIMIT $3`,
    values: [service, after, limit],
  };
}

/** The same tokens under newer keys. */
export function renewSealed(rows: readonly SealedBreakRow[]): Statement {
  return {
    name: 'break-renew',
    text: `UPDATE reconciliation.break AS held SET token_index = fresh.token_index, sealed_token = fresh.sealed_token
           FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS fresh (id, token_index, sealed_token) WHERE held.id = fresh.id`,
    values: [rows.map(({ id }) => id), rows.map(({ tokenIndex }) => tokenIndex), rows.map(({ sealedToken }) => sealedToken)],
  };
}
