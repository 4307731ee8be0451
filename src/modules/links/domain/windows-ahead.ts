/** A window that was entered and lies later than now, as it was first seen. */
interface Ahead {
  /** The second it begins. */
  readonly window: number;
  /** The second in which it was seen first. */
  readonly since: number;
}

/**
 * Windows that some clock entered before their time. Such a window counts as not entered once it has stood still for as long as
 * a window takes: where it goes on instead, an instance whose clock is ahead publishes in due time, and two that both entered
 * windows would split each other's.
 */
export class WindowsAhead {
  private readonly seen = new Map<string, Ahead>();

  /**
   * What is to count as not entered, for an instance that would enter the window that begins now.
   * @param name of one row of windows.
   */
  stale(name: string, start: number, windowSeconds: number): number | null {
    const ahead = this.seen.get(name);
    return ahead && start >= ahead.since + windowSeconds ? ahead.window : null;
  }

  /** The window of now was entered. Whoever enters a later one again is looked at anew. */
  entered(name: string): void {
    this.seen.delete(name);
  }

  /**
   * Takes notice of the window that was entered last.
   * @returns true for the first one in a row that is ahead by more than clocks and lengths of windows explain.
   */
  notice(name: string, window: number, now: number, windowSeconds: number): boolean {
    const before = this.seen.get(name);
    if (window <= now) {
      this.seen.delete(name);
      return false;
    }
    if (before?.window !== window) this.seen.set(name, { window, since: now });
    return !before && window > now + windowSeconds;
  }
}
