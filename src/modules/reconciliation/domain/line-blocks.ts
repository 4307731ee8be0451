import { isHeading, type ListFormat, LONGEST_HEADING, LONGEST_LINE_BYTES } from './partner-list.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** What remains to be told when a list has come to its end. */
export interface ListEnd {
  /** The last whole lines, or null. */
  readonly block: Uint8Array | null;
  /** Lines that were too long to be looked at. They are in no block. */
  readonly overlong: number;
  /** The list did not end with the end of a line: it was cut off. */
  readonly truncated: boolean;
}

/**
 * Cuts a stream of bytes into blocks of whole lines of about one size, and takes the heading out. It holds no more than
 * one block and one line, whatever comes.
 */
export class LineBlocks {
  private readonly block: Uint8Array;
  private filled = 0;
  private overlong = 0;
  /** Inside a line that is too long, up to its end. */
  private skipping = false;
  private begun = false;

  /**
   * @param size bytes of a block; a line must fit into it.
   * @param memory finds at least so many bytes for a block that is handed out.
   */
  constructor(
    private readonly format: ListFormat,
    size: number,
    private readonly memory: (bytes: number) => Uint8Array = (bytes) => new Uint8Array(bytes),
  ) {
    this.block = new Uint8Array(Math.max(size, 2 * (LONGEST_LINE_BYTES + 2)));
  }

  /** @returns the blocks that this piece has filled, each in memory of its own. */
  take(piece: Uint8Array): Uint8Array[] {
    const blocks: Uint8Array[] = [];
    let at = 0;
    while (at < piece.length) {
      if (this.skipping) {
        const end = piece.indexOf(LINE_FEED, at);
        if (end < 0) break;
        this.skipping = false;
        at = end + 1;
        continue;
      }
      const length = Math.min(piece.length - at, this.block.length - this.filled);
      this.block.set(piece.subarray(at, at + length), this.filled);
      this.filled += length;
      at += length;
      if (this.filled === this.block.length) this.cut(blocks);
    }
    return blocks;
  }

  end(): ListEnd {
    const blocks: Uint8Array[] = [];
    this.cut(blocks);
    return { block: blocks[0] ?? null, overlong: this.overlong, truncated: this.filled > 0 || this.skipping };
  }

  /** Takes the whole lines out; the beginning of the next one stays. */
  private cut(blocks: Uint8Array[]): void {
    const held = this.block.subarray(0, this.filled);
    const end = held.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      const from = this.begun ? 0 : this.begin(held.subarray(0, end));
      this.begun = true;
      if (from < end) blocks.push(this.handedOut(held.subarray(from, end)));
      this.block.copyWithin(0, end, this.filled);
      this.filled -= end;
    }
    // A carriage return before the end of the line does not count.
    if (this.filled > LONGEST_LINE_BYTES + 1) {
      this.overlong += 1;
      this.skipping = true;
      this.begun = true;
      this.filled = 0;
    }
  }

  private handedOut(lines: Uint8Array): Uint8Array {
    const block = this.memory(lines.length).subarray(0, lines.length);
    block.set(lines);
    return block;
  }

  /** How many bytes stand before the first record: a byte order mark, and the heading of a CSV list. */
  private begin(lines: Uint8Array): number {
    const mark = BYTE_ORDER_MARK.every((byte, place) => lines[place] === byte) ? BYTE_ORDER_MARK.length : 0;
    if (this.format !== 'csv') return mark;
    const end = lines.indexOf(LINE_FEED);
    const last = lines[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    const first = String.fromCharCode(...lines.subarray(mark, Math.min(last, mark + LONGEST_HEADING + 1)));
    return isHeading(this.format, first) ? end + 1 : mark;
  }
}

/** Calls back for each line of a block with its place in it, without its end. */
export function eachLine(block: Uint8Array, take: (from: number, end: number) => void): void {
  for (let from = 0; from < block.length; ) {
    const end = block.indexOf(LINE_FEED, from);
    take(from, end > from && block[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
    from = end + 1;
  }
}
