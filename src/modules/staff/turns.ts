import { rateLimited } from '../../kernel/errors/index.js';

/** Lets so many pieces of work run at once and so many more wait; the rest is turned away. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {}

  get full(): boolean {
    return this.running >= this.most && this.waiting.length >= this.mostWaiting;
  }

  /** @throws DomainError `request.rate_limited` when too many are waiting already. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.full) throw rateLimited({ retryAfterSeconds: 1 });
    // Whoever ends hands its place to the first in the queue, so `running` stays as it is.
    if (this.running >= this.most) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
