import { type Statement } from '../../kernel/database/index.js';
import { type LinkState, type Service, type TokenOrigin } from './domain/service.js';

export interface ClaimedRow {
  readonly id: string;
  readonly attempts: number;
  readonly origin: TokenOrigin;
  readonly sealed_token: Buffer;
  readonly published_state: LinkState;
  readonly published_version: number;
  readonly valid_through: string;
  readonly sealed_reference: Buffer | null;
  /** The link it takes the place of, as long as the partner has not confirmed that. */
  readonly replaces: string | null;
  /** What was submitted of it before this claim, and never answered for certain. */
  readonly former_state: LinkState | null;
  readonly former_version: number | null;
}

/** A submission is out or was tried, its answer never came, and the partner has confirmed nothing else of the link. */
const UNCERTAIN = 'work.submitted_version IS NOT NULL AND link.reported_version = 0';

/**
 * Something that came in the place of a link that the partner knows was refused, and is tried by nobody. Where the token goes
 * on on another card, its end is none.
 */
const SUCCESSION_REFUSED = `
  link.published_state = 'ended' AND link.reported_version > 0 AND successor.token_index <> link.token_index AND EXISTS (
    WITH RECURSIVE later AS (
      SELECT successor.id
      UNION SELECT link.id FROM later JOIN links.link ON link.replaces = later.id AND link.published_version > 0)
    SELECT FROM later JOIN links.work AS held ON held.link_id = later.id WHERE held.stage = 'set_aside')`;

/**
 * Takes a lease on due work that nobody else holds. The lease ends by itself when its holder dies. A link whose
 * successor is published is not submitted by itself: the successor's submission settles it too. The exceptions are one
 * that the partner may know although it never said so, which is ended there before the successor is told, and one whose
 * successor was refused: what is over here is not to stay live there until somebody has seen to that. Once the successor
 * is confirmed, what is due of the old one is an end to be told again.
 */
export function claimWork(service: Service, limit: number, now: Date, leaseUntil: Date): Statement {
  return {
    name: 'work-claim',
    text: `WITH claimed AS (
             SELECT link_id, successor.id IS NOT NULL AS superseded, submitted_state, submitted_version FROM links.work JOIN links.link ON link.id = work.link_id
               LEFT JOIN links.link AS successor ON successor.replaces = work.link_id AND successor.published_version > 0
             WHERE work.service = $1 AND stage = 'due' AND next_attempt_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
               AND (successor.id IS NULL OR successor.reported_version > 0 OR (${UNCERTAIN}) OR (${SUCCESSION_REFUSED}))
             ORDER BY next_attempt_at LIMIT $2 FOR UPDATE OF work SKIP LOCKED)
           UPDATE links.work SET lease_until = $4, attempts = work.attempts + 1,
             submitted_state = link.published_state, submitted_version = link.published_version
           FROM claimed JOIN links.link ON link.id = claimed.link_id
           WHERE work.link_id = claimed.link_id
           RETURNING link.id, work.attempts, origin, sealed_token, published_state, published_version, valid_through, sealed_reference,
             CASE WHEN link.reported_version = 0 AND NOT superseded THEN replaces END AS replaces,
             claimed.submitted_state AS former_state, claimed.submitted_version AS former_version`,
    values: [service, limit, now, leaseUntil],
  };
}

export interface AncestorRow {
  /** The link that takes the place. */
  readonly successor: string;
  readonly id: string;
  readonly origin: TokenOrigin;
  readonly sealed_token: Buffer;
  readonly sealed_reference: Buffer | null;
  readonly confirmed: boolean;
  readonly ended: boolean;
  /** A submission of the ancestor is out, or its answer was lost: what the partner makes of it is not known yet. */
  readonly in_flight: boolean;
}

/** Whatever the given links take the place of, nearest first. */
export function selectAncestors(ids: readonly string[], now: Date): Statement {
  return {
    name: 'link-ancestors',
    text: `WITH RECURSIVE chain AS (
             SELECT id AS successor, replaces AS id, 1 AS distance FROM links.link WHERE id = ANY($1) AND replaces IS NOT NULL
             UNION ALL
             SELECT chain.successor, link.replaces, chain.distance + 1
             FROM chain JOIN links.link ON link.id = chain.id WHERE link.replaces IS NOT NULL)
           SELECT chain.successor, link.id, origin, sealed_token, sealed_reference, reported_version > 0 AS confirmed, coalesce(reported_state = 'ended', false) AS ended,
             coalesce(work.stage = 'pending' OR work.lease_until > $2 OR (${UNCERTAIN}), false) AS in_flight
           FROM chain JOIN links.link ON link.id = chain.id LEFT JOIN links.work ON work.link_id = link.id
           ORDER BY chain.successor, chain.distance`,
    values: [ids, now],
  };
}

