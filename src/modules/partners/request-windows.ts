/** Seconds in which so many requests are let through. */
export const WINDOW_SECONDS = 60;

const WINDOW_MS = WINDOW_SECONDS * 1_000;

/** Where somebody stands after a request. */
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
 * Counts requests by whoever makes them, each in windows of its own that begin with a request. In the memory of this
 * instance: a question to the database would cost more than what it guards, and who asked when is nothing to keep.
 */
export class RequestWindows {
  private readonly windows = new Map<string, Window>();

  constructor(
    readonly quota: number,
    private readonly now: () => number,
    /** Whoever began a window longest ago is forgotten beyond so many. */
    private readonly most = Infinity,
  ) {}

  /** Counts one request. */
  take(key: string): Standing {
    const now = this.now();
    let window = this.windows.get(key);
    if (!window || window.endsAt <= now || window.endsAt > now + WINDOW_MS) {
      window = { endsAt: now + WINDOW_MS, used: 0 };
      // Set anew, so that the oldest window stands first.
      this.windows.delete(key);
      this.windows.set(key, window);
      if (this.windows.size > this.most) this.forgetOldest();
    }
    const allowed = window.used < this.quota;
    if (allowed) window.used += 1;
    return { allowed, left: this.quota - window.used, seconds: Math.ceil((window.endsAt - now) / 1_000) };
  }

  private forgetOldest(): void {
    const oldest = this.windows.keys().next().value;
    if (oldest !== undefined) this.windows.delete(oldest);
  }
}

/** The fields that say so (draft-ietf-httpapi-ratelimit-headers): what is let through, and what is left of it. */
export const policyField = (name: string, quota: number): string => `"${name}";q=${quota};w=${WINDOW_SECONDS}`;
export const standingField = (name: string, { left, seconds }: Standing): string => `"${name}";r=${left};t=${seconds}`;
