import { type Config, ConfigProblem } from './config.js';

const SANDBOX_PORTS = 5;

type Wanted = Pick<Config, 'port' | 'sandbox' | 'sandboxPort' | 'databaseUrl' | 'embeddedDatabasePort'>;

/**
 * Makes sure that what one start brings up does not want the same port twice.
 * @throws ConfigProblem naming both settings.
 */
export function requireDistinctPorts({ port, sandbox, sandboxPort, databaseUrl, embeddedDatabasePort }: Wanted): void {
  const wanted = [{ setting: 'PORT', first: port, last: port }];
  if (sandbox) wanted.push({ setting: 'CITYKEY_SANDBOX_PORT', first: sandboxPort, last: sandboxPort + SANDBOX_PORTS - 1 });
  if (databaseUrl === null && embeddedDatabasePort !== null) {
    wanted.push({ setting: 'CITYKEY_DATABASE_PORT', first: embeddedDatabasePort, last: embeddedDatabasePort });
  }
  for (const [place, one] of wanted.entries()) {
    const other = wanted.slice(place + 1).find(({ first, last }) => first <= one.last && one.first <= last);
    if (other) throw new ConfigProblem(`${named(one)} and ${named(other)} want the same port. Choose another for one of the two.`);
  }
}

function named({ setting, first, last }: { setting: string; first: number; last: number }): string {
  return `${setting} (${first === last ? first : `${first} to ${last}`})`;
}
