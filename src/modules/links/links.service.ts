import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { constantMark, constantServices } from './domain/constant-services.js';
import { type LinkState, type Service } from './domain/service.js';
import {
  clearPartnerHold,
  endExpiredLinks,
  endForSuccession,
  endLinks,
  type LiveLink,
  lockLive,
  type LinkViewRow,
  selectLinks,
  setCityHold,
  type SucceededRow,
} from './link.store.js';
import { releaseToken } from './desk.store.js';
import { LinkSeals } from './link-seals.js';

/** A second or two of locks. */
const ENDED_AT_ONCE = 10_000;

/** One service of a presented card. */
export interface LinkView {
  readonly service: Service;
  readonly desired: LinkState;
  /** What the partner confirmed last; null before the first confirmation. */
  readonly reported: LinkState | null;
  /** Present while the partner holds the link, after a loss report for instance. */
  readonly flag?: 'partner_hold';
  /** Why the partner refused or could not be reached, from a closed list. */
  readonly errorCode?: string;
  /** Left out where everybody is given the same values. */
  readonly token?: string;
}

/** A link that ended because another card takes the place of its own. */
export interface Succeeded {
  readonly service: Service;
  /** The link a new one replaces; null when no partner ever knew of it. */
  readonly replaces: string | null;
}

/** What a card's acts do to its links. The caller brings the ids, from the set that only the card opens. */
@Injectable()
export class LinksService {
  private readonly seals: LinkSeals;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /** Sets the city's hold on links that are not ended. */
  async hold(tx: Tx, linkIds: readonly string[]): Promise<void> {
    await tx.query(setCityHold(linkIds, true, this.clock.today()));
  }

  /** Clears the city's hold; a link that its partner holds stays suspended. */
  async release(tx: Tx, linkIds: readonly string[]): Promise<void> {
    await tx.query(setCityHold(linkIds, false, this.clock.today()));
  }

  /** Clears the partner's hold on the named services, after the holder has shown that all is well. */
  async releasePartnerHold(tx: Tx, linkIds: readonly string[], services: readonly Service[]): Promise<void> {
    await tx.query(clearPartnerHold(linkIds, services, this.clock.today()));
  }

  /** Lets go of an adopted library number that another link holds. The holder's account at the library is not touched. */
  async takeOver(tx: Tx, libraryNumber: string): Promise<void> {
    await tx.query(releaseToken(this.seals.tokenIndexes('library', libraryNumber), this.clock.today()));
  }

  /** The links of a card that are not ended, locked. */
  async live(tx: Tx, linkIds: readonly string[]): Promise<LiveLink[]> {
    const constants = constantServices(linkIds).map((service) => ({ service, id: constantMark(service) }));
    return [...(await tx.query<LiveLink>(lockLive(linkIds))), ...constants];
  }

  /** Ends links for good. */
  async end(tx: Tx, linkIds: readonly string[]): Promise<void> {
    await tx.query(endLinks(linkIds, this.clock.today()));
  }

  /**
   * Ends the links of a card that another card takes the place of; some may have ended with their month before.
   * @returns by service, what a new link replaces.
   */
  async endForSuccessor(tx: Tx, linkIds: readonly string[]): Promise<Succeeded[]> {
    const rows = await tx.query<SucceededRow>(endForSuccession(linkIds, this.clock.today()));
    const constants = constantServices(linkIds).map((service) => ({ service, replaces: null }));
    return [...rows.map((row) => ({ service: row.service, replaces: row.ancestor })), ...constants];
  }

  /** The links of a presented card, by service. */
  async view(linkIds: readonly string[]): Promise<LinkView[]> {
    const rows = await this.database.query<LinkViewRow>(selectLinks(linkIds));
    const constants = constantServices(linkIds).map((service) => ({ service, desired: 'active', reported: 'active' }) as const);
    const views = rows.map((row) => ({
      service: row.service,
      desired: row.desired_state,
      reported: row.reported_state,
      ...(row.partner_hold ? { flag: 'partner_hold' as const } : {}),
      ...(row.last_error_code === null ? {} : { errorCode: row.last_error_code }),
      token: this.seals.openToken(row.id, row.service, row.sealed_token),
    }));
    return [...views, ...constants];
  }

  /**
   * Ends every link whose last month is over, some in each transaction. Touches no card.
   * @param atOnce how many in one.
   * @returns how many were ended.
   */
  async endExpired(atOnce = ENDED_AT_ONCE): Promise<number> {
    const today = this.clock.today();
    for (let ended = 0; ; ) {
      const [row] = await this.database.query<{ count: number }>(endExpiredLinks(today.slice(0, 7), today, atOnce));
      const count = row?.count ?? 0;
      ended += count;
      if (count < atOnce) return ended;
    }
  }
}
