import { openWith, sealWith } from '../../kernel/keyring/keyring.js';
import { CopyRows } from './copy-rows.js';
import { eachLine } from './domain/line-blocks.js';
import { type ListFormat, lineReader, type ReadLine } from './domain/partner-list.js';
import { PlainLine } from './domain/plain-line.js';
import { KeyedIndex } from './keyed-index.js';
import { SeenBefore } from './seen-before.js';
import { PLACES_IN_CHUNK, writeOlder, writeStaged } from './staged-row.js';
import { TokenBlock } from './token-block.js';

/** What an encoder needs to know. It is handed to threads, so it holds nothing but plain values. */
export interface EncoderSetup {
  readonly format: ListFormat;
  /** Keys of the service's token index, newest first. */
  readonly indexKeys: readonly Uint8Array[];
  /** A key that lives as long as the run, in memory only. */
  readonly sealKey: Uint8Array;
  /** Which tokens came before, over all threads. */
  readonly seen: SharedArrayBuffer;
}

/** A block of whole lines to be encoded. */
export interface BlockOrder {
  readonly chunk: number;
  readonly block: Uint8Array;
  /** Memory for the rows, one for each half of the index space, or one for all of it. */
  readonly rows: readonly Uint8Array[];
}

/** One block of lines, ready for the staging tables. */
export interface EncodedBlock {
  readonly chunk: number;
  /** The lines, which are not needed any more. */
  readonly block: Uint8Array;
  /** Rows of `staged` for each lane: place of the line, token index, state, valid through. */
  readonly lanes: readonly Uint8Array[];
  /** How many of them are marked, because their tokens may have come before. */
  readonly marked: number;
  /** Rows of `older`: place of the line, token index under an older key. Empty while there is one key. */
  readonly older: Uint8Array;
  /** The tokens in the order of their lines, sealed under the run's key. */
  readonly tokens: Uint8Array;
  readonly readable: number;
  readonly unreadable: number;
}

/** Bytes of rows for a byte of lines: a token of 16 characters makes 2.6. Shorter ones make more, and find room when they need it. */
export const ROWS_PER_LINES = 3;

const LINE_FEED = 0x0a;

/** Turns lines into rows: reads them strictly, and puts the keyed index in the place of each token. */
export class BlockEncoder {
  private readonly readOther: ReadLine;
  private readonly seen: SeenBefore;
  private readonly newest: KeyedIndex;
  private readonly others: readonly KeyedIndex[];
  private readonly line = new PlainLine();
  private tokens = new Uint8Array(0);

  constructor(private readonly setup: EncoderSetup) {
    this.readOther = lineReader(setup.format);
    this.seen = new SeenBefore(setup.seen);
    const [newest, ...others] = setup.indexKeys.map((key) => new KeyedIndex(key));
    this.newest = newest as KeyedIndex;
    this.others = others;
  }

  encode({ chunk, block, rows }: BlockOrder): EncodedBlock {
    const lanes = rows.map((memory) => new CopyRows(memory));
    const older = new CopyRows(new Uint8Array(0));
    const { line } = this;
    // A token is never longer than its line.
    if (this.tokens.length < block.length) this.tokens = new Uint8Array(block.length);
    const { tokens } = this;
    let [at, readable, unreadable, marked] = [0, 0, 0, 0];
    eachLine(block, (from, end) => {
      if (!line.read(block, from, end, this.readOther)) return void (unreadable += 1);
      const place = chunk * PLACES_IN_CHUNK + readable;
      readable += 1;
      const index = this.newest.ofBytes(line.bytes, line.tokenFrom, line.tokenEnd);
      const again = this.seen.note(index);
      if (again) marked += 1;
      writeStaged(lanes[lanes.length === 1 ? 0 : index.charCodeAt(0) >> 7] as CopyRows, place, index, again, line);
      for (const other of this.others) writeOlder(older, place, other.ofBytes(line.bytes, line.tokenFrom, line.tokenEnd));
      for (let byte = line.tokenFrom; byte < line.tokenEnd; byte += 1) tokens[at++] = line.bytes[byte] as number;
      tokens[at++] = LINE_FEED;
    });
    const sealed = sealWith(this.setup.sealKey, tokens.subarray(0, at), contextOf(chunk));
    return { chunk, block, lanes: lanes.map((one) => one.whole()), marked, older: older.whole(), tokens: sealed, readable, unreadable };
  }
}

/** The tokens of a block, in the order of their lines. */
export function openTokens(sealKey: Uint8Array, chunk: number, sealed: Uint8Array): TokenBlock {
  return new TokenBlock(openWith(sealKey, sealed, contextOf(chunk)));
}

function contextOf(chunk: number): string {
  return `chunk ${chunk}`;
}
