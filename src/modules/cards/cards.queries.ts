import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { LinksService, type LinkView, Misses } from '../links/index.js';
import { CardKeys } from './card-keys.js';
import { selectByNumber } from './card.store.js';
import { type CardState, effectiveState, type EffectiveState } from './domain/card-states.js';
import { type Category } from './domain/validity.js';
import { openCard, type Presented, type Query } from './presented.js';

/** What a clerk sees of a presented card. */
export interface CardView {
  readonly state: EffectiveState;
  readonly category: Category;
  readonly validThrough: string;
  /** Empty for a terminal card: its set of links is erased. */
  readonly services: readonly LinkView[];
}

/** Reads. None of them leaves a record. */
@Injectable()
export class CardsQueries {
  private readonly keys: CardKeys;

  constructor(
    private readonly database: Database,
    private readonly links: LinksService,
    private readonly clock: Clock,
    private readonly misses: Misses,
    keyring: Keyring,
  ) {
    this.keys = new CardKeys(keyring);
  }

  /** @throws DomainError `card.not_found` or `counter.too_many_misses`. */
  async lookUp(caller: Caller, presented: Presented): Promise<CardView> {
    const query: Query = (statement) => this.database.query(statement);
    const card = await this.misses.watch(caller, () => openCard(query, this.keys, presented, false));
    return {
      state: effectiveState(card.state, card.validThrough, this.clock.today()),
      category: card.category,
      validThrough: card.validThrough,
      services: await this.links.view(card.linkIds),
    };
  }

  /** Whether a card with this number may be honoured today. Says the same of unknown numbers as of blocked ones. */
  async verify(cardNumber: string): Promise<{ valid: boolean }> {
    const [row] = await this.database.query<{ state: CardState; valid_through: string }>(
      selectByNumber(this.keys.numberIndexes(cardNumber)),
    );
    return { valid: row !== undefined && effectiveState(row.state, row.valid_through, this.clock.today()) === 'issued' };
  }
}
