import { setTimeout as pause } from 'node:timers/promises';

/** A process under the service that is to run as long as the service does. */
export interface Kept {
  /** As a sentence begins with it. */
  readonly name: string;
  /** Resolves when it has ended, or when nobody wants to know any more. */
  ended(signal: AbortSignal): Promise<void>;
  /** Starts it again at the same place. Rejects when it cannot be started now. */
  startAgain(): Promise<void>;
}

/** Milliseconds. What ran for `steady` counts as well again. */
export interface Pauses {
  readonly first: number;
  readonly longest: number;
  readonly steady: number;
}

const PAUSES: Pauses = { first: 1_000, longest: 60_000, steady: 60_000 };

/** Starts again what ends by itself, with a pause that grows while it goes on ending. */
export class Keeper {
  private readonly leaving = new AbortController();
  private readonly work: Promise<void>;

  constructor(
    private readonly kept: Kept,
    private readonly say: (line: string) => void,
    private readonly pauses: Pauses = PAUSES,
  ) {
    this.work = this.keep();
  }

  /** From now on nothing is started any more; what is being started is not waited for. */
  leave(): void {
    this.leaving.abort();
  }

  /** The same, and waits until nothing is being started. */
  async stop(): Promise<void> {
    this.leave();
    await this.work;
  }

  private async keep(): Promise<void> {
    const { signal } = this.leaving;
    let [failures, since] = [0, performance.now()];
    for (;;) {
      await this.kept.ended(signal);
      if (performance.now() - since >= this.pauses.steady) failures = 0;
      do {
        // Also the first time: whoever ends everything at once ends the service a moment later.
        await pause(Math.min(this.pauses.first * 2 ** failures, this.pauses.longest), undefined, { signal, ref: false }).catch(() => undefined);
        if (signal.aborted) return;
        failures += 1;
      } while (!(await this.startAgain()));
      since = performance.now();
    }
  }

  private async startAgain(): Promise<boolean> {
    this.say(`${this.kept.name} has ended unexpectedly; starting it again ...`);
    try {
      await this.kept.startAgain();
      this.say(`${this.kept.name} runs again.`);
      return true;
    } catch (error) {
      if (!this.leaving.signal.aborted) this.say(`${this.kept.name} could not be started again: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }
}
