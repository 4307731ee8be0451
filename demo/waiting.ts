import { setTimeout as pause } from 'node:timers/promises';
import { DemoFailure } from './demo-failure.js';

const WITHIN_MILLISECONDS = 60_000;
const LOOK_EVERY_MILLISECONDS = 250;

/**
 * Looks again and again until something is there.
 * @param late says what is the matter when a minute was not enough.
 * @throws DemoFailure
 */
export async function waitUntil<T>(look: () => Promise<T | null>, late: () => string): Promise<T> {
  for (const until = Date.now() + WITHIN_MILLISECONDS; Date.now() < until; await pause(LOOK_EVERY_MILLISECONDS)) {
    const found = await look();
    if (found !== null) return found;
  }
  throw new DemoFailure(`${late()} after a minute.`);
}
