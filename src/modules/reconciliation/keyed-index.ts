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
  /** The same memory, by the length of the value that is written into it: to cut it anew costs more than to look it up. */
  private readonly inners: readonly Buffer[];
  private readonly outer: Buffer;

  /** @param key at most 64 bytes, as all keys of the keyring are. */
  constructor(key: Uint8Array) {
    if (key.length > BLOCK_BYTES) throw new RangeError('a key is at most one block long');
    const inner = padded(key, INNER_PAD, LONGEST_VALUE_BYTES);
    this.inners = Array.from({ length: LONGEST_VALUE_BYTES + 1 }, (_, length) => inner.subarray(0, BLOCK_BYTES + length));
    this.outer = padded(key, OUTER_PAD, DIGEST_BYTES);
  }

  /** @param value one byte a character. @returns the index as text of one byte a character. */
  of(value: string): string {
    return this.ofBytes(Buffer.from(value, 'latin1'), 0, value.length);
  }

  /** The same for bytes that lie between others. */
  ofBytes(bytes: Uint8Array, from: number, end: number): string {
    const inner = this.inners[end - from];
    if (!inner) throw new RangeError('a value is too long to be indexed');
    for (let at = from, to = BLOCK_BYTES; at < end; at += 1, to += 1) inner[to] = bytes[at] as number;
    const digest = hash('sha256', inner, 'binary');
    for (let at = 0; at < DIGEST_BYTES; at += 1) this.outer[BLOCK_BYTES + at] = digest.charCodeAt(at);
    return hash('sha256', this.outer, 'binary');
  }
}

function padded(key: Uint8Array, pad: number, room: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES + room, pad);
  key.forEach((byte, at) => (block[at] = byte ^ pad));
  return block;
}
