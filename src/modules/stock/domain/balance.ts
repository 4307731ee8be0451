/** What is counted of an event's blanks on a day. */
export const COUNTED = ['received', 'issued', 'spoiled', 'destroyed', 'missing', 'closing'] as const;

export type Counted = (typeof COUNTED)[number];

export interface DayCount {
  readonly day: string;
  readonly kind: Counted;
  readonly number: number;
}

/**
 * The blanks of an event on one day: `opening + received = issued + spoiled + missing + closing`.
 * Destroyed ones are spoiled ones, destroyed afterwards: they stay among the spoiled, and their own number only says
 * how many of those are gone.
 */
export interface DayBalance {
  readonly day: string;
  readonly opening: number;
  readonly received: number;
  readonly issued: number;
  readonly spoiled: number;
  readonly destroyed: number;
  readonly missing: number;
  /** What must be left by the book. */
  readonly closing: number;
}

/**
 * The days of an event in order, each opening with what the day before left. The first one opens with nothing: blanks
 * come to an event by being received there.
 */
export function balances(counts: readonly DayCount[]): DayBalance[] {
  const days = [...new Set(counts.map(({ day }) => day))].sort();
  let opening = 0;
  return days.map((day) => {
    const of = (kind: Counted) => counts.find((count) => count.day === day && count.kind === kind)?.number ?? 0;
    const [received, issued, spoiled, missing] = [of('received'), of('issued'), of('spoiled'), of('missing')];
    const closing = opening + received - issued - spoiled - missing;
    const balance = { day, opening, received, issued, spoiled, destroyed: of('destroyed'), missing, closing };
    opening = closing;
    return balance;
  });
}

/** Spoiled blanks that are not destroyed yet. */
export function toDestroy(days: readonly DayBalance[]): number {
  return days.reduce((sum, { spoiled, destroyed }) => sum + spoiled - destroyed, 0);
}
