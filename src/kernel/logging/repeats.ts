const TOLD_EVERY_MS = 10_000;
const MOST_KEPT = 200;

/** Tells which of the events that repeat themselves are worth a line: a job that fails does so many times a second. */
export class Repeats {
  private readonly kept = new Map<string, { at: number; unsaid: number }>();

  /** @param now milliseconds that only ever grow. */
  constructor(private readonly now: () => number) {}

  /** @returns how many of this event there were since it was told last, this one among them; 0 when it is not to be told. */
  count(event: string): number {
    const [known, now] = [this.kept.get(event), this.now()];
    if (known && now - known.at < TOLD_EVERY_MS) {
      known.unsaid += 1;
      return 0;
    }
    this.kept.delete(event);
    // The oldest goes: it was told the longest ago.
    for (const oldest of this.kept.keys()) if (this.kept.size >= MOST_KEPT) this.kept.delete(oldest);
    this.kept.set(event, { at: now, unsaid: 0 });
    return (known?.unsaid ?? 0) + 1;
  }
}
