import { writeSync } from 'node:fs';

const LINES_TOGETHER = 4_096;
const LONGEST_WAIT_MILLISECONDS = 100;
const KEPT_AT_MOST_BYTES = 1_048_576;
const LAST_TRIES = 100;
const BETWEEN_LAST_TRIES_MILLISECONDS = 10;

/**
 * Where the lines of a log are written. They are gathered, because a system call for each costs more than all the rest
 * of writing it. Writing never ends or holds up the work that it tells of: what a slow reader or a full disk does not
 * take is kept for the next time, up to 1 MiB, and lines beyond that are lost. Where nobody reads any more (a closed
 * terminal or pipe), all are.
 */
export class GatheredLines {
  private gathered = '';
  private kept: Buffer = Buffer.alloc(0);

  constructor(private readonly descriptor: number) {}

  write(line: string): void {
    this.gathered += line;
    if (this.gathered.length >= LINES_TOGETHER) this.flushSync();
  }

  /** Writes what is there now, as far as it is taken. */
  flushSync(): void {
    this.flush();
  }

  /** Writes what is there, and gives a slow reader a second to take it. */
  finish(): void {
    for (let tries = 0; this.flush() === 'EAGAIN' && tries < LAST_TRIES; tries++) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_LAST_TRIES_MILLISECONDS);
    }
  }

  /** @returns the code of the error that stood in the way, if any. */
  private flush(): string | undefined {
    if (this.kept.length < KEPT_AT_MOST_BYTES) this.kept = Buffer.concat([this.kept, Buffer.from(this.gathered)]);
    this.gathered = '';
    try {
      while (this.kept.length > 0) this.kept = this.kept.subarray(writeSync(this.descriptor, this.kept));
      return undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    }
  }
}

let output: GatheredLines | undefined;

/**
 * Standard output for a log: lines are gathered for a tenth of a second or 4 KB. What has not been written when the
 * process ends by itself is written then; one that is killed loses that tenth of a second.
 */
export function standardOutput(): GatheredLines {
  if (output) return output;
  const made = new GatheredLines(1);
  setInterval(() => made.flushSync(), LONGEST_WAIT_MILLISECONDS).unref();
  process.on('exit', () => made.finish());
  return (output = made);
}
