import { requestTimedOut } from '../errors/index.js';

/** How fast a body has to come that is read piece by piece. */
export interface Pace {
  readonly bytesPerSecond: number;
  /** Seconds for which it may come slower, or not at all. */
  readonly graceSeconds: number;
}

/** A megabit a second: whoever reads such a body holds something for as long as it takes. */
export const USUAL_PACE: Pace = { bytesPerSecond: 128 * 1024, graceSeconds: 20 };

/**
 * Counts the time for which a sender keeps its reader waiting, and nothing else: what the reader itself is busy with is
 * not the sender's. Each byte buys the sender a little time, and never more than the grace.
 */
export class PaceWatch {
  private credit: number;
  private counted = 0;

  /** @param arrived how many bytes have come so far. */
  constructor(
    private readonly pace: Pace,
    private readonly arrived: () => number,
    private readonly now: () => number = () => performance.now() / 1_000,
  ) {
    this.credit = pace.graceSeconds;
  }

  /** For how long it may be silent from now on. */
  get secondsLeft(): number {
    return this.credit;
  }

  /** Waits for the next piece. @param giveUp is told when it has taken too long; it has to end the waiting. */
  async while<T>(next: () => Promise<T>, giveUp: (error: Error) => void): Promise<T> {
    let since = this.now();
    let timer: NodeJS.Timeout;
    const spend = () => {
      const [now, arrived] = [this.now(), this.arrived()];
      this.credit = Math.min(this.pace.graceSeconds, this.credit - (now - since) + (arrived - this.counted) / this.pace.bytesPerSecond);
      [since, this.counted] = [now, arrived];
    };
    const look = () => {
      spend();
      if (this.credit <= 0) return giveUp(requestTimedOut());
      timer = setTimeout(look, this.credit * 1_000);
    };
    timer = setTimeout(look, this.credit * 1_000);
    try {
      return await next();
    } finally {
      clearTimeout(timer);
      spend();
    }
  }
}
