import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { compose, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { type Adoption, EnrolmentService, LinksService, type Offers, type Service } from '../links/index.js';
import { type Fee, feeFor } from '../rules/index.js';
import { StockService } from '../stock/index.js';
import { AdoptionDesk, type AdoptionWish, adopts } from './adoption-desk.js';
import { type MovedCard, CardActs } from './card-acts.js';
import { CardDrawing, type CardPlan, type IssuedCard } from './card-drawing.js';
import { CardTerms, type Terms } from './card-terms.js';
import { renewalTooLate } from './cards.errors.js';
import { type CardAct, effectiveState, type ReplacementReason } from './domain/card-states.js';
import { type Category, validThroughFor, withinGrace } from './domain/validity.js';
import { type Presented } from './presented.js';
import { redrawn, refuseStrayAdoption } from './redraw.js';

/** What a clerk may ask for beside the new card. */
export interface SuccessionWish extends AdoptionWish {
  /** Nobody asks why. */
  readonly feeWaived?: boolean;
}

/** What the old card leaves to the new one. */
type Inheritance = Pick<CardPlan, 'category' | 'validThrough'>;

/** What to inherit is found out by the terms of the day. */
type Inheriting = (card: MovedCard, terms: Terms) => Inheritance;

interface SuccessionOrder {
  readonly act: CardAct & ('replacement' | 'renewal');
  readonly presented: Presented;
  readonly reason: string | null;
  readonly adopt: Adoption;
  readonly takeOver: boolean;
  readonly feeWaived: boolean;
}

/** What succession works with. */
@Injectable()
export class SuccessionTools {
  constructor(
    readonly work: UnitOfWork,
    readonly enrolments: EnrolmentService,
    readonly links: LinksService,
    readonly adoption: AdoptionDesk,
    readonly stock: StockService,
    readonly terms: CardTerms,
  ) {}
}

/**
 * A new card takes the place of a presented one: new number, codes and tokens. The old card is terminal in the same
 * commit, and each partner learns only its own pair of old and new token.
 */
@Injectable()
export class SuccessionService {
  constructor(
    private readonly acts: CardActs,
    private readonly drawing: CardDrawing,
    private readonly tools: SuccessionTools,
  ) {}

  /**
   * Replaces a card that was lost, stolen, damaged, spoiled in printing, or refused by a partner. The new one is valid
   * as long as the old one; for an expired card it is as a renewal.
   * @throws DomainError as every act, and `card.renewal_too_late`, `adopt.required`, `adopt.unavailable`, `adopt.without_service`.
   */
  replace(caller: Caller, presented: Presented, reason: ReplacementReason, wish: SuccessionWish = {}): Promise<IssuedCard> {
    return this.succeed(caller, order('replacement', presented, reason, wish), (card, terms) => ({
      category: card.category,
      validThrough: expired(card, terms) ? fresh(card, card.category, terms) : card.validThrough,
    }));
  }

  /**
   * Renews a card for a whole new period, in another category when the holder has come of age.
   * @throws DomainError as `replace`.
   */
  renew(caller: Caller, presented: Presented, category: Category | undefined, wish: SuccessionWish = {}): Promise<IssuedCard> {
    return this.succeed(caller, order('renewal', presented, null, wish), (card, terms) => {
      const next = category ?? card.category;
      return { category: next, validThrough: fresh(card, next, terms) };
    });
  }

  private async succeed(caller: Caller, order: SuccessionOrder, inherit: Inheriting): Promise<IssuedCard> {
    const terms = await this.tools.terms.now();
    const offers = await this.tools.terms.offers();
    const attempt = () =>
      this.tools.work.run(caller, async (tx) => {
        const card = await this.acts.begin(tx, caller, order.act, order.presented);
        await this.tools.adoption.takeOver(tx, order);
        const inherited = inherit(card, terms);
        const fee = feeOf(order, inherited.category, terms);
        const plan = { ...inherited, fee, prefix: terms.rules.card_numbers.prefix };
        const issued = await this.write(tx, card, plan, order.adopt, offers);
        await this.tools.stock.draw(tx, caller, order.adopt.transit, order.reason === 'spoiled' ? 'spoiled' : 'issued');
        const audit = { act: `card.${order.act}`, reason: order.reason, subject: card.subject, outcome: 'done' as const };
        return { result: issued, audit };
      });
    return this.tools.adoption.watch(caller, `card.${order.act}`, order, () => redrawn(adopts(order), attempt));
  }

  private async write(tx: Tx, card: MovedCard, plan: CardPlan, adopt: Adoption, offers: Offers): Promise<IssuedCard> {
    const succeeded = await this.tools.links.endForSuccessor(tx, card.linkIds);
    const services = succeeded.map(({ service }) => service);
    refuseStrayAdoption(services, adopt);
    const replaces = new Map<Service, string>(
      succeeded.flatMap(({ service, replaces: ancestor }) => (ancestor === null ? [] : [[service, ancestor] as const])),
    );
    const enrolment = this.tools.enrolments.draw(offers, services, adopt, plan.validThrough, replaces);
    const drawn = await this.drawing.draw(plan, enrolment, (statement) => tx.query(statement));
    await tx.query(compose(drawn.rows));
    return drawn.issued;
  }
}

function fresh(card: MovedCard, category: Category, { today, rules }: Terms): string {
  if (!withinGrace(card.validThrough, today, rules.renewal.graceMonths)) throw renewalTooLate();
  return validThroughFor(category, today, rules.validity);
}

function expired(card: MovedCard, { today }: Terms): boolean {
  return effectiveState('issued', card.validThrough, today) === 'expired';
}

/** A print that went wrong is not the holder's to pay for. */
function feeOf({ act, reason, feeWaived }: SuccessionOrder, category: Category, { rules }: Terms): Fee {
  return reason === 'spoiled' ? { amountCents: 0, waived: false } : feeFor(rules.fees, act, category, feeWaived);
}

function order(act: SuccessionOrder['act'], presented: Presented, reason: string | null, wish: SuccessionWish): SuccessionOrder {
  const { adopt = {}, takeOver = false, feeWaived = false } = wish;
  return { act, presented, reason, adopt, takeOver, feeWaived };
}
