const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/** What stands before the rows of a binary COPY, and after them (PostgreSQL, COPY, "Binary Format"). */
export const COPY_HEAD = Buffer.concat([SIGNATURE, Buffer.alloc(8)]);
export const COPY_END = Buffer.from([0xff, 0xff]);

const LONGEST_FIELD = 128;

/** Rows in the binary form of COPY, written one behind the other into memory of their own. */
export class CopyRows {
  private buffer: Buffer;
  private at = 0;

  /** @param expected bytes; more are found when they are needed. */
  constructor(expected: number) {
    this.buffer = Buffer.allocUnsafeSlow(Math.max(expected, LONGEST_FIELD));
  }

  begin(fields: number): this {
    this.room();
    this.at = this.buffer.writeInt16BE(fields, this.at);
    return this;
  }

  /** A whole number of eight bytes, made of its upper and lower half. */
  long(upper: number, lower: number): this {
    this.length(8);
    this.buffer.writeUInt32BE(upper, this.at);
    this.at = this.buffer.writeUInt32BE(lower, this.at + 4);
    return this;
  }

  short(value: number): this {
    this.length(2);
    this.at = this.buffer.writeInt16BE(value, this.at);
    return this;
  }

  /** One byte a character. */
  bytes(value: string): this {
    this.length(value.length);
    this.at += this.buffer.write(value, this.at, value.length, 'latin1');
    return this;
  }

  empty(): this {
    return this.length(-1);
  }

  /** All rows written, in memory that nobody else uses. */
  whole(): Uint8Array {
    return this.buffer.subarray(0, this.at);
  }

  private length(value: number): this {
    this.room();
    this.at = this.buffer.writeInt32BE(value, this.at);
    return this;
  }

  private room(): void {
    if (this.at + LONGEST_FIELD <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * this.buffer.length);
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}
