import { type Statement } from '../../kernel/database/index.js';
import { type LinkState, type Service } from './domain/service.js';

/** Makes the feed of a service when it has none yet. */
export function openFeed(service: Service, mark: Buffer): Statement {
  return {
    name: 'feed-open',
    text: `INSERT INTO links.feed (service, position, kept_after, kept_mark) VALUES ($1, 0, 0, $2) ON CONFLICT DO NOTHING`,
    values: [service, mark],
  };
}

/**
 * Takes the next positions of a feed. The row stays locked until the transaction ends, so that positions become
 * visible in their order and none is missing in between.
 * @param mark for a feed that begins with them.
 */
export function takePositions(service: Service, count: number, mark: Buffer): Statement {
  return {
    name: 'feed-advance',
    text: `INSERT INTO links.feed (service, position, kept_after, kept_mark) VALUES ($1, $2, 0, $3)
           ON CONFLICT (service) DO UPDATE SET position = feed.position + excluded.position
           RETURNING position - $2 AS after`,
    values: [service, count, mark],
  };
}

export function insertChanges(service: Service, after: number, sealed: readonly Buffer[], day: string): Statement {
  return {
    name: 'change-insert',
    text: `INSERT INTO links.change (service, position, sealed_change, published_on)
           SELECT $1, $2::bigint + place, sealed, $4 FROM unnest($3::bytea[]) WITH ORDINALITY AS fresh (sealed, place)
           ORDER BY place`,
    values: [service, after, sealed, day],
  };
}

export interface FeedRow {
  readonly head: string;
  readonly kept_after: string;
  readonly kept_mark: Buffer;
  /** The change at the place that was asked for, where it is still kept. */
  readonly here: Buffer | null;
  /** Null in the one row of a page without changes. */
  readonly position: string | null;
  readonly sealed_change: Buffer | null;
}

/** Changes beyond a position, and what tells whether that position is of this feed: all as of one moment. */
export function selectChanges(service: Service, after: number | null, limit: number): Statement {
  return {
    name: 'change-page',
    text: `SELECT feed.position AS head, kept_after, kept_mark, here.sealed_change AS here, page.position, page.sealed_change
           FROM links.feed
             LEFT JOIN links.change AS here ON here.service = $1 AND here.position = $2
             LEFT JOIN LATERAL (SELECT position, sealed_change FROM links.change
               WHERE change.service = $1 AND change.position > coalesce($2, feed.kept_after)
               ORDER BY change.position LIMIT $3) AS page ON true
           WHERE feed.service = $1 ORDER BY page.position`,
    values: [service, after, limit],
  };
}

export interface HeadRow {
  readonly service: Service;
  readonly position: string;
  /** Null where the feed is empty, or its last change is kept no more. */
  readonly last: Buffer | null;
  readonly kept_mark: Buffer;
}

/** How far every feed goes. */
export function selectHeads(): Statement {
  return {
    name: 'feed-heads',
    text: `SELECT feed.service, feed.position, sealed_change AS last, kept_mark
           FROM links.feed LEFT JOIN links.change ON change.service = feed.service AND change.position = feed.position`,
    values: [],
  };
}

/**
 * Deletes the oldest changes of a feed, up to the first one that was published on this day or later.
 * @param markFrom where in the sealed change its mark begins, counted from 1.
 */
export function forgetChanges(service: Service, day: string, markFrom: number, markBytes: number): Statement {
  return {
    name: 'change-forget',
    text: `WITH bound AS (SELECT coalesce(
               (SELECT min(position) - 1 FROM links.change WHERE service = $1 AND published_on >= $2),
               (SELECT position FROM links.feed WHERE service = $1)) AS position),
             gone AS (DELETE FROM links.change USING bound
               WHERE change.service = $1 AND change.position <= bound.position RETURNING change.position, change.sealed_change),
             last AS (SELECT position, substring(sealed_change FROM $3 FOR $4) AS mark FROM gone ORDER BY position DESC LIMIT 1),
             kept AS (UPDATE links.feed SET kept_after = last.position, kept_mark = last.mark FROM last WHERE feed.service = $1)
           SELECT count(*)::integer AS count FROM gone`,
    values: [service, day, markFrom, markBytes],
  };
}

export interface ToldRow {
  readonly id: string;
  readonly published_state: LinkState;
  readonly valid_through: string;
  readonly sealed_token: Buffer;
  readonly sealed_status_index: Buffer;
  /** The link it takes the place of, where the partner knows that one. */
  readonly former_id: string | null;
  readonly former_sealed_token: Buffer | null;
}

const TOLD = `SELECT link.id, link.published_state, link.valid_through, link.sealed_token, link.sealed_status_index,
    former.id AS former_id, former.sealed_token AS former_sealed_token
  FROM links.link LEFT JOIN links.link AS former ON former.id = link.replaces AND former.sealed_status_index IS NOT NULL`;

/** What is to be told of some links. */
export function selectTold(ids: readonly string[]): Statement {
  return { name: 'link-told', text: `${TOLD} WHERE link.id = ANY($1)`, values: [ids] };
}

/**
 * One page of a service's published links, in the order of random ids. Of links that had the same token one after the
 * other, the last that lives; a partner knows one record of a token.
 */
export function selectToldPage(service: Service, after: string | null, limit: number): Statement {
  return {
    name: 'link-told-page',
    text: `${TOLD}
           WHERE link.service = $1 AND link.sealed_status_index IS NOT NULL AND ($2::uuid IS NULL OR link.id > $2)
             AND NOT EXISTS (SELECT FROM links.link AS other
               WHERE other.token_index = link.token_index AND other.id <> link.id AND other.sealed_status_index IS NOT NULL
                 AND ((other.published_state = 'ended')::int, other.id) < ((link.published_state = 'ended')::int, link.id))
           ORDER BY link.id LIMIT $3`,
    values: [service, after, limit],
  };
}
