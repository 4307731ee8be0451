const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/** What stands before the rows of a binary COPY, and after them (PostgreSQL, COPY, "Binary Format"). */
export const COPY_HEAD = Buffer.concat([SIGNATURE, Buffer.alloc(8)]);
export const COPY_END = Buffer.from([0xff, 0xff]);

const LONGEST_ROW = 128;
/** The length of a field that is null. */
const NULL_LENGTH = 0xff;

/**
 * Rows in the binary form of COPY, written one behind the other. Bytes are set one by one: of a million rows, each call
 * into Node for a number would cost more than all of that.
 */
export class CopyRows {
  private memory: Uint8Array;
  private at = 0;

  /** @param memory where to write; more is found when it is needed. */
  constructor(memory: Uint8Array) {
    this.memory = memory;
  }

  /** @param fields how many follow. But for a blob, a row has at most 128 bytes. */
  begin(fields: number): this {
    if (this.at + LONGEST_ROW > this.memory.length) this.grow();
    return this.byte(0).byte(fields);
  }

  /** A whole number of eight bytes. */
  long(value: number): this {
    return this.length(8).four(Math.floor(value / 2 ** 32)).four(value % 2 ** 32);
  }

  /** A whole number of two bytes. */
  short(value: number): this {
    return this.length(2).byte(value >>> 8).byte(value);
  }

  /** One byte a character. */
  text(value: string): this {
    this.length(value.length);
    for (let place = 0; place < value.length; place += 1) this.memory[this.at + place] = value.charCodeAt(place);
    this.at += value.length;
    return this;
  }

  /** Bytes that lie between others. */
  bytes(bytes: Uint8Array, from: number, end: number): this {
    this.length(end - from);
    for (let place = from; place < end; place += 1) this.byte(bytes[place] as number);
    return this;
  }

  /** Bytes of any length, in a row that may be as much longer. */
  blob(bytes: Uint8Array): this {
    while (this.at + bytes.length + LONGEST_ROW > this.memory.length) this.grow();
    this.four(bytes.length);
    this.memory.set(bytes, this.at);
    this.at += bytes.length;
    return this;
  }

  empty(): this {
    return this.byte(NULL_LENGTH).byte(NULL_LENGTH).byte(NULL_LENGTH).byte(NULL_LENGTH);
  }

  /** All rows written. */
  whole(): Uint8Array {
    return this.memory.subarray(0, this.at);
  }

  /** Of a field: always less than a row. */
  private length(value: number): this {
    return this.byte(0).byte(0).byte(0).byte(value);
  }

  private four(value: number): this {
    return this.byte(value >>> 24).byte(value >>> 16).byte(value >>> 8).byte(value);
  }

  /** The lowest eight bits. */
  private byte(value: number): this {
    this.memory[this.at] = value;
    this.at += 1;
    return this;
  }

  private grow(): void {
    const larger = new Uint8Array(2 * this.memory.length + LONGEST_ROW);
    larger.set(this.memory.subarray(0, this.at));
    this.memory = larger;
  }
}
