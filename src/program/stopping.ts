import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Service } from '../main.js';

/** How long a stop may take, in milliseconds. */
export interface StopLimits {
  /** Until what has not ended by then is left. */
  readonly whole: number;
  /** More, for the processes under the service to end without it. */
  readonly processes: number;
}

const LIMITS: StopLimits = { whole: 25_000, processes: 10_000 };

/**
 * Stops the service. What does not come to its end in time is left, but no process is left behind.
 * @returns whether everything came to its end.
 * @throws what the stop itself raised, when those processes have ended.
 */
export async function stopInTime(service: Service, { whole, processes }: StopLimits = LIMITS): Promise<boolean> {
  const stopped = service.stop();
  try {
    if (await endsWithin(whole, stopped)) return true;
    stopped.catch(() => undefined);
    complain();
  } catch (error) {
    await stopProcesses();
    throw error;
  }
  await stopProcesses();
  return false;

  async function stopProcesses(): Promise<void> {
    await endsWithin(processes, service.stopProcesses()).catch(() => undefined);
  }
}

function complain(): void {
  try {
    writeSync(2, 'something did not stop in time; leaving it\n');
  } catch {
    // Nobody reads it any more.
  }
}

async function endsWithin(milliseconds: number, work: Promise<void>): Promise<boolean> {
  const waiting = new AbortController();
  const late = pause(milliseconds, false, { signal: waiting.signal });
  late.catch(() => undefined);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    waiting.abort();
  }
}
