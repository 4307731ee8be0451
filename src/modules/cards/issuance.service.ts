import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { compose, UnitOfWork } from '../../kernel/database/index.js';
import { type Adoption, EnrolmentService, type Service } from '../links/index.js';
import { feeFor } from '../rules/index.js';
import { StockService } from '../stock/index.js';
import { AdoptionDesk, adopts } from './adoption-desk.js';
import { CardDrawing, type CardPlan, type IssuedCard } from './card-drawing.js';
import { CardTerms, type Terms } from './card-terms.js';
import { validThroughNotAllowed } from './cards.errors.js';
import { type Category, validThroughAllowed, validThroughFor } from './domain/validity.js';
import { redrawn, refuseStrayAdoption } from './redraw.js';

/** What a clerk chooses. Nothing about the holder is among it. */
export interface CardOrder {
  readonly category: Category;
  readonly services: readonly Service[];
  readonly adopt?: Adoption;
  /** A supervisor takes the library number over from a link that is out of reach. */
  readonly takeOver?: boolean;
  /** `YYYY-MM` or `never`; by default what the category gives. */
  readonly validThrough?: string;
  /** Nobody asks why. */
  readonly feeWaived?: boolean;
}

/** Draws a card and its links, and writes them in one statement. */
@Injectable()
export class IssuanceService {
  constructor(
    private readonly enrolments: EnrolmentService,
    private readonly drawing: CardDrawing,
    private readonly work: UnitOfWork,
    private readonly adoption: AdoptionDesk,
    private readonly stock: StockService,
    private readonly terms: CardTerms,
  ) {}

  /**
   * Issues a card.
   * @throws DomainError `card.valid_through_not_allowed`, `adopt.without_service`, `adopt.required`,
   *   `adopt.unavailable`, `adopt.limit_reached`, `auth.role_required`, `partner.not_configured`, or as drawing on
   *   the stock of blanks does.
   */
  issue(caller: Caller, order: CardOrder): Promise<IssuedCard> {
    return this.adoption.watch(caller, 'card.issue', order, async () => {
      const plan = planFor(order, await this.terms.now());
      refuseStrayAdoption(order.services, order.adopt);
      return redrawn(adopts(order), () => this.drawn(caller, order, plan));
    });
  }

  private async drawn(caller: Caller, order: CardOrder, plan: CardPlan): Promise<IssuedCard> {
    const offers = await this.terms.offers();
    const enrolment = this.enrolments.draw(offers, order.services, order.adopt ?? {}, plan.validThrough);
    const { issued, rows, subject } = await this.drawing.draw(plan, enrolment);
    const outcome = { result: issued, audit: { act: 'card.issue', reason: null, subject, outcome: 'done' as const } };
    if (!order.takeOver && !this.stock.applies(caller)) return this.work.add(caller, { rows, ...outcome });
    return this.work.run(caller, async (tx) => {
      await this.adoption.takeOver(tx, order);
      await tx.query(compose(rows));
      await this.stock.draw(tx, caller, order.adopt?.transit);
      return outcome;
    });
  }
}

function planFor({ category, validThrough, feeWaived = false }: CardOrder, { today, rules }: Terms): CardPlan {
  const { validity, fees, card_numbers: numbers } = rules;
  if (validThrough !== undefined && !validThroughAllowed(validThrough, category, today, validity)) {
    throw validThroughNotAllowed({ at: '/validThrough' });
  }
  return {
    category,
    validThrough: validThrough ?? validThroughFor(category, today, validity),
    fee: feeFor(fees, 'issue', category, feeWaived),
    prefix: numbers.prefix,
  };
}
