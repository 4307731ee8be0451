import { NoAnswer } from './demo-failure.js';

const MILLISECONDS = 10_000;

/** An answer, read to its end. */
export interface Asked {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

/**
 * Asks somebody over HTTP.
 * @param who is named when there is no answer, so that nobody is blamed for another's silence.
 * @throws NoAnswer when nothing comes back, or not in time, or not to its end.
 */
export async function ask(who: string, url: string, init: RequestInit = {}): Promise<Asked> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(MILLISECONDS) });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch {
    throw new NoAnswer(who, url);
  }
}
