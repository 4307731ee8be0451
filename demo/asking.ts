import { NoAnswer } from './demo-failure.js';

const MILLISECONDS = 10_000;
/** Statuses whose answers have no body. */
const EMPTY = [204, 205, 304];

/**
 * A `fetch` that reads each answer to its end.
 * @param who is named when there is no answer, so that nobody is blamed for another's silence.
 * @returns throws NoAnswer when nothing comes back, or not in time, or not to its end.
 */
export function asking(who: string): typeof fetch {
  return async (input, init) => {
    try {
      const answer = await fetch(input, { ...init, signal: AbortSignal.timeout(MILLISECONDS) });
      const body = await answer.arrayBuffer();
      return new Response(EMPTY.includes(answer.status) ? null : body, answer);
    } catch {
      throw new NoAnswer(who, input instanceof Request ? input.url : String(input));
    }
  };
}
