import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Service, SERVICES } from './domain/service.js';
import { type FormerName } from './domain/token-names.js';
import { type FeedRow, forgetChanges, type HeadRow, openFeed, selectChanges, selectHeads, selectTold, selectToldPage, type ToldRow } from './feed.store.js';
import { LinkSeals, MARK } from './link-seals.js';
import { type AliasRow, selectAliases } from './token-migrations/alias.store.js';
import { type FormerNames, toldChange, type ToldToken, toldToken } from './told-token.js';

/** Days for which a change is kept, its own day not counted. */
export const FEED_DAYS = 30;

/**
 * A place in a partner's feed: after so many changes, the last of which has this mark. A feed that was taken back to an
 * earlier time and went on from there has other marks, so that an old place is recognised whatever happened to the database.
 */
export interface FeedPlace {
  readonly position: number;
  readonly mark: Buffer;
}

export interface FeedPage {
  readonly changes: readonly ToldToken[];
  /** Where to go on. */
  readonly next: FeedPlace;
}

export interface TokenPage {
  readonly tokens: readonly ToldToken[];
  /** The id to go on after; null at the end. */
  readonly next: string | null;
}

/** A partner's own ordered list of what changed, and the full list to begin with. Positions are given out by the publisher alone. */
@Injectable()
export class ChangeFeed {
  private readonly seals: LinkSeals;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /**
   * @param after null for the oldest change that is kept.
   * @returns null when this place is no longer in the feed: changes after it were deleted, or it is of a time before a restore.
   */
  async read(service: Service, after: FeedPlace | null, limit: number): Promise<FeedPage | null> {
    const rows = await this.database.query<FeedRow>(selectChanges(service, after?.position ?? null, limit));
    const [feed] = rows;
    if (!feed) {
      await this.open(service);
      return this.read(service, after, limit);
    }
    if (after && !isIn(feed, after)) return null;
    const found = rows.flatMap(({ position, sealed_change }) =>
      sealed_change === null ? [] : [{ position: Number(position), sealed: sealed_change }],
    );
    const last = found.at(-1);
    const kept: FeedPlace = { position: Number(feed.kept_after), mark: feed.kept_mark };
    const next = last ? { position: last.position, mark: markOf(last.sealed) } : (after ?? kept);
    return { changes: await this.opened(service, found), next };
  }

  /** Where the feed ends now. */
  async head(service: Service): Promise<FeedPlace> {
    const row = (await this.database.query<HeadRow>(selectHeads())).find((one) => one.service === service);
    if (row) return { position: Number(row.position), mark: row.last ? markOf(row.last) : row.kept_mark };
    await this.open(service);
    return this.head(service);
  }

  /** How many changes each feed has had. One query, however many ask. */
  async heads(): Promise<ReadonlyMap<Service, number>> {
    const rows = await this.database.query<HeadRow>(selectHeads());
    return new Map(rows.map(({ service, position }) => [service, Number(position)]));
  }

  /** Every token the partner was ever told of, ended ones included, in an order that has nothing to do with time. */
  async tokens(service: Service, after: string | null, limit: number): Promise<TokenPage> {
    const rows = await this.database.query<ToldRow>(selectToldPage(service, after, limit + 1));
    const page = rows.slice(0, limit);
    const next = rows.length > limit ? (page.at(-1)?.id ?? null) : null;
    return { tokens: page.map((row) => toldToken(this.seals, service, row, row.published_state, true)), next };
  }

  /** Deletes changes older than `FEED_DAYS`. @returns how many. */
  async forget(): Promise<number> {
    const day = this.clock.dayFromToday(-FEED_DAYS);
    let count = 0;
    for (const service of SERVICES) {
      const [gone] = await this.database.query<{ count: number }>(forgetChanges(service, day, MARK.from + 1, MARK.bytes));
      count += gone?.count ?? 0;
    }
    return count;
  }

  private async open(service: Service): Promise<void> {
    await this.database.query(openFeed(service, randomBytes(MARK.bytes)));
  }

  private async opened(service: Service, found: readonly { position: number; sealed: Buffer }[]): Promise<ToldToken[]> {
    if (found.length === 0) return [];
    const changes = found.map(({ position, sealed }) => this.seals.openChange(service, position, sealed));
    const rows = await this.database.query<ToldRow>(selectTold([...new Set(changes.map(({ linkId }) => linkId))]));
    const links = new Map(rows.map((row) => [row.id, row]));
    const names = await this.namesOf(service, rows);
    return changes.flatMap(({ linkId, state, first }, place) => {
      const row = links.get(linkId);
      const position = found[place]?.position ?? Infinity;
      return row ? [toldChange(this.seals, service, row, { state, first, position, names })] : [];
    });
  }

  /** What the links of a page, and those they took the place of, were called before. */
  private async namesOf(service: Service, rows: readonly ToldRow[]): Promise<FormerNames> {
    const ids = rows.flatMap(({ id, former_id }) => (former_id === null ? [id] : [id, former_id]));
    const names = new Map<string, FormerName[]>();
    for (const { link_id, sealed_token, sealed_position } of await this.database.query<AliasRow>(selectAliases(ids))) {
      const until = sealed_position === null ? Infinity : this.seals.openPosition(link_id, sealed_position);
      const name = { token: this.seals.openToken(link_id, service, sealed_token), until };
      names.set(link_id, [...(names.get(link_id) ?? []), name]);
    }
    return names;
  }
}

function markOf(sealed: Buffer): Buffer {
  return sealed.subarray(MARK.from, MARK.from + MARK.bytes);
}

function isIn({ head, kept_after, kept_mark, here }: FeedRow, { position, mark }: FeedPlace): boolean {
  if (position === Number(kept_after)) return mark.equals(kept_mark);
  return position <= Number(head) && here !== null && markOf(here).equals(mark);
}
