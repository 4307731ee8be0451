/** The ways in which the city and a partner can differ. */
export const BREAK_CLASSES = [
  'missing',
  'unknown',
  'state_mismatch',
  'attribute_mismatch',
  'duplicate',
  'ended_still_live',
  'partner_hold',
  'unreadable',
] as const;

export type BreakClass = (typeof BREAK_CLASSES)[number];

/** What the ordinary sync can put right by telling the partner again. Everything else is for a person. */
export const REPAIRABLE: readonly BreakClass[] = ['missing', 'state_mismatch', 'attribute_mismatch', 'ended_still_live'];

/** How a run counted both sides. Each link that is not ended, and each line of the list, is in exactly one class. */
export interface RunCounts {
  /** Links of the service that are not ended. */
  readonly ours: number;
  /** Lines of the partner's list, its heading apart. */
  readonly theirs: number;
  readonly matched: number;
  /** Ended here, and listed as ended there. */
  readonly endedMatched: number;
  /** Links that are not ended and on their way, listed or not. */
  readonly inFlight: number;
  /** Lines whose link is on its way, be it ended or not. */
  readonly inFlightPresent: number;
  readonly missing: number;
  readonly unknown: number;
  readonly stateMismatch: number;
  readonly attributeMismatch: number;
  readonly partnerHold: number;
  readonly endedStillLive: number;
  /** Lines beyond the first of each token. */
  readonly duplicate: number;
  readonly unreadable: number;
  /**
   * Links that the list need not tell of, and does not count for: adopted library accounts, which are asked for one by one;
   * and what is suspended and not listed where the partner ends what is suspended. Of a round of checks, accounts that the
   * partner could not show.
   */
  readonly apart: number;
  /** Lines about adopted accounts, which do not count. */
  readonly apartPresent: number;
}

export const NO_COUNTS: RunCounts = {
  ours: 0, theirs: 0, matched: 0, endedMatched: 0, inFlight: 0, inFlightPresent: 0, missing: 0, unknown: 0, stateMismatch: 0,
  attributeMismatch: 0, partnerHold: 0, endedStillLive: 0, duplicate: 0, unreadable: 0, apart: 0, apartPresent: 0,
};

/** Whether each side adds up to what was counted of it by itself. The table of runs has the same rule as a constraint. */
export function balances(counts: RunCounts): boolean {
  const both = counts.matched + counts.stateMismatch + counts.attributeMismatch + counts.partnerHold;
  const ours = both + counts.inFlight + counts.missing + counts.apart;
  const present = both + counts.endedMatched + counts.inFlightPresent + counts.endedStillLive + counts.apartPresent;
  const theirs = present + counts.unknown + counts.duplicate + counts.unreadable;
  return counts.ours === ours && counts.theirs === theirs;
}

const LEAST_REPAIRS = 100;
const MOST_REPAIRS_SHARE = 0.01;

/** The most links that one run may repair by itself: 1 % of them, or 100 where that is more. */
export function mostRepairs(ours: number): number {
  return Math.max(LEAST_REPAIRS, Math.floor(ours * MOST_REPAIRS_SHARE));
}
