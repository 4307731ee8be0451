import { Inject, Injectable } from '@nestjs/common';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { ChangeFeed, type LinkState, type ToldToken } from '../links/index.js';
import { type CallingPartner } from '../partners/index.js';
import { Cursors } from './cursors.js';
import { FeedWatch } from './feed-watch.js';
import { type StatusReference, statusListUri } from './introspection.service.js';
import { cursorExpired } from './partner-api.errors.js';

/** A token as lists show it. */
export interface ListedToken {
  readonly token: string;
  readonly state: LinkState;
  /** `YYYY-MM` or `never`. */
  readonly validThrough: string;
  /** The partner's own token that this one takes the place of. */
  readonly replaces?: string;
  readonly statusList: StatusReference;
}

export interface ChangesPage {
  readonly changes: readonly ListedToken[];
  /** Where to go on; there is always one. */
  readonly next: string;
}

export interface TokensPage {
  readonly tokens: readonly ListedToken[];
  /** Null on the last page. */
  readonly next: string | null;
  /** On the last page: where the change feed goes on. */
  readonly changesFrom?: string;
}

export interface ChangesQuestion {
  readonly after?: string;
  readonly limit: number;
  /** Seconds to wait for a change when there is none. */
  readonly wait: number;
  readonly hungUp: AbortSignal;
}

/** A partner's own tokens: the full list once, and what changed from then on. */
@Injectable()
export class TokenFeed {
  private readonly statusListUri: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly feed: ChangeFeed,
    private readonly watch: FeedWatch,
    private readonly cursors: Cursors,
  ) {
    this.statusListUri = statusListUri(config);
  }

  /** @throws DomainError `feed.cursor_invalid` or `feed.cursor_expired`. */
  async changes({ partnerId, service }: CallingPartner, { after, limit, wait, hungUp }: ChangesQuestion): Promise<ChangesPage> {
    const place = after === undefined ? null : this.cursors.feedPlace(partnerId, after);
    let page = await this.feed.read(service, place, limit);
    if (page?.changes.length === 0 && wait > 0) {
      await this.watch.beyond(service, page.next.position, wait, hungUp);
      page = await this.feed.read(service, page.next, limit);
    }
    if (!page) throw cursorExpired();
    return { changes: page.changes.map((one) => this.listed(one)), next: this.cursors.ofFeed(partnerId, page.next) };
  }

  /** @throws DomainError `feed.cursor_invalid`. */
  async tokens({ partnerId, service }: CallingPartner, after: string | undefined, limit: number): Promise<TokensPage> {
    const place = after === undefined ? null : this.cursors.listPlace(partnerId, after);
    // Before the first page is read: what changes during the walk comes again in the feed.
    const changesFrom = place?.changesFrom ?? (await this.feed.head(service));
    const { tokens, next } = await this.feed.tokens(service, place?.after ?? null, limit);
    const listed = tokens.map((one) => this.listed(one));
    if (next === null) return { tokens: listed, next, changesFrom: this.cursors.ofFeed(partnerId, changesFrom) };
    return { tokens: listed, next: this.cursors.ofList(partnerId, { changesFrom, after: next }) };
  }

  /** A token as a partner may see it. */
  listed({ token, state, validThrough, replaces, statusIndex }: ToldToken): ListedToken {
    const statusList = { uri: this.statusListUri, idx: statusIndex };
    return { token, state, validThrough, ...(replaces === null ? {} : { replaces }), statusList };
  }
}
