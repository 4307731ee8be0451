import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
const LONGEST_VALUE_BYTES = 128;

/**
 * HMAC-SHA-256 of many short texts under one key, by its definition (RFC 2104) over the platform's SHA-256. Node makes an
 * object with a life of its own for each HMAC, which costs as much again as the hashing; here a value is two plain hashes.
 * The result is the same, byte for byte.
 */
export class KeyedIndex {
  private readonly inner: Buffer;
  private readonly outer: Buffer;

  /** @param key at most 64 bytes, as all keys of the keyring are. */
  constructor(key: Uint8Array) {
    if (key.length > BLOCK_BYTES) throw new RangeError('a key is at most one block long');
    this.inner = padded(key, INNER_PAD, LONGEST_VALUE_BYTES);
    this.outer = padded(key, OUTER_PAD, DIGEST_BYTES);
  }

  /** @param value one byte a character. @returns the index as text of one byte a character. */
  of(value: string): string {
    if (value.length > LONGEST_VALUE_BYTES) throw new RangeError('a value is too long to be indexed');
    const length = this.inner.write(value, BLOCK_BYTES, 'latin1');
    this.outer.write(hash('sha256', this.inner.subarray(0, BLOCK_BYTES + length), 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.outer, 'binary');
  }
}

function padded(key: Uint8Array, pad: number, room: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES + room, pad);
  key.forEach((byte, at) => (block[at] = byte ^ pad));
  return block;
}
