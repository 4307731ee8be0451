import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { LinksService, type Service } from '../links/index.js';
import { CardActs, type MovedCard } from './card-acts.js';
import { type CardAct, type EffectiveState, type RevocationReason, type SuspensionReason } from './domain/card-states.js';
import { type Presented } from './presented.js';

/** Where an act left the card. */
export interface ActResult {
  readonly state: EffectiveState;
}

/** Acts that block, unblock or end a presented card. All throw DomainError `card.not_found` or `card.transition_not_allowed`. */
@Injectable()
export class LifecycleService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly acts: CardActs,
    private readonly links: LinksService,
  ) {}

  /** Blocks the card and all its links. */
  suspend(caller: Caller, presented: Presented, reason: SuspensionReason): Promise<ActResult> {
    return this.act(caller, 'suspension', presented, reason, (tx, { linkIds }) => this.links.hold(tx, linkIds));
  }

  /**
   * Takes the city's hold off all links.
   * @param services where the partner's own hold is lifted as well, on a live card too.
   */
  reinstate(caller: Caller, presented: Presented, services: readonly Service[] = []): Promise<ActResult> {
    const act = services.length > 0 ? 'service_reinstatement' : 'reinstatement';
    return this.act(caller, act, presented, null, async (tx, { linkIds }) => {
      await this.links.release(tx, linkIds);
      if (services.length > 0) await this.links.releasePartnerHold(tx, linkIds, services);
    });
  }

  /** Ends the card and its links for good. */
  revoke(caller: Caller, presented: Presented, reason: RevocationReason): Promise<ActResult> {
    return this.act(caller, 'revocation', presented, reason, (tx, { linkIds }) => this.links.end(tx, linkIds));
  }

  /** Takes a card back that its holder gives up. */
  surrender(caller: Caller, presented: Presented): Promise<ActResult> {
    return this.act(caller, 'surrender', presented, null, (tx, { linkIds }) => this.links.end(tx, linkIds));
  }

  private act(
    caller: Caller,
    act: CardAct,
    presented: Presented,
    reason: string | null,
    onLinks: (tx: Tx, card: MovedCard) => Promise<void>,
  ): Promise<ActResult> {
    return this.work.run(caller, async (tx) => {
      const card = await this.acts.begin(tx, caller, act, presented);
      await onLinks(tx, card);
      const audit = { act: `card.${act}`, reason, subject: card.subject, outcome: 'done' as const };
      return { result: { state: card.next }, audit };
    });
  }
}
