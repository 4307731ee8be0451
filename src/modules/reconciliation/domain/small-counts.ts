/** Counts below this many, and above none, are small: they could be about somebody. */
export const LEAST_TOLD = 5;

export const SMALL = `<${LEAST_TOLD}`;

/**
 * A count as it is told: exactly; as small; or not at all (null), because it would give a small one away.
 */
export type Told = number | typeof SMALL | null;

/** Who reads: somebody of the city, who sees every count, or anybody else. */
export const AUDIENCES = ['inside', 'outside'] as const;

export type Audience = (typeof AUDIENCES)[number];

export function isSmall(count: number): boolean {
  return count > 0 && count < LEAST_TOLD;
}

export function told(count: number, audience: Audience): Told {
  return audience === 'outside' && isSmall(count) ? SMALL : count;
}

/**
 * A sum of counts, told only where each of them is told exactly. So whatever is told exactly is a count that is not small,
 * or a sum of such counts, and nothing can be taken away from it to find a small one.
 */
export function toldSum(counts: readonly Told[]): Told {
  const known = counts.filter((count): count is number => typeof count === 'number');
  return known.length === counts.length ? known.reduce((sum, count) => sum + count, 0) : null;
}
