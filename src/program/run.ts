import { type Config } from '../kernel/config/config.js';
import { requireDistinctPorts } from '../kernel/config/ports.js';
import { requireFreePort } from './free-port.js';
import { stopInTime } from './stopping.js';

/** Runs the service until it is told to end (SIGINT, SIGTERM, SIGHUP). A terminal and npm may both pass the signal on. */
export async function runUntilStopped(config: Config, say: (line: string) => void): Promise<void> {
  const told = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
  // Before the whole program is loaded, which takes longer than all that may be wrong with the ports.
  requireDistinctPorts(config);
  await requireFreePort(config.host, config.port);
  const { serve } = await import('../main.js');
  const service = await serve(config, say);
  await told;
  say('stopping ...');
  if (!(await stopInTime(service))) process.exit(1);
  say('stopped.');
}
