import { type Statement } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';
import { type BreakClass, REPAIRABLE } from './domain/classes.js';
import { type BreakReason, type BreakState } from './domain/break-rules.js';

/** Looks up one link for each break. Without the OFFSET, all links would be read for a few of them. */
function isApart(linkId: string): string {
  return `EXISTS (SELECT FROM links.comparable WHERE comparable.id = ${linkId} AND comparable.apart OFFSET 0)`;
}

/** A run whose differences become breaks. */
export interface BreaksOf {
  readonly runId: string;
  readonly service: Service;
  /** Today. */
  readonly day: string;
  /** Repairs of this day or later may not have reached the partner when the list was made. */
  readonly inFlightFrom: string;
}

/** What was accepted while nothing was live that is blocked here, and now is: nobody has accepted that. */
const WORSE = `(held.state IN ('accepted', 'waiting') AND seen.urgent AND NOT held.urgent)`;

/** What differs is a record under an alias of its link. */
const BY_ALIAS = `(seen.place IS NOT NULL AND seen.link_id IS NOT NULL AND seen.class <> 'duplicate')`;

/** The same, beside a record under the link's own token that opens less: telling the partner of that again would be in vain. */
const BESIDE_ITS_OWN = `(${BY_ALIAS} AND EXISTS (
  SELECT FROM reconciliation.difference AS twice WHERE twice.run_id = $1 AND twice.class = 'duplicate' AND twice.link_id = seen.link_id))`;

const TRIED = `(held.state = 'repairing' AND held.repaired_on < $4)`;
const ANEW = `(held.state = 'waiting' AND held.decided_by IS NULL OR ${WORSE})`;

/** Telling the partner again does not help, or did not. */
const IN_VAIN = `(${BESIDE_ITS_OWN} AND (held.state = 'open' OR ${TRIED} OR ${ANEW})
  OR ${BY_ALIAS} AND (held.state = 'open' AND held.reason = 'under_alias' OR ${TRIED}))`;

/**
 * A break that is seen again. What waits for its partner, or was accepted, goes on doing so unless it got worse; a repair that
 * had time to work and did not is open again, but a record under an alias is not told again for ever: it is a person's then.
 */
const SEEN_AGAIN = `
  last_seen = $3, last_run = $1, urgent = seen.urgent, compared_version = coalesce(seen.version, held.compared_version),
  state = CASE WHEN ${TRIED} OR ${ANEW} THEN 'open' ELSE held.state END,
  reason = CASE WHEN ${IN_VAIN} THEN 'under_alias' WHEN ${ANEW} OR held.reason = 'under_alias' THEN NULL ELSE held.reason END`;

export function continueLinkBreaks({ runId, service, day, inFlightFrom }: BreaksOf): Statement {
  return {
    name: 'break-continue-links',
    text: `UPDATE reconciliation.break AS held SET ${SEEN_AGAIN}
           FROM reconciliation.difference AS seen
           WHERE seen.run_id = $1 AND held.service = $2 AND held.link_id = seen.link_id AND held.class = seen.class AND held.state <> 'resolved'`,
    values: [runId, service, day, inFlightFrom],
  };
}

export function continueTokenBreaks({ runId, service, day, inFlightFrom }: BreaksOf): Statement {
  return {
    name: 'break-continue-tokens',
    text: `UPDATE reconciliation.break AS held SET ${SEEN_AGAIN}
           FROM reconciliation.difference AS seen
           WHERE seen.run_id = $1 AND seen.link_id IS NULL AND held.service = $2 AND held.token_index = seen.subject
             AND held.class = seen.class AND held.state <> 'resolved'`,
    values: [runId, service, day, inFlightFrom],
  };
}

const NEW = `service, urgent, state, first_seen, last_seen, first_run, last_run`;

/** New breaks of links, in an order that tells nothing of the order of links. */
export function insertLinkBreaks({ runId, service, day }: BreaksOf): Statement {
  return {
    name: 'break-insert-links',
    text: `INSERT INTO reconciliation.break (id, class, link_id, compared_version, reason, ${NEW})
           SELECT gen_random_uuid() AS id, class, link_id, version, CASE WHEN ${BESIDE_ITS_OWN} THEN 'under_alias' END, $2, urgent, 'open', $3, $3, $1, $1 FROM reconciliation.difference AS seen
           WHERE run_id = $1 AND link_id IS NOT NULL AND class <> 'in_flight' AND NOT EXISTS (
             SELECT FROM reconciliation.break AS held
             WHERE held.link_id = seen.link_id AND held.class = seen.class AND held.state <> 'resolved')
           ORDER BY id`,
    values: [runId, service, day],
  };
}

