import { csvLine, LONGEST_LINE_BYTES, type ReadLine, STRICTNESS } from './partner-list.js';

const COMMA = 0x2c;
const HYPHEN = 0x2d;
const [ZERO, ONE, TWO, NINE] = [0x30, 0x31, 0x32, 0x39];
const LONGEST_TOKEN = 64;
const MONTH_LENGTH = 7;

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const IN_TOKENS = new Uint8Array(256);
for (const byte of bytesOf('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-')) IN_TOKENS[byte] = 1;

const STATES = Object.entries(STRICTNESS).map(([name, strictness]) => ({ name: bytesOf(name), strictness }));
const NEVER = bytesOf('never');

/**
 * Where the fields of a line lie, found without making a text of it: of a million lines all but a few are
 * `token,state,validThrough` with nothing around it. Every other form is read by `ReadLine` and written in this one.
 */
export class PlainLine {
  /** The bytes in which the fields below lie. */
  bytes: Uint8Array = new Uint8Array(0);
  tokenFrom = 0;
  tokenEnd = 0;
  /** As in `STRICTNESS`. */
  strictness = 0;
  monthFrom = 0;
  /** The same as `monthFrom` where there is no month. */
  monthEnd = 0;

  /** @returns whether the line is in the plain form: exactly a line that `csvLine` writes, or one without the last comma. */
  find(bytes: Uint8Array, from: number, end: number): boolean {
    this.bytes = bytes;
    this.tokenFrom = from;
    let at = from;
    while (at < end && IN_TOKENS[bytes[at] ?? 0] === 1) at += 1;
    if (at === from || at - from > LONGEST_TOKEN || bytes[at] !== COMMA) return false;
    this.tokenEnd = at;
    at += 1;
    for (const { name, strictness } of STATES) {
      const after = at + name.length;
      if (after > end || (after < end && bytes[after] !== COMMA) || !stands(name, bytes, at)) continue;
      this.strictness = strictness;
      this.monthFrom = Math.min(after + 1, end);
      this.monthEnd = end;
      return this.monthFrom === end || isMonth(bytes, this.monthFrom, end);
    }
    return false;
  }

  /**
   * The same for a line of any form.
   * @param csv whether the list is one of CSV: in another, the plain form is nothing that can be read.
   * @returns whether it is readable.
   */
  read(bytes: Uint8Array, from: number, end: number, readOther: ReadLine, csv: boolean): boolean {
    if (end - from > LONGEST_LINE_BYTES) return false;
    if (csv && this.find(bytes, from, end)) return true;
    const record = readOther(String.fromCharCode(...bytes.subarray(from, end)));
    if (!record) return false;
    const plain = bytesOf(csvLine(record));
    return this.find(plain, 0, plain.length);
  }
}

function isMonth(bytes: Uint8Array, from: number, end: number): boolean {
  if (end - from === NEVER.length) return stands(NEVER, bytes, from);
  if (end - from !== MONTH_LENGTH || bytes[from + 4] !== HYPHEN) return false;
  for (let at = from; at < end; at += 1) if (at !== from + 4 && !isDigit(bytes[at] ?? 0)) return false;
  const [ten, one] = [bytes[from + 5] ?? 0, bytes[from + 6] ?? 0];
  return ten === ZERO ? one > ZERO : ten === ONE && one <= TWO;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function stands(text: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let place = 0; place < text.length; place += 1) if (bytes[from + place] !== text[place]) return false;
  return true;
}
