import { createServer, type AddressInfo } from 'node:net';
import { EmbeddedDatabaseError } from './error.js';

/** The setting that names the embedded server's port. */
export const PORT_SETTING = 'CITYKEY_DATABASE_PORT';

const USUAL_PORT = 54_329;

/**
 * A loopback port that is free now: the one asked for, else the usual one, else any.
 *
 * @throws EmbeddedDatabaseError naming port and setting when the one asked for is taken
 */
export async function choosePort(asked: number | undefined, usual = USUAL_PORT): Promise<number> {
  if (asked === undefined) return (await bind(usual)) ?? (await bind(0)) ?? usual;
  if ((await bind(asked)) === undefined) {
    throw new EmbeddedDatabaseError(
      `Port ${asked} is taken (the embedded database). Choose another, or leave it out to have a free one chosen: ${PORT_SETTING}=${asked + 100} npm start`,
    );
  }
  return asked;
}

function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: bound } = probe.address() as AddressInfo;
      probe.close(() => resolve(bound));
    });
  });
}
