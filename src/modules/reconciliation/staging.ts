import { randomBytes } from 'node:crypto';
import { type PoolClient } from 'pg';
import { type BlockOrder, type EncodedBlock, type EncoderSetup, openSlice, ROWS_PER_LINES, TOKENS_PER_LINES } from './block-encoder.js';
import { type ClassRow } from './compare.store.js';
import { type RunCounts } from './domain/classes.js';
import { LineBlocks } from './domain/line-blocks.js';
import { type ListFormat } from './domain/partner-list.js';
import { encodeHere, type Encoders, EncoderThreads } from './encoders.js';
import { leaveSeenMemory, seenMemory } from './seen-before.js';
import { type ComparisonSettings } from './settings.js';
import { SpareMemory } from './spare-memory.js';
import { PLACES_IN_SLICE, sliceOf } from './staged-row.js';
import { type Comparison, type RowMemory, StagingSession } from './staging-session.js';
import { type TokenBlock } from './token-block.js';

/** A list that has been read, to its end or as far as was worth it. */
export interface StagedList {
  /** Lines in all, without a heading. */
  readonly rows: number;
  readonly unreadable: number;
  readonly truncated: boolean;
  /** It was not read to its end: `rows` is how far, and nothing of it may be compared. */
  readonly stopped: boolean;
}

/** What is read, and who is told how far it is. */
export interface Reading {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly format: ListFormat;
  /** Keys of the service's token index, newest first. */
  readonly indexKeys: readonly Uint8Array[];
  /** Called with the lines staged so far; says whether that is enough. What it raises ends the reading too. */
  readonly progress: (rows: number) => Promise<boolean>;
}

/** One list, staged for comparison on one connection or two, each with half of the index space. */
export class Staging {
  /** Tokens are kept under this key until the run ends, for those that turn out to be unknown. It is in memory only. */
  private readonly sealKey = randomBytes(32);
  private comparing: readonly StagingSession[];
  private rows = 0;
  private unreadable = 0;

  private constructor(
    private readonly sessions: readonly StagingSession[],
    private readonly settings: ComparisonSettings,
    private readonly rowMemory: RowMemory,
  ) {
    this.comparing = sessions;
  }

  /** @param clients a connection for each half, or one for all. */
  static async open(clients: readonly PoolClient[], settings: ComparisonSettings): Promise<Staging> {
    const halves = clients.length === 1 ? [null] : (['lower', 'upper'] as const);
    const memory = {
      staged: new SpareMemory(Math.ceil((ROWS_PER_LINES * settings.blockBytes) / clients.length)),
      slices: new SpareMemory(TOKENS_PER_LINES * settings.blockBytes),
    };
    const sessions = await allDone(clients.map((client, place) => StagingSession.open(client, halves[place] ?? null, memory)));
    return new Staging(sessions, settings, memory);
  }

  /** Stages a list as it comes. Memory does not grow with it. */
  async read({ bytes, format, indexKeys, progress }: Reading): Promise<StagedList> {
    const setup: EncoderSetup = { format, indexKeys, sealKey: this.sealKey, seen: seenMemory() };
    const blockMemory = new SpareMemory(this.settings.blockBytes);
    const blocks = new LineBlocks(format, this.settings.blockBytes, (size) => blockMemory.take(size));
    const memory = () => ({ rows: this.sessions.map(() => this.rowMemory.staged.take()), tokens: this.rowMemory.slices.take() });
    let enough = false;
    const line = new EncodingLine(setup, this.settings, memory, async (block) => {
      blockMemory.give(block.block);
      await this.take(block);
      enough ||= await progress(this.rows);
    });
    try {
      for await (const piece of bytes) {
        for (const block of blocks.take(piece)) await line.add(block);
        if (enough) return { rows: this.rows, unreadable: this.unreadable, truncated: false, stopped: true };
      }
      const { block, overlong, truncated } = blocks.end();
      if (block) await line.add(block);
      await line.finish();
      this.rows += overlong;
      this.unreadable += overlong;
      await this.finish();
      return { rows: this.rows, unreadable: this.unreadable, truncated, stopped: false };
    } finally {
      await line.close();
      blockMemory.end();
      leaveSeenMemory(setup.seen);
    }
  }

  /** Has one session compare the whole list, because a line and its link may lie in different halves. */
  async gather(): Promise<void> {
    const [one, other] = this.comparing;
    if (!one || !other) return;
    await one.takeOver(other);
    this.comparing = [one];
  }

