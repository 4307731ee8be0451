import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { Database, UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { DomainError } from '../../kernel/errors/index.js';
import { systemRandomness } from '../../kernel/randomness/randomness.js';
import { type Adoption, adoptUnavailable, type Enrolment, EnrolmentService, type PrintedService, type Service } from '../links/index.js';
import { CardKeys } from './card-keys.js';
import { insertCard, selectByNumber } from './card.store.js';
import { adoptWithoutService, validThroughNotAllowed } from './cards.errors.js';
import { formatCode } from './domain/card-code.js';
import { drawCardNumber } from './domain/card-number.js';
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

/** Shown once, to be printed; never to be had again. */
export interface IssuedCard {
  readonly cardNumber: string;
  readonly cardCode: string;
  readonly slipCode: string;
  readonly category: Category;
  readonly validThrough: string;
  readonly services: readonly PrintedService[];
}

/** Draws a card and its links, and writes them in one statement. */
@Injectable()
export class IssuanceService {
  private readonly keys: CardKeys;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly enrolments: EnrolmentService,
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.keys = new CardKeys(keyring);
  }

  /**
   * Issues a card.
   * @throws DomainError `card.valid_through_not_allowed`, `adopt.without_service`, `adopt.required`,
   *   `adopt.unavailable` (which is audited, without the number) or `partner.not_configured`.
   */
  async issue(caller: Caller, order: CardOrder): Promise<IssuedCard> {
    try {
      const validThrough = this.validThrough(order);
      refuseStrayAdoption(order);
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
  private async drawn(caller: Caller, order: CardOrder, validThrough: string): Promise<IssuedCard> {
    for (let draw = 1; ; draw += 1) {
      const enrolment = await this.enrolments.draw(order.services, order.adopt ?? {}, validThrough);
      try {
        return await this.write(caller, order.category, validThrough, enrolment);
      } catch (error) {
        const violated = violatedUnique(error);
        if (violated === null || draw >= DRAWS) throw error;
        if (violated === 'link_token_live' && enrolment.adopts && draw > 1) throw adoptUnavailable();
      }
    }
  }

  private async write(caller: Caller, category: Category, validThrough: string, enrolment: Enrolment): Promise<IssuedCard> {
    const id = randomUUID();
    const cardNumber = await this.freeNumber();
    const code = systemRandomness.bytes(16);
    const slip = systemRandomness.bytes(16);
    const cardKey = this.keys.draw();
    const codeIndex = this.keys.codeIndex('card', code);
    const row = insertCard({
      id,
      numberIndex: this.keys.numberIndex(cardNumber),
      codeIndex: codeIndex.index,
      slipIndex: this.keys.codeIndex('slip', slip).index,
      keyVersion: codeIndex.version,
      category,
      validThrough,
      keyForCode: this.keys.wrap(id, 'card', code, cardKey),
      keyForSlip: this.keys.wrap(id, 'slip', slip, cardKey),
      sealedLinks: this.keys.sealLinks(id, cardKey, enrolment.linkIds),
    });
    return this.work.add(caller, {
      rows: [row, enrolment.rows],
      audit: { act: 'card.issue', reason: null, subject: this.keys.subject(cardKey), outcome: 'done' },
      result: {
        cardNumber,
        cardCode: formatCode('card', code),
        slipCode: formatCode('slip', slip),
        category,
        validThrough,
        services: enrolment.services,
      },
    });
  }

  /** The unique index guards the newest key version only; numbers under older ones are looked up first. */
  private async freeNumber(): Promise<string> {
    for (;;) {
      const cardNumber = drawCardNumber(this.config.cardPrefix, systemRandomness);
      const older = this.keys.numberIndexes(cardNumber).slice(1);
      if (older.length === 0 || (await this.database.query(selectByNumber(older))).length === 0) return cardNumber;
    }
  }

  private validThrough({ category, validThrough }: CardOrder): string {
    const today = this.clock.today();
    if (validThrough === undefined) return validThroughFor(category, today);
    if (!validThroughAllowed(validThrough, category, today)) throw validThroughNotAllowed({ at: '/validThrough' });
    return validThrough;
  }
}

function refuseStrayAdoption({ services, adopt = {} }: CardOrder): void {
  for (const service of ['library', 'transit'] as const) {
    if (adopt[service] !== undefined && !services.includes(service)) {
      throw adoptWithoutService({ at: `/adopt/${service}` });
    }
  }
}
