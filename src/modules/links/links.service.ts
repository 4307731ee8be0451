import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type LinkState, type Service } from './domain/service.js';
import { endExpiredLinks, endLinks, type LinkViewRow, selectLinks, setCityHold } from './link.store.js';
import { LinkSeals } from './link-seals.js';

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
  readonly token: string;
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

  /** Ends links for good. */
  async end(tx: Tx, linkIds: readonly string[]): Promise<void> {
    await tx.query(endLinks(linkIds, this.clock.today()));
  }

  /** The links of a presented card, by service. */
  async view(linkIds: readonly string[]): Promise<LinkView[]> {
    const rows = await this.database.query<LinkViewRow>(selectLinks(linkIds));
    return rows.map((row) => ({
      service: row.service,
      desired: row.desired_state,
      reported: row.reported_state,
      ...(row.partner_hold ? { flag: 'partner_hold' as const } : {}),
      ...(row.last_error_code === null ? {} : { errorCode: row.last_error_code }),
      token: this.seals.openToken(row.id, row.service, row.sealed_token),
    }));
  }

  /**
   * Ends every link whose last month is over. Touches no card.
   * @returns how many were ended.
   */
  async endExpired(): Promise<number> {
    const today = this.clock.today();
    return (await this.database.query(endExpiredLinks(today.slice(0, 7), today))).length;
  }
}
