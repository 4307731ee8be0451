import { type Statement } from '../../kernel/database/index.js';
import { type LinkState, type Service } from './domain/service.js';

/** Enrolments are gathered for long, so that many hide each other; changes for less, because a lost card waits. */
export type ChangeKind = 'enrolment' | 'change';

/** Changes first: where a token comes back under a new link, the partner hears of the end of the former one before. */
export const CHANGE_KINDS = ['change', 'enrolment'] as const;

/** Held until the end of the transaction, so that one instance publishes for a service at a time. */
export function lockPublication(service: Service): Statement {
  return {
    name: 'publication-lock',
    text: `SELECT pg_try_advisory_xact_lock(hashtext('links.publication'), hashtext($1)) AS locked`,
    values: [service],
  };
}

/** The same for an act whose links are published with it: it waits until whoever publishes has committed. */
export function waitForPublication(service: Service): Statement {
  return {
    name: 'publication-wait',
    text: `SELECT pg_advisory_xact_lock(hashtext('links.publication'), hashtext($1))`,
    values: [service],
  };
}

export interface EnteredRow {
  /** False where this window, or a later one, was entered before. */
  readonly entered: boolean;
  /** The window that was entered last before. */
  readonly last: string | null;
}

/**
 * Enters the window that began at this second.
 * @param stale a later window that counts as not entered.
 */
export function enterEpoch(service: Service, kind: ChangeKind, start: number, stale: number | null): Statement {
  return {
    name: 'epoch-enter',
    text: `WITH entered AS (
             INSERT INTO links.epoch (service, kind, number) VALUES ($1, $2, $3)
             ON CONFLICT (service, kind) DO UPDATE SET number = excluded.number WHERE epoch.number < excluded.number OR epoch.number = $4
             RETURNING 1)
           SELECT EXISTS (SELECT FROM entered) AS entered, (SELECT number FROM links.epoch WHERE service = $1 AND kind = $2) AS last`,
    values: [service, kind, start, stale],
  };
}

/** The window of changes that was entered last, as `enterEpoch` notes it. */
export function selectEpoch(service: Service): Statement {
  return { name: 'epoch-now', text: `SELECT number FROM links.epoch WHERE service = $1 AND kind = 'change'`, values: [service] };
}

export interface DueRow {
  readonly id: string;
  readonly version: number;
  readonly replaces: string | null;
}

const DUE = `service = $1 AND desired_version > published_version AND (published_state IS NULL AND replaces IS NULL) = $2
             AND NOT ($2 AND EXISTS (SELECT FROM links.link AS former
               WHERE former.token_index = link.token_index AND former.id <> link.id AND former.published_state <> 'ended'))`;

/** What waits for publication, in drawn order, and behind all else what ended because its month is over: nothing opens for it. */
export function selectDue(service: Service, kind: ChangeKind, month: string): Statement {
  return {
    name: 'link-due',
    text: `SELECT id, desired_version AS version, replaces FROM links.link WHERE ${DUE}
           ORDER BY desired_state = 'ended' AND valid_through <> 'never' AND valid_through < $3, gen_random_uuid()`,
    values: [service, kind === 'enrolment', month],
  };
}

export interface UnpublishedRow {
  readonly id: string;
  readonly desired_version: number;
  readonly desired_state: LinkState;
  readonly published_state: LinkState | null;
  /** Drawn when the partner is first told of the link. */
  readonly has_status_index: boolean;
  readonly replaces: string | null;
  readonly sealed_token: Buffer;
  /** Whether the link has a new token that the partner was not told of. */
  readonly renamed: boolean;
}

const UNPUBLISHED = `SELECT id, desired_version, desired_state, published_state, status_index IS NOT NULL AS has_status_index, replaces, sealed_token,
    EXISTS (SELECT FROM links.alias WHERE alias.link_id = link.id AND sealed_position IS NULL) AS renamed
  FROM links.link`;

/**
 * What waits for publication, locked and in an order that tells nothing. A link that takes the place of another is
 * published with it, as a change: the partner must not see the old one end by itself. A link whose token another one
 * still has for the partner waits until that one's end is published.
 */
