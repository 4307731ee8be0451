import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { AuditQueries, type CardEntry } from '../audit/index.js';
import { Misses } from '../links/index.js';
import { CardKeys } from './card-keys.js';
import { openCard, type Presented, type Query } from './presented.js';

/** What was done to a presented card. Without the card nobody can ask. */
@Injectable()
export class CardHistory {
  private readonly keys: CardKeys;

  constructor(
    private readonly database: Database,
    private readonly audit: AuditQueries,
    private readonly misses: Misses,
    keyring: Keyring,
  ) {
    this.keys = new CardKeys(keyring);
  }

  /**
   * Also of a card that is over. The card that followed it has a history of its own, and neither names the other.
   * @throws DomainError `card.not_found` or `counter.too_many_misses`.
   */
  async of(caller: Caller, presented: Presented): Promise<CardEntry[]> {
    const query: Query = (statement) => this.database.query(statement);
    const card = await this.misses.watch(caller, () => openCard(query, this.keys, presented, false));
    return this.audit.about(this.keys.subjects(card.cardKey));
  }
}
