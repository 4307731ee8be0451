import { Inject, Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { compose, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { type Adoption, EnrolmentService, LinksService, type Offers, type Service } from '../links/index.js';
import { AdoptionDesk, type AdoptionWish, adopts } from './adoption-desk.js';
import { type MovedCard, CardActs } from './card-acts.js';
import { CardDrawing, type IssuedCard } from './card-drawing.js';
import { renewalTooLate } from './cards.errors.js';
import { type CardAct, effectiveState, type ReplacementReason } from './domain/card-states.js';
import { type Category, validThroughFor, withinGrace } from './domain/validity.js';
import { type Presented } from './presented.js';
import { redrawn, refuseStrayAdoption } from './redraw.js';

/** What the old card leaves to the new one. */
interface Inheritance {
  readonly category: Category;
  readonly validThrough: string;
}

interface SuccessionOrder {
  readonly act: CardAct & ('replacement' | 'renewal');
  readonly presented: Presented;
  readonly reason: string | null;
  readonly adopt: Adoption;
  readonly takeOver: boolean;
}

/** What succession works with. */
@Injectable()
export class SuccessionTools {
  constructor(
    readonly work: UnitOfWork,
    readonly enrolments: EnrolmentService,
    readonly links: LinksService,
    readonly adoption: AdoptionDesk,
    readonly clock: Clock,
  ) {}
}

/**
 * A new card takes the place of a presented one: new number, codes and tokens. The old card is terminal in the same
 * commit, and each partner learns only its own pair of old and new token.
 */
@Injectable()
export class SuccessionService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly acts: CardActs,
    private readonly drawing: CardDrawing,
    private readonly tools: SuccessionTools,
  ) {}

  /**
   * Replaces a card that was lost, stolen, damaged, spoiled in printing, or refused by a partner. The new one is valid
   * as long as the old one; for an expired card it is as a renewal.
   * @throws DomainError as every act, and `card.renewal_too_late`, `adopt.required`, `adopt.unavailable`, `adopt.without_service`.
   */
  replace(caller: Caller, presented: Presented, reason: ReplacementReason, wish: AdoptionWish = {}): Promise<IssuedCard> {
    return this.succeed(caller, order('replacement', presented, reason, wish), (card) => ({
      category: card.category,
      validThrough: this.expired(card) ? this.fresh(card, card.category) : card.validThrough,
    }));
  }

  /**
   * Renews a card for a whole new period, in another category when the holder has come of age.
   * @throws DomainError as `replace`.
   */
  renew(caller: Caller, presented: Presented, category: Category | undefined, wish: AdoptionWish = {}): Promise<IssuedCard> {
    return this.succeed(caller, order('renewal', presented, null, wish), (card) => {
      const next = category ?? card.category;
      return { category: next, validThrough: this.fresh(card, next) };
    });
  }

  private async succeed(caller: Caller, order: SuccessionOrder, inherit: (card: MovedCard) => Inheritance): Promise<IssuedCard> {
    const offers = await this.tools.enrolments.offers();
    const attempt = () =>
      this.tools.work.run(caller, async (tx) => {
        const card = await this.acts.begin(tx, caller, order.act, order.presented);
        await this.tools.adoption.takeOver(tx, order);
        const issued = await this.write(tx, card, inherit(card), order.adopt, offers);
        const audit = { act: `card.${order.act}`, reason: order.reason, subject: card.subject, outcome: 'done' as const };
        return { result: issued, audit };
      });
    return this.tools.adoption.watch(caller, `card.${order.act}`, order, () => redrawn(adopts(order), attempt));
  }

  private async write(tx: Tx, card: MovedCard, inherited: Inheritance, adopt: Adoption, offers: Offers): Promise<IssuedCard> {
    const { category, validThrough } = inherited;
    const succeeded = await this.tools.links.endForSuccessor(tx, card.linkIds);
    const services = succeeded.map(({ service }) => service);
    refuseStrayAdoption(services, adopt);
    const replaces = new Map<Service, string>(
      succeeded.flatMap(({ service, replaces: ancestor }) => (ancestor === null ? [] : [[service, ancestor] as const])),
    );
    const enrolment = this.tools.enrolments.draw(offers, services, adopt, validThrough, replaces);
    const drawn = await this.drawing.draw(category, validThrough, enrolment, (statement) => tx.query(statement));
    await tx.query(compose(drawn.rows));
    return drawn.issued;
  }

  private fresh(card: MovedCard, category: Category): string {
    const today = this.tools.clock.today();
    if (!withinGrace(card.validThrough, today, this.config.renewalGraceMonths)) throw renewalTooLate();
    return validThroughFor(category, today);
  }

  private expired(card: MovedCard): boolean {
    return effectiveState('issued', card.validThrough, this.tools.clock.today()) === 'expired';
  }
}

function order(act: SuccessionOrder['act'], presented: Presented, reason: string | null, wish: AdoptionWish): SuccessionOrder {
  return { act, presented, reason, adopt: wish.adopt ?? {}, takeOver: wish.takeOver ?? false };
}