/**
 * Claimed links that must not be told now, because their number was taken over. Something is out for another link of it, and
 * what is told second must arrive second. Or the number is another card's by now: then only the end of the former link is told,
 * once that is published.
 */
export function selectTakenOver(ids: readonly string[], now: Date): Statement {
  return {
    name: 'work-taken-over',
    text: `SELECT link.id FROM links.link WHERE link.id = ANY($1) AND EXISTS (
             SELECT FROM links.link AS other LEFT JOIN links.work AS held ON held.link_id = other.id
             WHERE other.token_index = link.token_index AND other.id <> link.id AND (
               (NOT other.id = ANY($1) AND (held.stage = 'pending' OR held.lease_until > $2))
               OR (link.desired_state = 'ended' AND link.published_state <> 'ended' AND other.desired_state <> 'ended' AND other.published_version > 0)))`,
    values: [ids, now],
  };
}

export interface Unused {
  readonly linkId: string;
  readonly leaseUntil: Date;
  readonly formerState: LinkState | null;
  readonly formerVersion: number | null;
}

/**
 * Gives leases back under which nothing was tried, as if they had not been taken: also what was uncertain before is so again.
 * @param nextAttemptAt null for when they were due before.
 */
export function returnWork(claims: readonly Unused[], nextAttemptAt: Date | null): Statement {
  return {
    name: 'work-return',
    text: `UPDATE links.work SET lease_until = NULL, next_attempt_at = coalesce($2, next_attempt_at), attempts = greatest(attempts - 1, 0),
             submitted_state = claim.former_state, submitted_version = claim.former_version
           FROM unnest($1::uuid[], $3::timestamptz[], $4::text[], $5::integer[]) AS claim (id, lease_until, former_state, former_version)
           WHERE work.link_id = claim.id AND work.stage = 'due' AND work.lease_until = claim.lease_until`,
    values: [
      claims.map((one) => one.linkId),
      nextAttemptAt,
      claims.map((one) => one.leaseUntil),
      claims.map((one) => one.formerState),
      claims.map((one) => one.formerVersion),
    ],
  };
}

export interface AcceptedReceipt {
  readonly linkId: string;
  readonly version: number;
  readonly sealedReference: Buffer | null;
}

/**
 * Where a link has a successor and was never confirmed, that its token is ended makes it certain that nothing of it
 * is live, and no more: it is no ancestor the partner knows, so it does not count as confirmed.
 */
export function makeCertain(receipts: readonly AcceptedReceipt[]): Statement {
  return {
    name: 'work-make-certain',
    text: `UPDATE links.work SET lease_until = NULL, submitted_state = NULL, submitted_version = NULL
           FROM unnest($1::uuid[], $2::integer[]) AS receipt (id, version) JOIN links.link ON link.id = receipt.id
           WHERE work.link_id = receipt.id AND work.submitted_version = receipt.version AND work.submitted_state = 'ended'
             AND link.reported_version = 0
             AND EXISTS (SELECT FROM links.link AS successor WHERE successor.replaces = receipt.id AND successor.published_version > 0)`,
    values: [receipts.map((receipt) => receipt.linkId), receipts.map((receipt) => receipt.version)],
  };
}

export interface AcceptedRow {
  readonly id: string;
  /** The first that the partner said of the link: what it was told spoke of the token before, too. */
  readonly first: boolean;
}

/** A receipt counts when it answers what was submitted last, above reported and not above published. */
export function acceptReceipts(receipts: readonly AcceptedReceipt[]): Statement {
  return {
    name: 'link-accept',
    text: `UPDATE links.link SET reported_state = work.submitted_state, reported_version = work.submitted_version,
             sealed_reference = coalesce(receipt.sealed_reference, link.sealed_reference)
           FROM unnest($1::uuid[], $2::integer[], $3::bytea[]) AS receipt (id, version, sealed_reference)
             JOIN links.work ON work.link_id = receipt.id AND work.submitted_version = receipt.version
             JOIN links.link AS before ON before.id = receipt.id
           WHERE link.id = receipt.id AND receipt.version > link.reported_version AND receipt.version <= link.published_version
           RETURNING link.id, before.reported_version = 0 AS first`,
    values: [
      receipts.map((receipt) => receipt.linkId),
      receipts.map((receipt) => receipt.version),
      receipts.map((receipt) => receipt.sealedReference),
    ],
  };
}

/**
 * With the first that a partner says of a link, all it takes the place of is settled: the partner shows them as ended, or never
 * knew them. What is told of one of them later is answered by itself.
 */
export function settleAncestors(ids: readonly string[]): Statement {
  return {
    name: 'link-settle-ancestors',
    text: `WITH RECURSIVE chain AS (
             SELECT replaces AS id FROM links.link WHERE id = ANY($1) AND replaces IS NOT NULL
             UNION
             SELECT link.replaces FROM chain JOIN links.link ON link.id = chain.id WHERE link.replaces IS NOT NULL)
           UPDATE links.link SET reported_state = published_state, reported_version = published_version
           FROM chain WHERE link.id = chain.id AND published_state = 'ended' RETURNING link.id`,
    values: [ids],
  };
}

