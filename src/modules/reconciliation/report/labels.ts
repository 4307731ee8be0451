import { type BreakClass } from '../domain/classes.js';
import { type TrendEntry } from '../domain/report.js';
import { type Told } from '../domain/small-counts.js';

/** Classes as people read them. */
export const CLASS_LABELS: Readonly<Record<BreakClass, string>> = {
  missing: 'Missing at the partner',
  unknown: 'Unknown to the city',
  state_mismatch: 'Blocked here, live there',
  attribute_mismatch: 'Another last month',
  duplicate: 'Listed more than once',
  ended_still_live: 'Ended here, live there',
  partner_hold: 'Held back by the partner',
  unreadable: 'Lines that cannot be read',
};

/** A count as people read it: a dash where it is not told. */
export function countText(count: Told): string {
  return typeof count === 'number' ? count.toLocaleString('en') : (count ?? '–');
}

/** What is told of the differences of a run, together: all of them, or those of classes that may be told. */
export function toldPart({ classes }: TrendEntry): number {
  return (classes ?? []).reduce((sum, { differences }) => sum + (typeof differences === 'number' ? differences : 0), 0);
}

export function differencesText(run: TrendEntry): string {
  if (typeof run.differences === 'number') return countText(run.differences);
  const known = toldPart(run);
  return known > 0 ? `at least ${countText(known)}` : countText(null);
}
