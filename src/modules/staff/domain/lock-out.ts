/** Failures in a row after which a name is locked. */
export const FREE_TRIES = 5;

const FIRST_LOCK_SECONDS = 30;
const LONGEST_LOCK_SECONDS = 900;

/** Seconds until the next try is let in, after so many failures in a row: 0, then 30 doubling up to 15 minutes. */
export function lockSeconds(failures: number): number {
  if (failures < FREE_TRIES) return 0;
  return Math.min(FIRST_LOCK_SECONDS * 2 ** Math.min(failures - FREE_TRIES, 10), LONGEST_LOCK_SECONDS);
}

/** Every length of a lock in order: for the first, second, ... failure that locks; the last one stays. */
export function lockLengths(): number[] {
  const lengths: number[] = [];
  for (let failures = FREE_TRIES; lengths.at(-1) !== LONGEST_LOCK_SECONDS; failures += 1) lengths.push(lockSeconds(failures));
  return lengths;
}