export function selectUnpublished(service: Service, kind: ChangeKind): Statement {
  return {
    name: 'link-unpublished',
    text: `${UNPUBLISHED}
           WHERE ${DUE}
           ORDER BY gen_random_uuid() FOR UPDATE OF link`,
    values: [service, kind === 'enrolment'],
  };
}

/** The same of links that are named, where there is anything to publish. */
export function selectUnpublishedOf(ids: readonly string[]): Statement {
  return {
    name: 'link-unpublished-of',
    text: `${UNPUBLISHED} WHERE id = ANY($1) AND desired_version > published_version ORDER BY gen_random_uuid() FOR UPDATE`,
    values: [ids],
  };
}

/**
 * Links of a batch whose successor is not in it: both were written after the batch was read, while it waited for a
 * lock, and the old one must not go out by itself.
 */
export function selectParted(ids: readonly string[]): Statement {
  return {
    name: 'link-parted',
    text: `SELECT replaces AS id FROM links.link
           WHERE replaces = ANY($1) AND published_version = 0 AND NOT id = ANY($1) LIMIT 1`,
    values: [ids],
  };
}

/** Which of some status-list positions are taken. */
export function selectTakenStatus(statusIndexes: readonly Buffer[]): Statement {
  return {
    name: 'link-status-taken',
    text: 'SELECT status_index FROM links.link WHERE status_index = ANY($1)',
    values: [statusIndexes],
  };
}

/**
 * Makes this transaction rewrite rows one by one in the order it names them. A hash join would go through them in the
 * order in which they lie, which is the order of issue.
 */
export function rewriteInOrder(): Statement {
  return {
    name: 'publication-in-order',
    text: `SELECT set_config(name, 'off', true) FROM unnest(ARRAY['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan']) AS name`,
    values: [],
  };
}

export interface Publication {
  readonly id: string;
  /** Null where the link has its position already. */
  readonly statusIndex: Buffer | null;
  readonly sealedStatusIndex: Buffer | null;
}

/** Published follows desired. A link that ended before anybody knew of it has nothing to tell. */
export function publishLinks(publications: readonly Publication[]): Statement {
  return {
    name: 'link-publish',
    text: `UPDATE links.link SET
             published_state = desired_state, published_version = desired_version,
             reported_state = CASE WHEN published_state IS NULL AND replaces IS NULL AND desired_state = 'ended'
               THEN 'ended' ELSE reported_state END,
             reported_version = CASE WHEN published_state IS NULL AND replaces IS NULL AND desired_state = 'ended'
               THEN desired_version ELSE reported_version END,
             status_index = coalesce(link.status_index, fresh.status_index),
             sealed_status_index = coalesce(link.sealed_status_index, fresh.sealed_status_index)
           FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS fresh (id, status_index, sealed_status_index)
           WHERE link.id = fresh.id`,
    values: [
      publications.map((one) => one.id),
      publications.map((one) => one.statusIndex),
      publications.map((one) => one.sealedStatusIndex),
    ],
  };
}

/** Work for what the partner has not confirmed yet. A running submission keeps its lease and is followed by another. */
export function queueWork(service: Service, ids: readonly string[], now: Date): Statement {
  return {
    name: 'work-queue',
    text: `INSERT INTO links.work (link_id, service, stage, attempts, next_attempt_at)
           SELECT fresh.id, $1, 'due', 0, $3 FROM unnest($2::uuid[]) WITH ORDINALITY AS fresh (id, place)
             JOIN links.link ON link.id = fresh.id AND link.published_version > link.reported_version
           ORDER BY fresh.place
           ON CONFLICT (link_id) DO UPDATE SET
             stage = CASE WHEN work.stage = 'pending' THEN 'pending' ELSE 'due' END,
             attempts = (work.submitted_version IS NOT NULL)::int, next_attempt_at = excluded.next_attempt_at, last_error_code = NULL`,
    values: [service, ids, now],
  };
}
