/** Counts are kept in steps of this. */
export const USAGE_STEP = 10;

/**
 * A count as it may be kept: the step below or the one above, the nearer one more likely, so that sums come out right on
 * the whole. A step says that there was something or other between one request and nineteen; one request is mostly not
 * seen at all.
 * @param chance from 0 to below 1.
 */
export function roughCount(count: number, chance: number): number {
  const below = count - (count % USAGE_STEP);
  return chance < (count - below) / USAGE_STEP ? below + USAGE_STEP : below;
}
