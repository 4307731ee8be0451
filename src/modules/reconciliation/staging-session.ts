import { pipeline } from 'node:stream/promises';
import { type PoolClient } from 'pg';
import { from, to } from 'pg-copy-streams';
import { type ClassRow, type Half } from './compare.store.js';
import {
  ALIASES_REPEATED,
  beginCompare,
  COMPARE_LEFTOVER,
  compareLive,
  COPY_MARKED,
  COPY_MARKED_OUT,
  COPY_OLDER,
  COPY_SLICES,
  COPY_STAGED,
  COPY_STAGED_OUT,
  COUNT_REPEATED,
  CREATE_STAGING,
  DROP_STAGING,
  INSERT_REPEATED,
  REPEATED_UNDER_OLDER,
  SELECT_SLICES,
  TAKE_OUT_REPEATED,
  USE_ALIASES,
  USE_OLDER_INDEXES,
} from './compare.store.js';
import { COPY_END, COPY_HEAD } from './copy-rows.js';
import { type ProposedName, type Service } from '../links/index.js';
import { NOTE_PROPOSED, USE_PROPOSED } from './proposed-names.store.js';
import { type SpareMemory } from './spare-memory.js';

/** Bytes that are gathered before they are sent. Each COPY ends at once, so that a slow partner keeps no transaction open. */
const COPY_BYTES = 2 ** 20;

/** What is compared. */
export interface Comparison {
  readonly service: Service;
  readonly runId: string;
  /** The first day whose changes are in flight. */
  readonly inFlightFrom: string;
  /** What links are to be called by a migration that is not applied yet. */
  readonly proposed: readonly ProposedName[];
  /** Whether the partner ends what is suspended here. */
  readonly suspendsByEnding: boolean;
  /** What PostgreSQL may use for a hash table before it goes to disk, as `work_mem` takes it. */
  readonly workMemory: string;
}

/** How one half of the index space came out: links that are not ended, counted by themselves, and all classes. */
export interface HalfCounts {
  readonly ours: number;
  readonly repeated: number;
  readonly classes: readonly ClassRow[];
}

/** Rows of one block, as COPY takes them. */
export interface StagedRows {
  readonly staged: Uint8Array;
  /** Those that may be repeated. */
  readonly marked: Uint8Array;
  readonly older: Uint8Array;
  readonly slices: Uint8Array;
}

export interface SealedSlice {
  readonly number: number;
  readonly tokens: Uint8Array;
}

/** Memory that rows are given back to when they have been copied. */
export interface RowMemory {
  readonly staged: SpareMemory;
  readonly slices: SpareMemory;
}

/** One connection with its temporary tables, which holds one half of a list, or the whole of it. */
export class StagingSession {
  private readonly staged: Gathered;
  private readonly marked = new Gathered(COPY_MARKED);
  private readonly older = new Gathered(COPY_OLDER);
  private readonly slices: Gathered;
  /** A connection does one thing at a time; while it does, the next rows are gathered. */
  private underWay: Promise<void> = Promise.resolve();

  private constructor(
    private readonly client: PoolClient,
    private half: Half,
    memory: RowMemory,
  ) {
    this.staged = new Gathered(COPY_STAGED, memory.staged);
    this.slices = new Gathered(COPY_SLICES, memory.slices);
  }

  static async open(client: PoolClient, half: Half, memory: RowMemory): Promise<StagingSession> {
    await client.query(DROP_STAGING);
    await client.query(CREATE_STAGING);
    return new StagingSession(client, half, memory);
  }

  /** Waits when as much is on its way already. */
  async stage({ staged, marked, older, slices }: StagedRows): Promise<void> {
    this.staged.add(staged);
    this.marked.add(marked);
    this.older.add(older);
    this.slices.add(slices);
    for (const gathered of this.tables) if (gathered.bytes >= COPY_BYTES) await this.copy(gathered);
  }

  /** @returns how many lines are staged here. */
  async finish(): Promise<number> {
    for (const gathered of this.tables) await this.copy(gathered);
    await this.underWay;
    return this.staged.copied + this.marked.copied;
  }

  /** Has the lines of the other half as well from here on. Its slices stay where they are. */
  async takeOver(other: StagingSession): Promise<void> {
    for (const [out, into] of [[COPY_STAGED_OUT, COPY_STAGED], [COPY_MARKED_OUT, COPY_MARKED]] as const) {
      await pipeline(other.client.query(to(out)), this.client.query(from(into)));
    }
    this.marked.copied += other.marked.copied;
    this.half = null;
  }

