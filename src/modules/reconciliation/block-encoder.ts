import { openWith, sealWith } from '../../kernel/keyring/keyring.js';
import { CopyRows } from './copy-rows.js';
import { eachLine } from './domain/line-blocks.js';
import { type ListFormat, lineReader, LONGEST_LINE_BYTES, type ReadLine, STRICTNESS } from './domain/partner-list.js';
import { KeyedIndex } from './keyed-index.js';
import { SeenBefore } from './seen-before.js';
import { PLACES_IN_CHUNK, REPEATED_MARK, writeOlder, writeStaged } from './staged-row.js';

/** What an encoder needs to know. It is handed to threads, so it holds nothing but plain values. */
export interface EncoderSetup {
  readonly format: ListFormat;
  /** Keys of the service's token index, newest first. */
  readonly indexKeys: readonly Uint8Array[];
  /** A key that lives as long as the run, in memory only. */
  readonly sealKey: Uint8Array;
  /** Which tokens came before, over all threads. */
  readonly seen: SharedArrayBuffer;
  /** Halves of the index space, 1 or 2. */
  readonly lanes: number;
}

/** One block of lines, ready for the staging tables. */
export interface EncodedBlock {
  readonly chunk: number;
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
const ROWS_PER_LINES = 3;

/** Turns lines into rows: reads them strictly, and puts the keyed index in the place of each token. */
export class BlockEncoder {
  private readonly read: ReadLine;
  private readonly seen: SeenBefore;
  private readonly indexes: readonly KeyedIndex[];

  constructor(private readonly setup: EncoderSetup) {
    this.read = lineReader(setup.format);
    this.seen = new SeenBefore(setup.seen);
    this.indexes = setup.indexKeys.map((key) => new KeyedIndex(key));
  }

  encode(chunk: number, block: Uint8Array): EncodedBlock {
    const { lanes, sealKey } = this.setup;
    const [newest, ...others] = this.indexes as [KeyedIndex, ...KeyedIndex[]];
    const rows = Array.from({ length: lanes }, () => new CopyRows(Math.ceil((ROWS_PER_LINES * block.length) / lanes)));
    const older = new CopyRows(0);
    const tokens: string[] = [];
    let unreadable = 0;
    let marked = 0;
    eachLine(Buffer.from(block.buffer, block.byteOffset, block.length).toString('latin1'), (line) => {
      const record = line.length > LONGEST_LINE_BYTES ? null : this.read(line);
      if (!record) return void (unreadable += 1);
      const place = chunk * PLACES_IN_CHUNK + tokens.length;
      tokens.push(record.token);
      const index = newest.of(record.token);
      const lane = rows[lanes === 1 ? 0 : index.charCodeAt(0) >> 7] as CopyRows;
      const again = this.seen.note(index);
      if (again) marked += 1;
      writeStaged(lane, place, index, STRICTNESS[record.state] + (again ? REPEATED_MARK : 0), record.validThrough);
      for (const other of others) writeOlder(older, place, other.of(record.token));
    });
    return {
      chunk,
      lanes: rows.map((one) => one.whole()),
      marked,
      older: older.whole(),
      tokens: sealWith(sealKey, Buffer.from(tokens.join('\n'), 'latin1'), contextOf(chunk)),
      readable: tokens.length,
      unreadable,
    };
  }
}

/** The tokens of a block, in the order of their lines. */
export function openTokens(sealKey: Uint8Array, chunk: number, sealed: Uint8Array): string[] {
  return openWith(sealKey, sealed, contextOf(chunk)).toString('latin1').split('\n');
}

function contextOf(chunk: number): string {
  return `chunk ${chunk}`;
}
