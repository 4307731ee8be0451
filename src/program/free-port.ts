import { createServer } from 'node:net';

/** The service cannot listen where it should. The message names the port and the setting. */
export class PortProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PortProblem';
  }
}

/**
 * Looks before anything else is started, so that a taken port costs a moment and not a minute.
 * @throws PortProblem naming the port and the setting.
 */
export async function requireFreePort(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(cannotListen(error, host, port)));
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}

/** What an operator is told where listening failed; any other error as it is. */
export function cannotListen(error: unknown, host: string, port: number): Error {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new PortProblem(`Port ${port} is taken (the service). Choose another: PORT=${port + 100} npm start`);
  }
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return error as Error;
  return new PortProblem(`The service cannot listen on ${host}:${port} (${code}). See the settings HOST and PORT.`);
}
