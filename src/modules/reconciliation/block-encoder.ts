import { createHmac } from 'node:crypto';
import { openWith, sealWith } from '../../kernel/keyring/keyring.js';
import { CopyRows } from './copy-rows.js';
import { eachLine } from './domain/line-blocks.js';
import { type ListFormat, lineReader, LONGEST_LINE_BYTES, type ReadLine, STRICTNESS } from './domain/partner-list.js';

/** What an encoder needs to know. It is handed to threads, so it holds nothing but plain values. */
export interface EncoderSetup {
  readonly format: ListFormat;
  /** Keys of the service's token index, newest first. */
  readonly indexKeys: readonly Uint8Array[];
  /** A key that lives as long as the run, in memory only. */
  readonly sealKey: Uint8Array;
  /** Halves of the index space, 1 or 2. */
  readonly lanes: number;
}

/** One block of lines, ready for the staging tables. */
export interface EncodedBlock {
  readonly chunk: number;
  /** Rows of `staged` for each lane: place of the line, token index, state, valid through. */
  readonly lanes: readonly Uint8Array[];
  /** Rows of `older`: place of the line, token index under an older key. Empty while there is one key. */
  readonly older: Uint8Array;
  /** The tokens in the order of their lines, sealed under the run's key. */
  readonly tokens: Uint8Array;
  readonly readable: number;
  readonly unreadable: number;
}

/** The block whose tokens are told apart by their places holds fewer lines than this. */
export const PLACES_IN_CHUNK = 2 ** 20;

const STATE_OF = STRICTNESS as Readonly<Record<string, number>>;

/** Turns lines into rows: reads them strictly, and puts the keyed index in the place of each token. */
export class BlockEncoder {
  private readonly read: ReadLine;
  private readonly keys: readonly Buffer[];

  constructor(private readonly setup: EncoderSetup) {
    this.read = lineReader(setup.format);
    this.keys = setup.indexKeys.map((key) => Buffer.from(key));
  }

  encode(chunk: number, block: Uint8Array): EncodedBlock {
    const { lanes, sealKey } = this.setup;
    const rows = Array.from({ length: lanes }, () => new CopyRows(Math.ceil((4 * block.length) / lanes)));
    const older = new CopyRows(0);
    const tokens: string[] = [];
    let unreadable = 0;
    eachLine(Buffer.from(block.buffer, block.byteOffset, block.length).toString('latin1'), (line) => {
      const record = line.length > LONGEST_LINE_BYTES ? null : this.read(line);
      if (!record) return void (unreadable += 1);
      const place = chunk * PLACES_IN_CHUNK + tokens.length;
      tokens.push(record.token);
      const index = this.index(0, record.token);
      const lane = rows[lanes === 1 ? 0 : index.charCodeAt(0) >> 7] as CopyRows;
      writePlace(lane.begin(4), place).bytes(index).short(STATE_OF[record.state] ?? NaN);
      if (record.validThrough === null) lane.empty();
      else lane.bytes(record.validThrough);
      for (let version = 1; version < this.keys.length; version += 1) {
        writePlace(older.begin(2), place).bytes(this.index(version, record.token));
      }
    });
    return {
      chunk,
      lanes: rows.map((one) => one.whole()),
      older: older.whole(),
      tokens: sealWith(sealKey, Buffer.from(tokens.join('\n'), 'latin1'), contextOf(chunk)),
      readable: tokens.length,
      unreadable,
    };
  }

  /** As text of one byte a character: making a Buffer for each costs half as much again. */
  private index(version: number, token: string): string {
    return createHmac('sha256', this.keys[version] as Buffer).update(token, 'latin1').digest('binary');
  }
}

/** The tokens of a block, in the order of their lines. */
export function openTokens(sealKey: Uint8Array, chunk: number, sealed: Uint8Array): string[] {
  return openWith(sealKey, sealed, contextOf(chunk)).toString('latin1').split('\n');
}

function contextOf(chunk: number): string {
  return `chunk ${chunk}`;
}

function writePlace(rows: CopyRows, place: number): CopyRows {
  return rows.long(Math.floor(place / 2 ** 32), place % 2 ** 32);
}
