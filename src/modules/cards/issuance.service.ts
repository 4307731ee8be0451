import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { DomainError } from '../../kernel/errors/index.js';
import { type Adoption, adoptUnavailable, EnrolmentService, type Service } from '../links/index.js';
import { CardDrawing, type IssuedCard } from './card-drawing.js';
import { adoptWithoutService, validThroughNotAllowed } from './cards.errors.js';
import { type Category, validThroughAllowed, validThroughFor } from './domain/validity.js';

const DRAWS = 5;

/** What a clerk chooses. Nothing about the holder is among it. */
export interface CardOrder {
  readonly category: Category;
  readonly services: readonly Service[];
  readonly adopt?: Adoption;
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
    private readonly clock: Clock,
  ) {}

  /**
   * Issues a card.
   * @throws DomainError `card.valid_through_not_allowed`, `adopt.without_service`, `adopt.required`,
   *   `adopt.unavailable` (which is audited, without the number) or `partner.not_configured`.
   */
  async issue(caller: Caller, order: CardOrder): Promise<IssuedCard> {
    try {
      const validThrough = this.validThrough(order);
      refuseStrayAdoption(order.services, order.adopt);
      return await this.drawn(caller, order, validThrough);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // What is refused now may have been done before: months pass, partners change, numbers get taken by this very request.
      const before = await this.work.answered<IssuedCard>(caller);
      if (before) return before.result;
      if (error.code === 'adopt.unavailable') {
        await this.work.note(caller, { act: 'card.issue', reason: error.code, subject: null, outcome: 'refused' });
      }
      throw error;
    }
  }

  /** A drawn number, code or token can exist already, however rarely: then all is drawn again. */
  private drawn(caller: Caller, order: CardOrder, validThrough: string): Promise<IssuedCard> {
    return redrawn(order.adopt !== undefined, async () => {
      const enrolment = this.enrolments.draw(await this.enrolments.offers(), order.services, order.adopt ?? {}, validThrough);
      const { issued, rows, subject } = await this.drawing.draw(order.category, validThrough, enrolment);
      const audit = { act: 'card.issue', reason: null, subject, outcome: 'done' as const };
      return this.work.add(caller, { rows, audit, result: issued });
    });
  }

  private validThrough({ category, validThrough }: CardOrder): string {
    const today = this.clock.today();
    if (validThrough === undefined) return validThroughFor(category, today);
    if (!validThroughAllowed(validThrough, category, today)) throw validThroughNotAllowed({ at: '/validThrough' });
    return validThrough;
  }
}

/**
 * Draws until nothing drawn exists already.
 * @param adopts whether an identifier comes from outside: a token that is taken twice in a row is that one.
 * @throws DomainError `adopt.unavailable`.
 */
export async function redrawn<T>(adopts: boolean, attempt: () => Promise<T>): Promise<T> {
  for (let draw = 1; ; draw += 1) {
    try {
      return await attempt();
    } catch (error) {
      const violated = violatedUnique(error);
      if (violated === null || draw >= DRAWS) throw error;
      if (violated === 'link_token_live' && adopts && draw > 1) throw adoptUnavailable();
    }
  }
}

/** @throws DomainError `adopt.without_service` for an identifier of a service that the card does not open. */
export function refuseStrayAdoption(services: readonly Service[], adopt: Adoption = {}): void {
  for (const service of ['library', 'transit'] as const) {
    if (adopt[service] !== undefined && !services.includes(service)) {
      throw adoptWithoutService({ at: `/adopt/${service}` });
    }
  }
}
