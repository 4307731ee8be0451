import { randomBytes } from 'node:crypto';
import { definePurpose, type Keyring, openWith, sealWith } from '../../kernel/keyring/index.js';
import { type CodeKind } from './domain/card-code.js';
import { decodeLinkSet, encodeLinkSet, LINK_SET_BYTES } from './domain/link-set.js';

const NUMBER_INDEX = definePurpose('cards.number-index');
const CODE_INDEX = definePurpose('cards.code-index');
const SLIP_INDEX = definePurpose('cards.slip-index');
const WRAP = definePurpose('cards.key-wrap');
const SUBJECT = definePurpose('audit.subject');

/** What a new card is made of: the secrets behind card code and slip code, and its key. */
export interface CardSecrets {
  readonly code: Buffer;
  readonly slip: Buffer;
  readonly cardKey: Buffer;
}

/**
 * What only the card or its slip opens. A card has a random 256-bit key; it is wrapped under a key that takes
 * both the secret in the holder's hand and one in the keyring, and it seals the set of the card's links.
 */
export class CardKeys {
  constructor(private readonly keyring: Keyring) {}

  /** A new card's secrets, from one question to the generator, which costs the same for many bytes as for few. */
  draw(): CardSecrets {
    const drawn = randomBytes(16 + 16 + 32);
    return { code: drawn.subarray(0, 16), slip: drawn.subarray(16, 32), cardKey: drawn.subarray(32) };
  }

  /** The newest key's first. */
  numberIndexes(cardNumber: string): Buffer[] {
    return this.keyring.indexes(NUMBER_INDEX, cardNumber);
  }

  codeIndex(kind: CodeKind, secret: Uint8Array) {
    return this.keyring.index(kind === 'card' ? CODE_INDEX : SLIP_INDEX, secret);
  }

  codeIndexes(kind: CodeKind, secret: Uint8Array): Buffer[] {
    return this.keyring.indexes(kind === 'card' ? CODE_INDEX : SLIP_INDEX, secret);
  }

  /** 1 byte key version, then the card key sealed. */
  wrap(cardId: string, kind: CodeKind, secret: Uint8Array, cardKey: Uint8Array): Buffer {
    const version = this.keyring.versions(WRAP)[0] ?? 1;
    const key = this.keyring.derive(WRAP, secret, wrapContext(cardId, kind), version);
    return Buffer.concat([Buffer.of(version), sealWith(key, cardKey, wrapContext(cardId, kind))]);
  }

  unwrap(cardId: string, kind: CodeKind, secret: Uint8Array, wrapped: Uint8Array): Buffer {
    const key = this.keyring.derive(WRAP, secret, wrapContext(cardId, kind), wrapped[0]);
    return openWith(key, wrapped.subarray(1), wrapContext(cardId, kind));
  }

  sealLinks(cardId: string, cardKey: Uint8Array, linkIds: readonly string[]): Buffer {
    return sealWith(cardKey, encodeLinkSet(linkIds, randomBytes(LINK_SET_BYTES)), `links ${cardId}`);
  }

  openLinks(cardId: string, cardKey: Uint8Array, sealed: Uint8Array): string[] {
    return decodeLinkSet(openWith(cardKey, sealed, `links ${cardId}`));
  }

  /** What the audit calls the card: only who presents it can compute it. */
  subject(cardKey: Uint8Array): Buffer {
    return this.keyring.index(SUBJECT, cardKey).index;
  }

  /** Also what it was called under older keys: entries of the audit are never written again. */
  subjects(cardKey: Uint8Array): Buffer[] {
    return this.keyring.indexes(SUBJECT, cardKey);
  }
}

function wrapContext(cardId: string, kind: CodeKind): string {
  return `card key ${cardId} ${kind}`;
}
