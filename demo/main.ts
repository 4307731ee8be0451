import { CityKeyProblem } from 'citykey-client';
import { DemoFailure } from './demo-failure.js';
import { readSettings } from './settings.js';
import { demo } from './tour.js';

// A terminal that was closed takes no words; what was made for the tour is put away all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const brokenOff = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => reject(new DemoFailure('The tour was broken off.')));
});
brokenOff.catch(() => undefined);

try {
  await demo(readSettings(process.env), (line) => void process.stdout.write(`${line}\n`), brokenOff);
} catch (error) {
  process.stderr.write(`citykey: ${told(error)}\n`);
  // What was broken off may still be waiting for somebody.
  process.exit(1);
}

function told(error: unknown): string {
  if (error instanceof DemoFailure) return error.message;
  if (error instanceof CityKeyProblem) return `The service answered ${error.message} (request ${error.requestId ?? 'unknown'})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
