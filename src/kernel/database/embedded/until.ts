import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedDatabaseError } from './error.js';

const STEP_MS = 15;

/**
 * Asks until the answer is neither false nor undefined, every 15 ms.
 *
 * @throws EmbeddedDatabaseError with the text of `otherwise` after `limitMs` milliseconds
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  limitMs: number,
  otherwise: () => string,
): Promise<Exclude<T, false | undefined>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    if (Date.now() > deadline) throw new EmbeddedDatabaseError(otherwise());
    await pause(STEP_MS);
  }
}
