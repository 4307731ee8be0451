import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { LinksService } from '../links/index.js';
import { CardKeys } from './card-keys.js';
import { moveCard } from './card.store.js';
import { transitionNotAllowed } from './cards.errors.js';
import { type CardAct, effectiveState, type EffectiveState, type RevocationReason, stateAfter, type SuspensionReason } from './domain/card-states.js';
import { openCard, type OpenCard, type Presented } from './presented.js';

/** Where an act left the card. */
export interface ActResult {
  readonly state: EffectiveState;
}

/** Acts on a presented card. The row stays locked until the commit, so that of two acts at once one sees the other. */
@Injectable()
export class LifecycleService {
  private readonly keys: CardKeys;

  constructor(
    private readonly work: UnitOfWork,
    private readonly links: LinksService,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.keys = new CardKeys(keyring);
  }

  /** Blocks the card and all its links. @throws DomainError `card.not_found` or `card.transition_not_allowed`. */
  suspend(caller: Caller, presented: Presented, reason: SuspensionReason): Promise<ActResult> {
    return this.act(caller, 'suspension', presented, reason, (tx, card) => this.links.hold(tx, card.linkIds));
  }

  /** Takes the city's hold off all links. @throws DomainError `card.not_found` or `card.transition_not_allowed`. */
  reinstate(caller: Caller, presented: Presented): Promise<ActResult> {
    return this.act(caller, 'reinstatement', presented, null, (tx, card) => this.links.release(tx, card.linkIds));
  }

  /** Ends the card and its links for good. @throws DomainError `card.not_found` or `card.transition_not_allowed`. */
  revoke(caller: Caller, presented: Presented, reason: RevocationReason): Promise<ActResult> {
    return this.act(caller, 'revocation', presented, reason, (tx, card) => this.links.end(tx, card.linkIds));
  }

  private act(
    caller: Caller,
    act: CardAct,
    presented: Presented,
    reason: string | null,
    onLinks: (tx: Tx, card: OpenCard) => Promise<void>,
  ): Promise<ActResult> {
    return this.work.run(caller, async (tx) => {
      const card = await openCard((statement) => tx.query(statement), this.keys, presented, true);
      const state = effectiveState(card.state, card.validThrough, this.clock.today());
      const next = stateAfter(act, state);
      if (next === null) throw transitionNotAllowed({ act, state });
      await tx.query(moveCard(card.id, next, next === 'revoked'));
      await onLinks(tx, card);
      return {
        result: { state: next },
        audit: { act: `card.${act}`, reason, subject: card.subject, outcome: 'done' as const },
      };
    });
  }
}
