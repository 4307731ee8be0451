import { type Clock } from './clock.js';

/** A copy of what changes seldom and is asked for often: read at most once in a while, whoever asks. */
export class FreshCopy<T extends object> {
  private held: { readonly value: T; readonly until: number } | null = null;
  private reading: Promise<T> | null = null;

  /** @param milliseconds after which a change made on another instance is seen here at the latest. */
  constructor(
    private readonly clock: Clock,
    private readonly milliseconds: number,
    private readonly read: () => Promise<T>,
  ) {}

  /** The copy at once, or null when it is older than that. */
  fresh(): T | null {
    return this.held !== null && this.held.until > this.clock.now().getTime() ? this.held.value : null;
  }

  /** @throws what the reading raised; the next question reads again. */
  async current(): Promise<T> {
    return this.fresh() ?? (this.reading ??= this.begin());
  }

  /** Makes the next question read again, after a change made here. */
  forget(): void {
    this.held = null;
    this.reading = null;
  }

  private begin(): Promise<T> {
    const until = this.clock.now().getTime() + this.milliseconds;
    const reading: Promise<T> = this.read().then(
      (value) => {
        // Forgotten while it was read: it may show what was before the change.
        if (this.reading === reading) {
          this.held = { value, until };
          this.reading = null;
        }
        return value;
      },
      (error: unknown) => {
        if (this.reading === reading) this.reading = null;
        throw error;
      },
    );
    return reading;
  }
}