  /** Those of some slices that are kept here, sealed. */
  async slicesOf(numbers: readonly number[]): Promise<SealedSlice[]> {
    const { rows } = await this.client.query<{ number: string; tokens: Buffer }>(SELECT_SLICES, [numbers]);
    return rows.map(({ number, tokens }) => ({ number: Number(number), tokens }));
  }

  /** Writes the differences down and counts everything, as of one moment. */
  async compare({ service, runId, inFlightFrom, proposed, suspendsByEnding, workMemory }: Comparison): Promise<HalfCounts> {
    await this.client.query(beginCompare(workMemory));
    let repeated = await this.takeOutRepeated();
    if (this.older.copied > 0) await this.client.query(USE_OLDER_INDEXES, [service, inFlightFrom]);
    if (this.older.copied > 0 && repeated > 0) await this.client.query(REPEATED_UNDER_OLDER, [service]);
    if (this.half === null) repeated = await this.useAliases(service);
    if (proposed.length > 0) await this.useProposed(service, proposed);
    if (repeated > 0) await this.client.query(INSERT_REPEATED, [service, runId]);
    const live = await this.client.query<ClassRow>(compareLive(this.half), [service, runId, inFlightFrom, suspendsByEnding]);
    const leftover = await this.client.query<ClassRow>(COMPARE_LEFTOVER, [service, runId, inFlightFrom]);
    const ours = live.rows.find((row) => row.class === 'ours')?.count ?? NaN;
    const counts = { ours, repeated, classes: [...live.rows, ...leftover.rows] };
    await this.client.query('COMMIT');
    return counts;
  }

  /** Gives the connection back as it was. One that is broken takes its tables with it. */
  async close(): Promise<void> {
    await this.underWay.catch(() => undefined);
    await this.client.query('ROLLBACK').then(() => this.client.query(DROP_STAGING)).catch(() => undefined);
  }

  /** @returns how many lines stand beyond the first of their token. */
  private async takeOutRepeated(): Promise<number> {
    if (this.marked.copied === 0) return 0;
    await this.client.query(TAKE_OUT_REPEATED);
    const { rows } = await this.client.query<{ count: number }>(COUNT_REPEATED);
    return rows[0]?.count ?? NaN;
  }

  /** A link may lie in the other half than its alias: where there are any, one session has the whole list. */
  private async useAliases(service: Service): Promise<number> {
    await this.client.query(ALIASES_REPEATED, [service]);
    await this.client.query(USE_ALIASES, [service]);
    const { rows } = await this.client.query<{ count: number }>(COUNT_REPEATED);
    return rows[0]?.count ?? NaN;
  }

  /** Later names lie anywhere too. */
  private async useProposed(service: Service, proposed: readonly ProposedName[]): Promise<void> {
    const pairs = proposed.flatMap(({ now, later }) => now.map((index) => [index, later] as const));
    await this.client.query(NOTE_PROPOSED, [pairs.map(([now]) => now), pairs.map(([, later]) => later)]);
    await this.client.query(USE_PROPOSED, [service]);
  }

  private get tables(): readonly Gathered[] {
    return [this.staged, this.marked, this.older, this.slices];
  }

  private async copy(gathered: Gathered): Promise<void> {
    const pieces = gathered.take();
    if (pieces.length === 0) return;
    await this.send(async () => {
      gathered.copied += await copyIn(this.client, gathered.copy, pieces);
      for (const piece of pieces) gathered.memory?.give(piece);
    });
  }

  /** Waits for what is under way, and does not wait for this: it is heard of next time. */
  private async send(work: () => Promise<void>): Promise<void> {
    await this.underWay;
    this.underWay = work();
    this.underWay.catch(() => undefined);
  }
}

/** Rows of one table that were not sent yet. */
class Gathered {
  bytes = 0;
  copied = 0;
  private pieces: Uint8Array[] = [];

  constructor(
    readonly copy: string,
    readonly memory: SpareMemory | null = null,
  ) {}

  add(rows: Uint8Array): void {
    if (rows.length > 0) this.pieces.push(rows);
    this.bytes += rows.length;
  }

  take(): readonly Uint8Array[] {
    const pieces = this.pieces;
    this.pieces = [];
    this.bytes = 0;
    return pieces;
  }
}

/** @returns how many rows were copied. */
function copyIn(client: PoolClient, text: string, pieces: readonly Uint8Array[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = client.query(from(text));
    stream.on('error', reject);
    stream.once('finish', () => resolve(stream.rowCount));
    for (const piece of [COPY_HEAD, ...pieces, COPY_END]) stream.write(piece);
    stream.end();
  });
}
