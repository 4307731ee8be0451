import { type Statement } from '../../kernel/database/index.js';
import { type LinkState, type Service } from '../links/index.js';
import { type BreakClass } from './domain/classes.js';
import { type RunReason, type RunState } from './domain/run-state.js';

/** Links that no list tells of, and that are not ended. */
const APART = `service = $1 AND apart AND state <> 'ended'`;

/** A round of checks, numbered like any run. Nothing where one is on, or there is nothing to ask for. */
export function beginChecks(id: string, service: Service, day: string): Statement {
  return {
    name: 'checks-begin',
    text: `WITH begun AS (
             INSERT INTO reconciliation.run (id, service, number, source, as_of, started_on, state, ours, theirs, matched, ended_matched, in_flight,
               in_flight_present, missing, unknown, state_mismatch, attribute_mismatch, partner_hold, ended_still_live, duplicate, unreadable, apart, apart_present)
             SELECT $2, $1, (SELECT coalesce(max(number), 0) + 1 FROM reconciliation.run WHERE service = $1), 'check', $3, $3, 'checking',
               0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
             WHERE EXISTS (SELECT FROM links.comparable WHERE ${APART})
               AND NOT EXISTS (SELECT FROM reconciliation.run WHERE service = $1 AND state = 'checking')
             RETURNING id)
           INSERT INTO reconciliation.checked (run_id) SELECT id FROM begun RETURNING run_id`,
    values: [service, id, day],
  };
}

export interface RoundRow {
  readonly id: string;
  /** The link that was asked for last. */
  readonly after: string | null;
}

/** The round that is on, and how far it is. */
export function selectRound(service: Service): Statement {
  return {
    name: 'checks-round',
    text: `SELECT run.id, checked.link_id AS after FROM reconciliation.run JOIN reconciliation.checked ON run_id = run.id
           WHERE service = $1 AND state = 'checking'`,
    values: [service],
  };
}

/** How many accounts a round has still to ask for. */
export function countLeft(runId: string, service: Service): Statement {
  return {
    name: 'checks-left',
    text: `SELECT count(*)::integer AS count FROM links.comparable WHERE ${APART}
             AND id > coalesce((SELECT link_id FROM reconciliation.checked WHERE run_id = $2), '00000000-0000-0000-0000-000000000000')`,
    values: [service, runId],
  };
}

export interface ApartRow {
  readonly id: string;
  readonly state: LinkState;
  readonly version: number;
  readonly under_way: boolean;
}

const APART_ROW = 'id, state, version, under_way';

