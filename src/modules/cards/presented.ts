import { type Statement } from '../../kernel/database/index.js';
import { invalidRequest } from '../../kernel/errors/index.js';
import { type CardKeys } from './card-keys.js';
import { type CardRow, selectCard } from './card.store.js';
import { cardNotFound } from './cards.errors.js';
import { type CodeKind, parseCode } from './domain/card-code.js';
import { type CardState } from './domain/card-states.js';
import { type Category } from './domain/validity.js';

/** What the holder shows: the code in the card's barcode, or the one on the slip. Exactly one of them. */
export interface Presented {
  readonly cardCode?: string;
  readonly slipCode?: string;
}

/** A card that was opened by its own secret. */
export interface OpenCard {
  readonly id: string;
  readonly category: Category;
  readonly state: CardState;
  readonly validThrough: string;
  /** Empty for a terminal card: its set is erased. */
  readonly linkIds: readonly string[];
  /** Seals the set of links. Never leaves the process. */
  readonly cardKey: Buffer;
  /** What the audit calls the card. */
  readonly subject: Buffer;
}

/** Runs a statement, inside a transaction or outside of one. */
export type Query = <Row>(statement: Statement) => Promise<Row[]>;

/**
 * Finds and opens the card that was presented.
 * @throws DomainError `card.not_found`, the same for a mistyped code and for one that no card has.
 */
export async function openCard(query: Query, keys: CardKeys, presented: Presented, forChange: boolean): Promise<OpenCard> {
  const { kind, typed } = onlyOne(presented);
  const secret = parseCode(kind, typed);
  if (!secret) throw cardNotFound();
  const [row] = await query<CardRow>(selectCard(kind, keys.codeIndexes(kind, secret), forChange));
  if (!row) throw cardNotFound();
  const cardKey = keys.unwrap(row.id, kind, secret, row.wrapped_key);
  return {
    id: row.id,
    category: row.category,
    state: row.state,
    validThrough: row.valid_through,
    linkIds: row.sealed_links ? keys.openLinks(row.id, cardKey, row.sealed_links) : [],
    cardKey,
    subject: keys.subject(cardKey),
  };
}

function onlyOne({ cardCode, slipCode }: Presented): { kind: CodeKind; typed: string } {
  if (cardCode !== undefined && slipCode === undefined) return { kind: 'card', typed: cardCode };
  if (slipCode !== undefined && cardCode === undefined) return { kind: 'slip', typed: slipCode };
  throw invalidRequest({ at: '/presented', allowed: ['cardCode', 'slipCode'] });
}