/** Work is done where the partner has caught up... */
export function finishWork(ids: readonly string[]): Statement {
  return {
    name: 'work-finish',
    text: `DELETE FROM links.work USING links.link
           WHERE work.link_id = ANY($1) AND link.id = work.link_id AND link.reported_version = link.published_version`,
    values: [ids],
  };
}

/** ...and goes on at once where more was published meanwhile. */
export function continueWork(ids: readonly string[], now: Date): Statement {
  return {
    name: 'work-continue',
    text: `UPDATE links.work SET stage = 'due', attempts = 0, lease_until = NULL, next_attempt_at = $2, last_error_code = NULL
           WHERE link_id = ANY($1)`,
    values: [ids, now],
  };
}

/** What was submitted spoke of two tokens, and a refusal does not say whether it is of both: the new one may be there. */
const OF_TWO_TOKENS = `link.reported_version = 0 AND EXISTS (
  SELECT FROM links.link AS former WHERE former.id = link.replaces AND former.token_index <> link.token_index)`;

/** A refusal answers all that was tried. */
const ANSWERED = `(work.submitted_state = 'ended' OR work.attempts = 1 AND NOT (${OF_TWO_TOKENS}))`;

export interface RejectedReceipt {
  readonly linkId: string;
  readonly version: number;
  readonly code: string;
}

/**
 * A refused link waits for staff, unless something newer was published: then that is tried. It is certain that the
 * partner does not know it when the first try was refused, but not when the answer to an earlier one was lost, nor when
 * an earlier token was to be ended with it. A refused end is left to reconciliation: whoever waits for it must not wait
 * for ever.
 */
export function setAsideWork(receipts: readonly RejectedReceipt[], now: Date): Statement {
  return {
    name: 'work-set-aside',
    text: `UPDATE links.work SET lease_until = NULL, last_error_code = receipt.code, next_attempt_at = $4,
             attempts = CASE WHEN ${ANSWERED} THEN 0 ELSE 1 END,
             submitted_state = CASE WHEN ${ANSWERED} THEN NULL ELSE submitted_state END,
             submitted_version = CASE WHEN ${ANSWERED} THEN NULL ELSE submitted_version END,
             stage = CASE WHEN link.published_version > receipt.version THEN 'due' ELSE 'set_aside' END
           FROM unnest($1::uuid[], $2::integer[], $3::text[]) AS receipt (id, version, code)
             JOIN links.link ON link.id = receipt.id
           WHERE work.link_id = receipt.id AND work.submitted_version = receipt.version RETURNING 1`,
    values: [receipts.map((one) => one.linkId), receipts.map((one) => one.version), receipts.map((one) => one.code), now],
  };
}

export interface Retry {
  readonly linkId: string;
  readonly nextAttemptAt: Date;
  readonly leaseUntil: Date;
}

/** Only what is still on the same lease: a worker that was too slow does not end the lease of the one who took over. */
export function retryWork(retries: readonly Retry[], code: string): Statement {
  return {
    name: 'work-retry',
    text: `UPDATE links.work SET lease_until = NULL, next_attempt_at = retry.at, last_error_code = $3
           FROM unnest($1::uuid[], $2::timestamptz[], $4::timestamptz[]) AS retry (id, at, lease_until)
           WHERE work.link_id = retry.id AND work.stage = 'due' AND work.lease_until = retry.lease_until`,
    values: [retries.map((one) => one.linkId), retries.map((one) => one.nextAttemptAt), code, retries.map((one) => one.leaseUntil)],
  };
}

/**
 * The links of a kept file wait for its acknowledgement.
 * @param leases of each, the lease under which it came into the file, or null where it waited for an acknowledgement before.
 *   One that is on another lease by now is somebody else's, and is left out.
 */
export function markPending(ids: readonly string[], leases: readonly (Date | null)[]): Statement {
  return {
    name: 'work-pending',
    text: `UPDATE links.work SET stage = 'pending', lease_until = NULL
           FROM unnest($1::uuid[], $2::timestamptz[]) AS entry (id, lease_until)
           WHERE work.link_id = entry.id AND (entry.lease_until IS NULL OR work.lease_until = entry.lease_until)
           RETURNING link_id`,
    values: [ids, leases],
  };
}

export interface BacklogRow {
  readonly service: Service;
  readonly stage: string;
  readonly count: string;
}

export function selectBacklog(): Statement {
  return {
    name: 'work-backlog',
    text: 'SELECT service, stage, count(*) AS count FROM links.work GROUP BY service, stage',
    values: [],
  };
}
