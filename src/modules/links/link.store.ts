import { type Statement } from '../../kernel/database/index.js';
import { type LinkState, type Service, type TokenOrigin } from './domain/service.js';

/** A link as it is first written. */
export interface NewLinkRow {
  readonly id: string;
  readonly service: Service;
  readonly origin: TokenOrigin;
  readonly tokenIndex: Buffer;
  readonly keyVersion: number;
  readonly sealedToken: Buffer;
  /** The link this one takes the place of, which is ended in the same transaction. */
  readonly replaces: string | null;
}

/** All links of one issue in one statement, in the order of their blind indexes. */
export function insertLinks(links: readonly NewLinkRow[], validThrough: string, day: string): Statement {
  return {
    name: 'link-insert',
    text: `INSERT INTO links.link (id, service, origin, token_index, sealed_token, key_version, desired_state, desired_version,
             published_version, reported_version, city_hold, partner_hold, replaces, valid_through, changed_on)
           SELECT id, service, origin, token_index, sealed_token, key_version, 'active', 1, 0, 0, false, false, replaces, $8, $9
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::smallint[], $7::uuid[])
             AS fresh (id, service, origin, token_index, sealed_token, key_version, replaces)
           ORDER BY token_index`,
    values: [
      links.map((link) => link.id),
      links.map((link) => link.service),
      links.map((link) => link.origin),
      links.map((link) => link.tokenIndex),
      links.map((link) => link.sealedToken),
      links.map((link) => link.keyVersion),
      links.map((link) => link.replaces),
      validThrough,
      day,
    ],
  };
}

export interface LiveLink {
  readonly id: string;
  readonly service: Service;
}

export function lockLive(ids: readonly string[]): Statement {
  return {
    name: 'link-live',
    text: `SELECT id, service FROM links.link WHERE id = ANY($1) AND desired_state <> 'ended' ORDER BY id FOR UPDATE`,
    values: [ids],
  };
}

/** Sets or clears the city's hold; the desired version rises only where the state follows. */
export function setCityHold(ids: readonly string[], hold: boolean, day: string): Statement {
  return {
    name: 'link-city-hold',
    text: `UPDATE links.link SET city_hold = $2, changed_on = $3,
             desired_state = CASE WHEN $2 OR partner_hold THEN 'suspended' ELSE 'active' END,
             desired_version = desired_version + CASE WHEN $2 OR partner_hold
               THEN (desired_state <> 'suspended')::int ELSE (desired_state <> 'active')::int END
           WHERE id = ANY($1) AND desired_state <> 'ended' AND city_hold <> $2`,
    values: [ids, hold, day],
  };
}

/** Clears the partner's hold on some services of a card. */
export function clearPartnerHold(ids: readonly string[], services: readonly Service[], day: string): Statement {
  return {
    name: 'link-clear-partner-hold',
    text: `UPDATE links.link SET partner_hold = false, changed_on = $3,
             desired_state = CASE WHEN city_hold THEN 'suspended' ELSE 'active' END,
             desired_version = desired_version + (desired_state <> CASE WHEN city_hold THEN 'suspended' ELSE 'active' END)::int
           WHERE id = ANY($1) AND service = ANY($2) AND desired_state <> 'ended' AND partner_hold`,
    values: [ids, services, day],
  };
}

export function endLinks(ids: readonly string[], day: string): Statement {
  return {
    name: 'link-end',
    text: `UPDATE links.link SET desired_state = 'ended', desired_version = desired_version + 1, changed_on = $2
           WHERE id = ANY($1) AND desired_state <> 'ended'`,
    values: [ids, day],
  };
}

export interface SucceededRow {
  readonly service: Service;
  /** What a successor takes the place of: this link, or what it stood for itself when no partner ever knew of it. */
  readonly ancestor: string | null;
}

