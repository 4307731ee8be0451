import { once } from 'node:events';
import { type Config } from '../kernel/config/config.js';
import { requireDistinctPorts } from '../kernel/config/ports.js';
import { requireFreePort } from './free-port.js';
import { stopInTime } from './stopping.js';

/** Runs the service until it is told to end (SIGINT, SIGTERM, SIGHUP). A terminal and npm may both pass the signal on. */
export async function runUntilStopped(config: Config, say: (line: string) => void): Promise<void> {
  const leaving = new AbortController();
  const told = once(leaving.signal, 'abort');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leaving.abort());
  let started = false;
  leaving.signal.addEventListener('abort', () => say(started ? 'stopping ...' : 'stopping, as soon as it has started ...'));
  // Before the whole program is loaded, which takes longer than all that may be wrong with the ports.
  requireDistinctPorts(config);
  await requireFreePort(config.host, config.port);
  const { serve } = await import('../main.js');
  const service = await serve(config, say).catch((error: unknown) => {
    // A terminal tells the sandbox too, which may end before it has learnt to leave that to us.
    if (!leaving.signal.aborted) throw error;
  });
  if (!service) return say('stopped.');
  started = true;
  if (!leaving.signal.aborted) await told;
  if (!(await stopInTime(service))) process.exit(1);
  say('stopped.');
}
