import { openWith, sealWith } from '../../kernel/keyring/keyring.js';
import { CopyRows } from './copy-rows.js';
import { eachLine } from './domain/line-blocks.js';
import { type ListFormat, lineReader, type ReadLine } from './domain/partner-list.js';
import { PlainLine } from './domain/plain-line.js';
import { KeyedIndex } from './keyed-index.js';
import { SeenBefore } from './seen-before.js';
import { placeOf, PLACES_IN_SLICE, sliceOf, writeOlder, writeSlice, writeStaged } from './staged-row.js';
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
  /** Memory for the rows of tokens. */
  readonly tokens: Uint8Array;
}

/** One block of lines, ready for the staging tables. */
export interface EncodedBlock {
  readonly chunk: number;
  /** The lines, which are not needed any more. */
  readonly block: Uint8Array;
  /** Rows of `staged` for each lane: place of the line, token index, state, valid through. */
  readonly lanes: readonly Uint8Array[];
  /** The same of `marked`: lines whose tokens may have come before. They are in no other lane. */
  readonly marked: readonly Uint8Array[];
  /** Rows of `older`: place of the line, token index under an older key. Empty while there is one key. */
  readonly older: Uint8Array;
  /** Rows of `slice`: some tokens in the order of their lines, sealed under the run's key. */
  readonly tokens: Uint8Array;
  readonly readable: number;
  readonly unreadable: number;
}

/** Bytes of rows for a byte of lines: a token of 16 characters makes 2.6. Shorter ones make more, and find room when they need it. */
export const ROWS_PER_LINES = 3;

/** Bytes of sealed tokens for a byte of lines: never more, but for lines without much beside their tokens. */
export const TOKENS_PER_LINES = 1;

const LINE_FEED = 0x0a;
const LONGEST_TOKEN = 64;

/** Turns lines into rows: reads them strictly, and puts the keyed index in the place of each token. */
export class BlockEncoder {
  private readonly readOther: ReadLine;
  private readonly csv: boolean;
  private readonly seen: SeenBefore;
  private readonly newest: KeyedIndex;
  private readonly others: readonly KeyedIndex[];
  private readonly line = new PlainLine();
  private readonly slice = new Uint8Array(PLACES_IN_SLICE * (LONGEST_TOKEN + 1));

  constructor(private readonly setup: EncoderSetup) {
    this.readOther = lineReader(setup.format);
    this.csv = setup.format === 'csv';
    this.seen = new SeenBefore(setup.seen);
    const [newest, ...others] = setup.indexKeys.map((key) => new KeyedIndex(key));
    this.newest = newest as KeyedIndex;
    this.others = others;
  }

  encode({ chunk, block, rows, tokens: tokenMemory }: BlockOrder): EncodedBlock {
    const lanes = rows.map((memory) => new CopyRows(memory));
    const marked = rows.map(() => new CopyRows(NO_MEMORY));
    const older = new CopyRows(NO_MEMORY);
    const tokens = new CopyRows(tokenMemory);
    const { line, slice } = this;
    let [at, readable, unreadable] = [0, 0, 0];
    const sealSlice = () => {
      const number = sliceOf(placeOf(chunk, readable - 1));
      writeSlice(tokens, number, sealWith(this.setup.sealKey, slice.subarray(0, at), contextOf(number)));
      at = 0;
    };
    eachLine(block, (from, end) => {
      if (!line.read(block, from, end, this.readOther, this.csv)) return void (unreadable += 1);
      const place = placeOf(chunk, readable);
      readable += 1;
      const index = this.newest.ofBytes(line.bytes, line.tokenFrom, line.tokenEnd);
      const into = this.seen.note(index) ? marked : lanes;
      writeStaged(into[into.length === 1 ? 0 : index.charCodeAt(0) >> 7] as CopyRows, place, index, line);
      for (const other of this.others) writeOlder(older, place, other.ofBytes(line.bytes, line.tokenFrom, line.tokenEnd));
      for (let byte = line.tokenFrom; byte < line.tokenEnd; byte += 1) slice[at++] = line.bytes[byte] as number;
      slice[at++] = LINE_FEED;
      if (readable % PLACES_IN_SLICE === 0) sealSlice();
    });
    if (at > 0) sealSlice();
    const whole = (some: readonly CopyRows[]) => some.map((one) => one.whole());
    return { chunk, block, lanes: whole(lanes), marked: whole(marked), older: older.whole(), tokens: tokens.whole(), readable, unreadable };
  }
}

const NO_MEMORY = new Uint8Array(0);

/** The tokens of a slice, in the order of their lines. */
export function openSlice(sealKey: Uint8Array, number: number, sealed: Uint8Array): TokenBlock {
  return new TokenBlock(openWith(sealKey, sealed, contextOf(number)));
}

function contextOf(slice: number): string {
  return `slice ${slice}`;
}
