import { Injectable } from '@nestjs/common';
import { definePurpose, Keyring, KeyringProblem } from '../../kernel/keyring/index.js';
import { type FeedPlace } from '../links/index.js';
import { cursorInvalid } from './partner-api.errors.js';

const CURSOR = definePurpose('partner-api.cursor');

const PLACE_BYTES = 20;
const ID_BYTES = 16;

/** Where a walk through the full list is. */
export interface ListPlace {
  /** The feed as it was before the first page was read. */
  readonly changesFrom: FeedPlace;
  /** The id to go on after. */
  readonly after: string;
}

/**
 * Places in lists as a partner carries them: sealed for that partner and that list, so that they tell nothing, cannot be
 * altered, and open nowhere else. The same place looks different each time.
 */
@Injectable()
export class Cursors {
  constructor(private readonly keyring: Keyring) {}

  ofFeed(partnerId: string, place: FeedPlace): string {
    return this.sealed(placeBytes(place), `changes ${partnerId}`);
  }

  /** @throws DomainError `feed.cursor_invalid`. */
  feedPlace(partnerId: string, cursor: string): FeedPlace {
    return placeIn(this.opened(cursor, `changes ${partnerId}`, PLACE_BYTES));
  }

  ofList(partnerId: string, { changesFrom, after }: ListPlace): string {
    const plain = Buffer.concat([placeBytes(changesFrom), Buffer.from(after.replaceAll('-', ''), 'hex')]);
    return this.sealed(plain, `tokens ${partnerId}`);
  }

  /** @throws DomainError `feed.cursor_invalid`. */
  listPlace(partnerId: string, cursor: string): ListPlace {
    const plain = this.opened(cursor, `tokens ${partnerId}`, PLACE_BYTES + ID_BYTES);
    const after = plain.toString('hex', PLACE_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    return { changesFrom: placeIn(plain), after };
  }

  private sealed(plain: Buffer, context: string): string {
    return this.keyring.seal(CURSOR, plain, context).toString('base64url');
  }

  private opened(cursor: string, context: string, bytes: number): Buffer {
    const sealed = Buffer.from(cursor, 'base64url');
    // One cursor, one spelling.
    if (sealed.toString('base64url') !== cursor) throw cursorInvalid({ at: '/after' });
    try {
      const plain = this.keyring.open(CURSOR, sealed, context);
      if (plain.length === bytes) return plain;
    } catch (error) {
      if (!(error instanceof KeyringProblem)) throw error;
    }
    throw cursorInvalid({ at: '/after' });
  }
}

function placeBytes({ position, mark }: FeedPlace): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(position));
  return Buffer.concat([bytes, mark]);
}

function placeIn(bytes: Buffer): FeedPlace {
  return { position: Number(bytes.readBigUInt64BE()), mark: bytes.subarray(8, PLACE_BYTES) };
}
