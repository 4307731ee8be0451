import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ChangeFeed, type Service } from '../links/index.js';

/** Between two looks at the feeds, while anybody waits. */
const LOOK_EVERY_MS = 250;

/** A partner whose programs wait more often than this is answered at once. */
const MOST_WAITING = 64;

interface Waiting {
  readonly service: Service;
  readonly position: number;
  readonly end: () => void;
}

/** Lets requests wait for the next change of a feed. All that wait here share one query, and none holds a connection. */
@Injectable()
export class FeedWatch implements OnModuleDestroy {
  private readonly waiting = new Set<Waiting>();
  private looking = false;
  private over = false;

  constructor(private readonly feed: ChangeFeed) {}

  /** True once this instance stops. */
  get stopped(): boolean {
    return this.over;
  }

  /**
   * Resolves when the feed goes beyond a position, after so many seconds, when the caller has hung up, or when this
   * instance stops: whichever comes first.
   */
  async beyond(service: Service, position: number, seconds: number, hungUp: AbortSignal): Promise<void> {
    const many = [...this.waiting].filter((one) => one.service === service).length >= MOST_WAITING;
    if (this.over || many || hungUp.aborted) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(late);
        hungUp.removeEventListener('abort', end);
        this.waiting.delete(waiting);
        resolve();
      };
      const waiting = { service, position, end };
      const late = setTimeout(end, seconds * 1_000);
      hungUp.addEventListener('abort', end);
      this.waiting.add(waiting);
      void this.look();
    });
  }

  /** Before the server stops taking requests: those who wait are answered. */
  onModuleDestroy(): void {
    this.over = true;
    this.release(() => true);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    while (this.waiting.size > 0) {
      // Whoever waits while the database is away asks it himself next, and is told so.
      const heads = await this.feed.heads().catch(() => null);
      this.release(({ service, position }) => heads === null || (heads.get(service) ?? 0) > position);
      if (this.waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    this.looking = false;
  }

  private release(matches: (waiting: Waiting) => boolean): void {
    for (const waiting of [...this.waiting]) if (matches(waiting)) waiting.end();
  }
}