  /** Compares what was staged. The counts say how the list came out; whether they balance is for the caller. */
  async compare(comparison: Comparison, list: StagedList): Promise<RunCounts> {
    const halves = await allDone(this.comparing.map((session) => session.compare(comparison)));
    const found = new Map<string, number>();
    for (const { classes } of halves) for (const row of classes) add(found, row);
    const of = (...names: string[]) => names.reduce((sum, name) => sum + (found.get(name) ?? 0), 0);
    return {
      ours: halves.reduce((sum, half) => sum + half.ours, 0),
      theirs: list.rows,
      matched: of('matched'),
      endedMatched: of('ended_matched'),
      inFlight: of('in_flight', 'in_flight_both'),
      inFlightPresent: of('in_flight_both', 'in_flight_present'),
      missing: of('missing'),
      unknown: of('unknown'),
      stateMismatch: of('state_mismatch'),
      attributeMismatch: of('attribute_mismatch'),
      partnerHold: of('partner_hold'),
      endedStillLive: of('ended_still_live'),
      duplicate: halves.reduce((sum, half) => sum + half.repeated, 0),
      unreadable: list.unreadable,
      apart: of('apart', 'apart_both'),
      apartPresent: of('apart_both', 'apart_present'),
    };
  }

  /** The tokens at some places of the list, in that order. */
  async tokensAt(places: readonly number[]): Promise<string[]> {
    const numbers = [...new Set(places.map(sliceOf))];
    const kept = await allDone(this.sessions.map((session) => session.slicesOf(numbers)));
    const slices = new Map(kept.flat().map(({ number, tokens }) => [number, openSlice(this.sealKey, number, tokens)]));
    if (slices.size !== numbers.length) throw new Error('not all tokens of the list were kept');
    return places.map((place) => (slices.get(sliceOf(place)) as TokenBlock).of(place % PLACES_IN_SLICE));
  }

  async close(): Promise<void> {
    await allDone(this.sessions.map((session) => session.close()));
    this.endMemory();
    this.sealKey.fill(0);
  }

  private endMemory(): void {
    for (const memory of [this.rowMemory.staged, this.rowMemory.slices]) memory.end();
  }

  private async take({ chunk, lanes, marked, older, tokens, readable, unreadable }: EncodedBlock): Promise<void> {
    // Either session keeps the tokens of every other block. Where there are older indexes, there is one session.
    const keeper = chunk % this.sessions.length;
    for (const [place, session] of this.sessions.entries()) {
      const slices = place === keeper ? tokens : NO_ROWS;
      await session.stage({ staged: lanes[place] ?? NO_ROWS, marked: marked[place] ?? NO_ROWS, older: place === 0 ? older : NO_ROWS, slices });
    }
    this.rows += readable + unreadable;
    this.unreadable += unreadable;
  }

  private async finish(): Promise<void> {
    const staged = await allDone(this.sessions.map((session) => session.finish()));
    const rows = staged.reduce((sum, one) => sum + one, 0);
    this.endMemory();
    if (rows !== this.rows - this.unreadable) throw new Error('not all lines of the list were staged');
  }
}

const NO_ROWS = new Uint8Array(0);

/**
 * Waits for all of them, also when one has failed. A connection that is given back must have nothing under way: what one
 * half still did on it would happen in the transaction of whoever is given it next.
 */
async function allDone<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(work);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return Promise.all(work);
}

function add(found: Map<string, number>, row: ClassRow): void {
  found.set(row.class, (found.get(row.class) ?? 0) + row.count);
}

/** Blocks that are being encoded: here at first, on threads when the list turns out to be long. They come out in their order. */
class EncodingLine {
  private encoders: Encoders;
  private readonly onTheWay: Promise<EncodedBlock>[] = [];
  private chunks = 0;

  constructor(
    private readonly setup: EncoderSetup,
    private readonly settings: ComparisonSettings,
    private readonly memory: () => Pick<BlockOrder, 'rows' | 'tokens'>,
    private readonly take: (block: EncodedBlock) => Promise<void>,
  ) {
    this.encoders = encodeHere(setup);
  }

  async add(block: Uint8Array): Promise<void> {
    const { threads, blocksBeforeThreads, threadProgram } = this.settings;
    if (threads > 0 && this.chunks === blocksBeforeThreads) this.encoders = new EncoderThreads(this.setup, threads, threadProgram);
    while (this.onTheWay.length >= this.encoders.room) await this.takeOne();
    const encoded = this.encoders.encode({ chunk: this.chunks, block, ...this.memory() });
    this.chunks += 1;
    // It is heard of when its turn comes; until then it is not to end the process.
    encoded.catch(() => undefined);
    this.onTheWay.push(encoded);
  }

  async finish(): Promise<void> {
    while (this.onTheWay.length > 0) await this.takeOne();
  }

  async close(): Promise<void> {
    await this.encoders.close();
  }

  private async takeOne(): Promise<void> {
    const block = await this.onTheWay.shift();
    if (block) await this.take(block);
  }
}