export interface NewTokenRow {
  readonly class: BreakClass;
  readonly token_index: Buffer;
  /** Where in the list it stands. */
  readonly place: string;
}

/** Tokens without a link that have no break yet, in the order of the list. */
export function selectNewTokens(runId: string, after: { readonly place: string; readonly class: string } | null, limit: number): Statement {
  return {
    name: 'break-new-tokens',
    text: `SELECT class, subject AS token_index, place FROM reconciliation.difference AS seen
           WHERE run_id = $1 AND link_id IS NULL AND ($2::bigint IS NULL OR (place, class) > ($2, $3)) AND NOT EXISTS (
             SELECT FROM reconciliation.break AS held
             WHERE held.token_index = seen.subject AND held.class = seen.class AND held.state <> 'resolved')
           ORDER BY place, class LIMIT $4`,
    values: [runId, after?.place ?? null, after?.class ?? null, limit],
  };
}

export interface TokenBreak {
  readonly id: string;
  readonly class: BreakClass;
  readonly tokenIndex: Buffer;
  readonly sealedToken: Buffer;
}

export function insertTokenBreaks({ runId, service, day }: BreaksOf, breaks: readonly TokenBreak[]): Statement {
  return {
    name: 'break-insert-tokens',
    text: `INSERT INTO reconciliation.break (id, class, token_index, sealed_token, ${NEW})
           SELECT id, class, token_index, sealed_token, $2, false, 'open', $3, $3, $1, $1
           FROM unnest($4::uuid[], $5::text[], $6::bytea[], $7::bytea[]) AS fresh (id, class, token_index, sealed_token) ORDER BY id`,
    values: [
      runId,
      service,
      day,
      breaks.map((one) => one.id),
      breaks.map((one) => one.class),
      breaks.map((one) => one.tokenIndex),
      breaks.map((one) => one.sealedToken),
    ],
  };
}

/** Lines that nobody can read have no subject: they are one break, as long as there are any. */
export function noteUnreadable({ runId, service, day }: BreaksOf, id: string): Statement {
  return {
    name: 'break-unreadable',
    text: `INSERT INTO reconciliation.break (id, class, ${NEW}) VALUES ($4, 'unreadable', $2, false, 'open', $3, $3, $1, $1)
           ON CONFLICT (service, class) WHERE link_id IS NULL AND token_index IS NULL AND state <> 'resolved'
           DO UPDATE SET last_seen = excluded.last_seen, last_run = excluded.last_run`,
    values: [runId, service, day, id],
  };
}

/**
 * Breaks that this list shows no more. One whose link is on its way stays: the list tells nothing about it. So do those of
 * links that no list tells of, but for a number that stood twice: that tells of the list, and no account shows it.
 */
export function resolveBreaks({ runId, service, day }: BreaksOf): Statement {
  return {
    name: 'break-resolve',
    text: `UPDATE reconciliation.break AS held SET state = 'resolved', resolved_on = $3,
             reason = CASE WHEN EXISTS (SELECT FROM reconciliation.difference AS other WHERE other.run_id = $1 AND other.link_id = held.link_id)
               THEN 'reclassified' END
           WHERE service = $2 AND state <> 'resolved' AND last_run <> $1
             AND NOT EXISTS (SELECT FROM reconciliation.difference AS flying
               WHERE flying.run_id = $1 AND flying.class = 'in_flight' AND flying.link_id = held.link_id)
             AND (held.class = 'duplicate' OR NOT ${isApart('held.link_id')})
           RETURNING 1`,
    values: [runId, service, day],
  };
}

export function dropDifferences(runId: string): Statement {
  return { name: 'difference-drop', text: 'DELETE FROM reconciliation.difference WHERE run_id = $1', values: [runId] };
}

