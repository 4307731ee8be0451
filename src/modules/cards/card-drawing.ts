import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { systemRandomness } from '../../kernel/randomness/randomness.js';
import { type Enrolment, type PrintedService } from '../links/index.js';
import { type Fee } from '../rules/index.js';
import { CardKeys } from './card-keys.js';
import { insertCard, selectByNumber } from './card.store.js';
import { formatCode } from './domain/card-code.js';
import { drawCardNumber } from './domain/card-number.js';
import { type Category } from './domain/validity.js';
import { type Query } from './presented.js';

/** Shown once, to be printed; never to be had again. */
export interface IssuedCard {
  readonly cardNumber: string;
  readonly cardCode: string;
  readonly slipCode: string;
  readonly category: Category;
  readonly validThrough: string;
  readonly services: readonly PrintedService[];
  /** What is to be paid; answered and kept nowhere. */
  readonly fee: Fee;
}

/** What is decided of a card before it is drawn. */
export interface CardPlan {
  readonly category: Category;
  readonly validThrough: string;
  readonly fee: Fee;
  /** First digits of its number. */
  readonly prefix: string;
}

/** A card that is drawn and not yet written. */
export interface DrawnCard {
  readonly issued: IssuedCard;
  readonly rows: readonly Statement[];
  /** What the audit calls the card. */
  readonly subject: Buffer;
}

interface FreeNumber {
  readonly cardNumber: string;
  /** Under the newest key. */
  readonly numberIndex: Buffer;
}

/** Draws number, codes and key of a new card, and seals the set of its links. */
@Injectable()
export class CardDrawing {
  private readonly keys: CardKeys;
  private readonly outside: Query = (statement) => this.database.query(statement);

  constructor(
    private readonly database: Database,
    keyring: Keyring,
  ) {
    this.keys = new CardKeys(keyring);
  }

  /** @param query runs a statement where the card is going to be written: inside a transaction, if there is one. */
  async draw(plan: CardPlan, enrolment: Enrolment, query = this.outside): Promise<DrawnCard> {
    const { category, validThrough, fee, prefix } = plan;
    const id = randomUUID();
    const { cardNumber, numberIndex } = await this.freeNumber(prefix, query);
    const { code, slip, cardKey } = this.keys.draw();
    const codeIndex = this.keys.codeIndex('card', code);
    const row = insertCard({
      id,
      numberIndex,
      codeIndex: codeIndex.index,
      slipIndex: this.keys.codeIndex('slip', slip).index,
      keyVersion: codeIndex.version,
      category,
      validThrough,
      keyForCode: this.keys.wrap(id, 'card', code, cardKey),
      keyForSlip: this.keys.wrap(id, 'slip', slip, cardKey),
      sealedLinks: this.keys.sealLinks(id, cardKey, enrolment.linkIds),
    });
    const cardCode = formatCode('card', code);
    const slipCode = formatCode('slip', slip);
    return {
      issued: { cardNumber, cardCode, slipCode, category, validThrough, services: enrolment.services, fee },
      rows: [row, enrolment.rows],
      subject: this.keys.subject(cardKey),
    };
  }

  /** The unique index guards the newest key version only; numbers under older ones are looked up first. */
  private async freeNumber(prefix: string, query: Query): Promise<FreeNumber> {
    for (;;) {
      const cardNumber = drawCardNumber(prefix, systemRandomness);
      const [newest, ...older] = this.keys.numberIndexes(cardNumber);
      if (older.length > 0 && (await query(selectByNumber(older))).length > 0) continue;
      return { cardNumber, numberIndex: newest as Buffer };
    }
  }
}