/** Ends the links of a card that another takes the place of, and tells what there is to be replaced. */
export function endForSuccession(ids: readonly string[], day: string): Statement {
  return {
    name: 'link-end-for-succession',
    text: `UPDATE links.link SET desired_state = 'ended', changed_on = $2,
             desired_version = link.desired_version + (desired_state <> 'ended')::int,
             replaces = CASE WHEN link.published_version = 0 THEN NULL ELSE link.replaces END
           FROM (SELECT id, CASE WHEN published_version = 0 THEN replaces ELSE id END AS ancestor
                 FROM links.link WHERE id = ANY($1) ORDER BY id FOR UPDATE) AS before
           WHERE link.id = before.id RETURNING service, before.ancestor`,
    values: [ids, day],
  };
}

/**
 * Ends some links whose last month is over, without asking whose they are. They are drawn, so that links that lie together are
 * not ended together. What somebody has locked is left for another time.
 */
export function endExpiredLinks(month: string, day: string, limit: number): Statement {
  return {
    name: 'link-end-expired',
    text: `WITH expired AS MATERIALIZED (
             SELECT id FROM links.link WHERE desired_state <> 'ended' AND valid_through <> 'never' AND valid_through < $1
             ORDER BY gen_random_uuid() LIMIT $3 FOR UPDATE SKIP LOCKED),
           ended AS (
             UPDATE links.link SET desired_state = 'ended', desired_version = desired_version + 1, changed_on = $2
             FROM expired WHERE link.id = expired.id RETURNING 1)
           SELECT count(*)::integer AS count FROM ended`,
    values: [month, day, limit],
  };
}

export interface LinkViewRow {
  readonly id: string;
  readonly service: Service;
  readonly desired_state: LinkState;
  readonly reported_state: LinkState | null;
  readonly partner_hold: boolean;
  readonly sealed_token: Buffer;
  readonly last_error_code: string | null;
}

/** The links of a presented card, with what is known of each at its partner. */
export function selectLinks(ids: readonly string[]): Statement {
  return {
    name: 'link-view',
    text: `SELECT link.id, link.service, desired_state, reported_state, partner_hold, sealed_token, last_error_code
           FROM links.link LEFT JOIN links.work ON work.link_id = link.id
           WHERE link.id = ANY($1) ORDER BY link.service, link.id`,
    values: [ids],
  };
}

export interface PublishedRow {
  readonly id: string;
  readonly token_index: Buffer;
  readonly published_state: LinkState;
  readonly valid_through: string;
  readonly sealed_status_index: Buffer;
}

/**
 * An array that the planner cannot see into: a plan for the one in hand looks no cheaper than one for any, and so the
 * statement is planned once for a connection and not at each question, which would take longer than answering it.
 */
const ASKED = 'ARRAY(SELECT unnest($1::bytea[]))';

/**
 * What partners may know of some tokens, by the token that was asked for: one that was migrated stands for the one that took
 * its place. A link that ended before its partner knew of it has no position, and no partner. A token may have several links,
 * of which one at most has not ended.
 */
export function selectPublished(tokenIndexes: readonly Buffer[]): Statement {
  return {
    name: 'link-published',
    text: `SELECT id, token_index, published_state, valid_through, sealed_status_index FROM links.link
           WHERE token_index = ANY(${ASKED}) AND sealed_status_index IS NOT NULL
           UNION ALL
           SELECT heir.id, alias.asked, heir.published_state, heir.valid_through, heir.sealed_status_index
           FROM links.aliases_followed($1) AS alias JOIN links.link AS heir ON heir.token_index = alias.stands_for
           WHERE heir.sealed_status_index IS NOT NULL`,
    values: [tokenIndexes],
  };
}

/** One page of a service's published states, in the order of random ids. */
export function selectPublishedPage(service: Service, after: string | null, limit: number): Statement {
  return {
    name: 'link-published-page',
    text: `SELECT id, published_state, valid_through, sealed_status_index FROM links.link
           WHERE service = $1 AND sealed_status_index IS NOT NULL AND ($2::uuid IS NULL OR id > $2)
           ORDER BY id LIMIT $3`,
    values: [service, after, limit],
  };
}
