import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';

/** Seconds in which a client may make so many requests. */
export const WINDOW_SECONDS = 60;

const WINDOW_MS = WINDOW_SECONDS * 1_000;

/** Where a client stands after a request. */
export interface Standing {
  readonly allowed: boolean;
  /** Requests left in this window. */
  readonly left: number;
  /** Until the next window begins. */
  readonly seconds: number;
}

interface Window {
  endsAt: number;
  used: number;
}

/**
 * Counts requests of clients, each in windows of its own that begin with a request. In the memory of this instance:
 * a question to the database would cost more than what it guards, and who asked when is nothing to keep.
 */
@Injectable()
export class ClientLimits {
  private readonly windows = new Map<string, Window>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  get quota(): number {
    return this.config.partnerRequests;
  }

  /** Counts one request of a client. */
  take(clientId: string): Standing {
    const now = this.clock.now().getTime();
    let window = this.windows.get(clientId);
    if (!window || window.endsAt <= now || window.endsAt > now + WINDOW_MS) {
      window = { endsAt: now + WINDOW_MS, used: 0 };
      this.windows.set(clientId, window);
    }
    const allowed = window.used < this.quota;
    if (allowed) window.used += 1;
    return { allowed, left: this.quota - window.used, seconds: Math.ceil((window.endsAt - now) / 1_000) };
  }
}
