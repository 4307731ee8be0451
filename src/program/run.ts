import { writeSync } from 'node:fs';
import { type Config } from '../kernel/config/config.js';
import { serve } from '../main.js';

const STOP_WITHIN_MILLISECONDS = 25_000;

/** Runs the service until it is told to end (SIGINT, SIGTERM, SIGHUP). A terminal and npm may both pass the signal on. */
export async function runUntilStopped(config: Config, say: (line: string) => void): Promise<void> {
  const told = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
  const service = await serve(config, say);
  await told;
  say('stopping ...');
  const late = setTimeout(() => {
    try {
      writeSync(2, 'something did not stop in time; leaving it\n');
    } finally {
      process.exit(1);
    }
  }, STOP_WITHIN_MILLISECONDS);
  await service.stop();
  clearTimeout(late);
  say('stopped.');
}
