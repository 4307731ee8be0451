import { type LinkState } from './service.js';

/** Why a link may be on hold. Either hold suspends it; an ended link stays ended. */
export interface Holds {
  readonly city: boolean;
  readonly partner: boolean;
}

/** The state a link should have. The same rule stands in SQL where many links change at once. */
export function stateUnder(holds: Holds, ended: boolean): LinkState {
  if (ended) return 'ended';
  return holds.city || holds.partner ? 'suspended' : 'active';
}

/** Whether a month has passed: `YYYY-MM` against today's `YYYY-MM-DD`. `never` never passes. */
export function monthPassed(validThrough: string, today: string): boolean {
  return validThrough !== 'never' && validThrough < today.slice(0, 7);
}

/**
 * The window an instant lies in, by its first second since 1970. Windows are told by time and not by number,
 * so that the next one is later than the last also when their length was changed in between.
 */
export function epochStart(now: Date, windowSeconds: number): number {
  return Math.floor(now.getTime() / 1000 / windowSeconds) * windowSeconds;
}

const FIRST_RETRY_SECONDS = 1;
const LONGEST_RETRY_SECONDS = 900;

/**
 * Seconds to wait before the next try: doubling, at most 15 minutes, and anywhere in the upper half of that,
 * so that many links do not come back at the same instant.
 * @param chance a number from 0 to 1.
 */
export function retryAfterSeconds(attempts: number, chance: number): number {
  const ceiling = Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** Math.min(attempts, 20));
  return ceiling * (0.5 + chance / 2);
}
