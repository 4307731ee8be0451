import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Tx } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { Misses } from '../links/index.js';
import { CardKeys } from './card-keys.js';
import { moveCard } from './card.store.js';
import { transitionNotAllowed } from './cards.errors.js';
import { type CardAct, type CardState, decidingState, isTerminal, stateAfter } from './domain/card-states.js';
import { openCard, type OpenCard, type Presented, type Query } from './presented.js';

/** A card that was opened, locked and moved. */
export interface MovedCard extends OpenCard {
  readonly next: CardState;
}

/** The beginning of every act on a presented card. The row stays locked until the commit: of two acts at once, one sees the other. */
@Injectable()
export class CardActs {
  readonly keys: CardKeys;

  constructor(
    private readonly clock: Clock,
    private readonly misses: Misses,
    keyring: Keyring,
  ) {
    this.keys = new CardKeys(keyring);
  }

  /** @throws DomainError `card.not_found`, `counter.too_many_misses`, or `card.transition_not_allowed` naming act and state. */
  async begin(tx: Tx, caller: Caller, act: CardAct, presented: Presented): Promise<MovedCard> {
    const query: Query = (statement) => tx.query(statement);
    const card = await this.misses.watch(caller, () => openCard(query, this.keys, presented, true));
    const state = decidingState(act, card.state, card.validThrough, this.clock.today());
    const next = stateAfter(act, state);
    if (next === null) throw transitionNotAllowed({ act: act === 'service_reinstatement' ? 'reinstatement' : act, state });
    if (next !== card.state) await tx.query(moveCard(card.id, next, isTerminal(next)));
    return { ...card, next };
  }
}