/** The next links to ask for, in the order of ids, which says nothing. */
export function selectApart(service: Service, after: string | null, limit: number): Statement {
  return {
    name: 'checks-next',
    text: `SELECT ${APART_ROW} FROM links.comparable WHERE ${APART} AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    values: [service, after, limit],
  };
}

/** Some links beside one, drawn by chance: where many accounts cannot be shown, the next draw may find one that can. */
export function selectOthers(service: Service, id: string, count: number): Statement {
  return {
    name: 'checks-others',
    text: `SELECT id FROM links.comparable WHERE ${APART} AND id <> $2 ORDER BY random() LIMIT $3`,
    values: [service, id, count],
  };
}

/** The same links as they are now. */
export function selectAgain(ids: readonly string[]): Statement {
  return { name: 'checks-again', text: `SELECT ${APART_ROW} FROM links.comparable WHERE id = ANY($1)`, values: [ids] };
}

/** No row back when another instance has asked for these. */
export function moveRound(runId: string, before: string | null, after: string | null): Statement {
  return {
    name: 'checks-move',
    text: `UPDATE reconciliation.checked SET link_id = coalesce($3, link_id) WHERE run_id = $1 AND link_id IS NOT DISTINCT FROM $2 RETURNING 1`,
    values: [runId, before, after],
  };
}

/** What checks add to the counts of their round. Both sides go on adding up. */
export interface Tally {
  matched: number;
  inFlight: number;
  inFlightPresent: number;
  missing: number;
  stateMismatch: number;
  partnerHold: number;
  /** Accounts that the partner could not show. */
  apart: number;
}

export function addTally(runId: string, { matched, inFlight, inFlightPresent, missing, stateMismatch, partnerHold, apart }: Tally): Statement {
  return {
    name: 'checks-tally',
    text: `UPDATE reconciliation.run SET ours = ours + $2 + $3 + $5 + $6 + $7 + $8, theirs = theirs + $2 + $4 + $6 + $7, matched = matched + $2, in_flight = in_flight + $3,
             in_flight_present = in_flight_present + $4, missing = missing + $5, state_mismatch = state_mismatch + $6, partner_hold = partner_hold + $7,
             apart = apart + $8
           WHERE id = $1 AND state = 'checking'`,
    values: [runId, matched, inFlight, inFlightPresent, missing, stateMismatch, partnerHold, apart],
  };
}

export interface CheckedDifference {
  readonly class: BreakClass;
  readonly linkId: string;
  readonly version: number;
}

export function insertCheckedDifferences(runId: string, found: readonly CheckedDifference[]): Statement {
  return {
    name: 'checks-differences',
    text: `INSERT INTO reconciliation.difference (run_id, class, subject, link_id, urgent, version)
           SELECT $1, class, uuid_send(link_id), link_id, class = 'state_mismatch', version
           FROM unnest($2::text[], $3::uuid[], $4::integer[]) AS found (class, link_id, version)`,
    values: [runId, found.map((one) => one.class), found.map((one) => one.linkId), found.map((one) => one.version)],
  };
}

/** What an account that is asked for can show. */
const SHOWN: readonly BreakClass[] = ['missing', 'state_mismatch', 'partner_hold'];

/** Breaks of links that were asked for, and do not show any more what they are about. */
export function resolveChecked(runId: string, ids: readonly string[], day: string): Statement {
  return {
    name: 'checks-resolve',
    text: `UPDATE reconciliation.break AS held SET state = 'resolved', resolved_on = $3,
             reason = CASE WHEN EXISTS (SELECT FROM reconciliation.difference AS other WHERE other.run_id = $1 AND other.link_id = held.link_id)
               THEN 'reclassified' END
           WHERE link_id = ANY($2) AND class = ANY($4) AND state <> 'resolved' AND last_run <> $1`,
    values: [runId, ids, day, SHOWN],
  };
}

/** Breaks of links that have ended meanwhile: an adopted account is let go of, and nobody asks for it any more. */
export function resolveEnded(service: Service, day: string): Statement {
  return {
    name: 'checks-resolve-ended',
    text: `UPDATE reconciliation.break AS held SET state = 'resolved', resolved_on = $2, reason = NULL
           FROM links.comparable AS link
           WHERE link.id = held.link_id AND link.service = $1 AND link.apart AND link.state = 'ended'
             AND held.service = $1 AND held.class <> 'duplicate' AND held.state <> 'resolved'`,
    values: [service, day],
  };
}

export interface RoomRow {
  /** Links that no list tells of. */
  readonly apart: number;
  /** Repairs of this round. */
  readonly repaired: number;
  /** Breaks of it that wait to be repaired. */
  readonly open: number;
}

export function selectRoom(service: Service, runId: string): Statement {
  return {
    name: 'checks-room',
    text: `SELECT (SELECT count(*)::integer FROM links.comparable WHERE ${APART}) AS apart,
             count(*) FILTER (WHERE state = 'repairing')::integer AS repaired, count(*) FILTER (WHERE state = 'open')::integer AS open
           FROM reconciliation.break WHERE last_run = $2 AND class = 'state_mismatch'`,
    values: [service, runId],
  };
}

/** What no reason is given for says so itself where accounts could not be shown. */
export function endChecks(runId: string, state: RunState, reason: RunReason | null, endedOn: string | null): Statement {
  const notShown: RunReason = 'accounts_not_shown';
  return {
    name: 'checks-end',
    text: `WITH gone AS (DELETE FROM reconciliation.checked WHERE run_id = $1)
           UPDATE reconciliation.run SET state = $2, reason = coalesce($3, CASE WHEN apart > 0 THEN $5 END), ended_on = $4
           WHERE id = $1 AND state = 'checking'`,
    values: [runId, state, reason, endedOn, notShown],
  };
}
