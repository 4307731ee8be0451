import { createServer } from 'node:net';
import { ConfigProblem } from '../kernel/config/config.js';

/**
 * Looks before anything else is started, so that a taken port costs a second and not a minute.
 * @throws ConfigProblem naming the port and the setting.
 */
export async function requireFreePort(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(problemOf(error, host, port)));
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}

function problemOf(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new ConfigProblem(`Port ${port} is taken (the service). Choose another: PORT=${port + 100} npm start`);
  }
  return new ConfigProblem(`The service cannot listen on ${host}:${port} (${error.code}). See the settings HOST and PORT.`);
}
