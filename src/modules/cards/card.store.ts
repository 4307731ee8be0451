import { type Statement } from '../../kernel/database/index.js';
import { type CodeKind } from './domain/card-code.js';
import { type CardState } from './domain/card-states.js';
import { type Category } from './domain/validity.js';

export interface NewCardRow {
  readonly id: string;
  readonly numberIndex: Buffer;
  readonly codeIndex: Buffer;
  readonly slipIndex: Buffer;
  readonly keyVersion: number;
  readonly category: Category;
  readonly validThrough: string;
  readonly keyForCode: Buffer;
  readonly keyForSlip: Buffer;
  readonly sealedLinks: Buffer;
}

export function insertCard(card: NewCardRow): Statement {
  return {
    name: 'card-insert',
    text: `INSERT INTO cards.card (id, number_index, code_index, slip_index, key_version, category, state, valid_through,
             key_for_code, key_for_slip, sealed_links, version)
           VALUES ($1, $2, $3, $4, $5, $6, 'issued', $7, $8, $9, $10, 1)`,
    values: [
      card.id,
      card.numberIndex,
      card.codeIndex,
      card.slipIndex,
      card.keyVersion,
      card.category,
      card.validThrough,
      card.keyForCode,
      card.keyForSlip,
      card.sealedLinks,
    ],
  };
}

export interface CardRow {
  readonly id: string;
  readonly category: Category;
  readonly state: CardState;
  readonly valid_through: string;
  readonly wrapped_key: Buffer;
  readonly sealed_links: Buffer | null;
}

/** The card that a code or slip belongs to; locked when it is going to change. */
export function selectCard(kind: CodeKind, indexes: readonly Buffer[], forChange: boolean): Statement {
  const [index, wrapped] = kind === 'card' ? ['code_index', 'key_for_code'] : ['slip_index', 'key_for_slip'];
  return {
    name: `card-by-${kind}${forChange ? '-locked' : ''}`,
    text: `SELECT id, category, state, valid_through, ${wrapped} AS wrapped_key, sealed_links FROM cards.card
           WHERE ${index} = ANY($1)${forChange ? ' FOR UPDATE' : ''}`,
    values: [indexes],
  };
}

/** Moves a card; a terminal state erases its set of links. */
export function moveCard(id: string, state: CardState, terminal: boolean): Statement {
  return {
    name: 'card-move',
    text: `UPDATE cards.card SET state = $2, sealed_links = CASE WHEN $3 THEN NULL ELSE sealed_links END, version = version + 1
           WHERE id = $1`,
    values: [id, state, terminal],
  };
}

/** State and last month of a card by its number, for checking it; nothing else. */
export function selectByNumber(indexes: readonly Buffer[]): Statement {
  return {
    name: 'card-by-number',
    text: 'SELECT state, valid_through FROM cards.card WHERE number_index = ANY($1)',
    values: [indexes],
  };
}

/** A card opens other services from now on. */
export function resealLinks(id: string, sealedLinks: Buffer): Statement {
  return {
    name: 'card-reseal',
    text: 'UPDATE cards.card SET sealed_links = $2, version = version + 1 WHERE id = $1',
    values: [id, sealedLinks],
  };
}

/** The old slip opens nothing any more. */
export function changeSlip(id: string, slipIndex: Buffer, keyForSlip: Buffer): Statement {
  return {
    name: 'card-change-slip',
    text: 'UPDATE cards.card SET slip_index = $2, key_for_slip = $3, version = version + 1 WHERE id = $1',
    values: [id, slipIndex, keyForSlip],
  };
}
