import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { compose, UnitOfWork } from '../../kernel/database/index.js';
import { type Adoption, EnrolmentService, type Service } from '../links/index.js';
import { AdoptionDesk, adopts } from './adoption-desk.js';
import { CardDrawing, type IssuedCard } from './card-drawing.js';
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
}

/** Draws a card and its links, and writes them in one statement. */
@Injectable()
export class IssuanceService {
  constructor(
    private readonly enrolments: EnrolmentService,
    private readonly drawing: CardDrawing,
    private readonly work: UnitOfWork,
    private readonly adoption: AdoptionDesk,
    private readonly clock: Clock,
  ) {}

  /**
   * Issues a card.
   * @throws DomainError `card.valid_through_not_allowed`, `adopt.without_service`, `adopt.required`,
   *   `adopt.unavailable`, `adopt.limit_reached`, `auth.role_required` or `partner.not_configured`.
   */
  issue(caller: Caller, order: CardOrder): Promise<IssuedCard> {
    return this.adoption.watch(caller, 'card.issue', order, () => {
      const validThrough = this.validThrough(order);
      refuseStrayAdoption(order.services, order.adopt);
      return redrawn(adopts(order), () => this.drawn(caller, order, validThrough));
    });
  }

  private async drawn(caller: Caller, order: CardOrder, validThrough: string): Promise<IssuedCard> {
    const offers = await this.enrolments.offers();
    const enrolment = this.enrolments.draw(offers, order.services, order.adopt ?? {}, validThrough);
    const { issued, rows, subject } = await this.drawing.draw(order.category, validThrough, enrolment);
    const outcome = { result: issued, audit: { act: 'card.issue', reason: null, subject, outcome: 'done' as const } };
    if (!order.takeOver) return this.work.add(caller, { rows, ...outcome });
    return this.work.run(caller, async (tx) => {
      await this.adoption.takeOver(tx, order);
      await tx.query(compose(rows));
      return outcome;
    });
  }

  private validThrough({ category, validThrough }: CardOrder): string {
    const today = this.clock.today();
    if (validThrough === undefined) return validThroughFor(category, today);
    if (!validThroughAllowed(validThrough, category, today)) throw validThroughNotAllowed({ at: '/validThrough' });
    return validThrough;
  }
}
