import { type Pace, USUAL_PACE } from '../../kernel/http/index.js';

/** What the comparison may use, so that a test can make it small. */
export class ComparisonSettings {
  /** Threads that index tokens, once a list is worth it; 0 for none. */
  readonly threads: number = 2;
  /** Where a thread's program lies. */
  readonly threadProgram: URL = new URL('./encoder-thread.js', import.meta.url);
  /** Bytes of a block of lines. */
  readonly blockBytes: number = 256 * 1024;
  /** Blocks after which a list is worth threads. */
  readonly blocksBeforeThreads: number = 2;
  /** Lines that any list may have, however few links there are. */
  readonly linesFreely: number = 100_000;
  /** How fast a list has to come that is sent. */
  readonly pace: Pace = USUAL_PACE;
  /** Connections that compare half of the index space each, or one for all of it. */
  readonly sessions: 1 | 2 = 2;
  /** What PostgreSQL may use for a hash table of one connection. */
  readonly workMemory: string = '64MB';
  /** Breaks that are repaired in one commit. */
  readonly repairsAtOnce: number = 500;
}