/** An adopted account that is not there any more is never made anew, and a record under an alias is for a person. */
const TO_REPAIR = `last_run = $1 AND state = 'open' AND link_id IS NOT NULL AND class = ANY($2)
  AND reason IS DISTINCT FROM 'under_alias' AND NOT (class = 'missing' AND ${isApart('link_id')})`;

export function countRepairs(runId: string): Statement {
  return {
    name: 'break-count-repairs',
    text: `SELECT count(*)::integer AS count FROM reconciliation.break WHERE ${TO_REPAIR}`,
    values: [runId, REPAIRABLE],
  };
}

export interface RepairRow {
  readonly id: string;
  readonly link_id: string;
  readonly compared_version: number;
  readonly class: BreakClass;
}

/** The next breaks to repair, locked: what is blocked here and live there before everything else. */
export function lockRepairs(runId: string, limit: number): Statement {
  return {
    name: 'break-lock-repairs',
    text: `SELECT id, link_id, compared_version, class FROM reconciliation.break WHERE ${TO_REPAIR}
           ORDER BY urgent DESC, id LIMIT $3 FOR UPDATE`,
    values: [runId, REPAIRABLE, limit],
  };
}

/** The partner is told again; a later list will show whether that helped. */
export function markRepaired(ids: readonly string[], day: string, account: string | null = null, reason: BreakReason | null = null): Statement {
  return {
    name: 'break-repaired',
    text: `UPDATE reconciliation.break SET state = 'repairing', repair_version = compared_version + 1, repaired_on = $2, decided_by = $3, reason = $4
           WHERE id = ANY($1)`,
    values: [ids, day, account, reason],
  };
}

/** The link has changed since it was compared: what is wanted now is on its way, and a later list tells the rest. */
export function markChanged(ids: readonly string[]): Statement {
  return {
    name: 'break-changed',
    text: `UPDATE reconciliation.break SET state = 'waiting', reason = 'link_changed', decided_by = NULL WHERE id = ANY($1)`,
    values: [ids],
  };
}

export interface BreakRow {
  readonly id: string;
  readonly service: Service;
  readonly class: BreakClass;
  readonly urgent: boolean;
  readonly linkId: string | null;
  readonly sealedToken: Buffer | null;
  readonly state: BreakState;
  readonly reason: BreakReason | null;
  readonly decidedBy: string | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly comparedVersion: number | null;
}

const BREAK = `held.id, held.service, held.class, held.urgent, held.link_id AS "linkId", held.sealed_token AS "sealedToken", held.state,
  held.reason, held.decided_by AS "decidedBy", held.first_seen AS "firstSeen", held.last_seen AS "lastSeen", held.compared_version AS "comparedVersion"`;

export function lockBreak(id: string): Statement {
  return {
    name: 'break-lock',
    text: `SELECT ${BREAK} FROM reconciliation.break AS held WHERE id = $1 FOR UPDATE`,
    values: [id],
  };
}

export function decideBreak(id: string, state: BreakState, reason: BreakReason | null, account: string): Statement {
  return {
    name: 'break-decide',
    text: 'UPDATE reconciliation.break SET state = $2, reason = $3, decided_by = $4 WHERE id = $1',
    values: [id, state, reason, account],
  };
}

export interface BreakFilter {
  readonly class: BreakClass | null;
  readonly state: BreakState | null;
}

/** The breaks that a run has seen: first in it or before, and last in it or later. One that compared nothing has seen none. */
export function listBreaks(runId: string, filter: BreakFilter, after: string | null, limit: number): Statement {
  return {
    name: 'break-list',
    text: `SELECT ${BREAK} FROM reconciliation.run
             JOIN reconciliation.break AS held ON held.service = run.service
             JOIN reconciliation.run AS first ON first.id = held.first_run
             JOIN reconciliation.run AS last ON last.id = held.last_run
           WHERE run.id = $1 AND run.ours IS NOT NULL AND first.number <= run.number AND last.number >= run.number
             AND ($2::text IS NULL OR held.class = $2) AND ($3::text IS NULL OR held.state = $3) AND ($4::uuid IS NULL OR held.id > $4)
           ORDER BY held.id LIMIT $5`,
    values: [runId, filter.class, filter.state, after, limit],
  };
}
