import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Client } from 'pg';
import { APP, OWNER, startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { runFolder } from './homes.js';

const TEMPLATE = 'citykey_template';
const MAINTENANCE = 'postgres';
// Serializes the making of the template over all Jest workers.
const TEMPLATE_LOCK = 4_120_250_419;

/** A migrated database of a test's own. */
export interface TestDatabase {
  /** The superuser. */
  ownerUrl: string;
  /** The role the service runs as. */
  serviceUrl: string;
  /** Removes the database, cutting off whoever is connected. */
  drop(): Promise<void>;
}

type Url = (role: typeof OWNER | typeof APP, database: string) => string;

/** Known to all suites of a worker: each has this module anew, and to find the server takes longer than to clone a database. */
const known = globalThis as { citykeyTestServer?: Promise<Url> };

/**
 * Clones the migrated template into a database that nobody else uses. All tests of a run share one server, which
 * the first call starts; it does not survive a crash (fsync is off).
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const url = await (known.citykeyTestServer ??= findServer());
  const name = `test_${randomBytes(8).toString('hex')}`;
  // Copying files beats the default, which writes every page to the log, five times over (20 ms against 110).
  await administer(url(OWNER, MAINTENANCE), (client) =>
    client.query(`create database ${name} template ${TEMPLATE} strategy file_copy`),
  );
  return {
    ownerUrl: url(OWNER, name),
    serviceUrl: url(APP, name),
    drop: () =>
      administer(url(OWNER, MAINTENANCE), async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

async function findServer(): Promise<Url> {
  const home = path.join(runFolder(), 'shared');
  const { url, detach } = await startEmbedded({ home, durable: false, log: () => {} });
  await administer(url(OWNER, MAINTENANCE), async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [TEMPLATE]);
    if (rowCount === 0) await makeTemplate(client, (database) => url(OWNER, database));
  });
  await detach();
  return url;
}

// The template gets its name when it is whole, so that a failed migration fails every test that needs it.
async function makeTemplate(client: Client, url: (database: string) => string): Promise<void> {
  const torn = `${TEMPLATE}_part`;
  await client.query(`drop database if exists ${torn} with (force)`);
  await client.query(`create database ${torn}`);
  const { migrate } = await import('../../src/data-source.js');
  await migrate(url(torn));
  await client.query(`alter database ${torn} rename to ${TEMPLATE}`);
}

async function administer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
