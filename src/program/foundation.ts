import { Clock } from '../kernel/clock/clock.js';
import { type Config } from '../kernel/config/config.js';
import { Database, type Statement } from '../kernel/database/index.js';
import { type EmbeddedDatabase, startEmbedded } from '../kernel/database/embedded/index.js';
import { type Foundation } from '../kernel/kernel.module.js';
import {
  completeKeyring,
  createKeyring,
  type Keyring,
  keyringExists,
  KeyringProblem,
  knowsKeyring,
  readKeyring,
  recogniseKeyring,
} from '../kernel/keyring/index.js';
import { type EventLog } from '../kernel/logging/event-log.js';
import { migrate, serviceDataSource } from '../data-source.js';
import { makeHome } from './home-folder.js';

const KEYRING_LOCK: Statement = { name: 'keyring-lock', text: `SELECT pg_advisory_xact_lock(hashtext('kernel.keyring'))`, values: [] };

/** A foundation together with the embedded server under it, when there is one. */
export interface OpenFoundation {
  readonly foundation: Foundation;
  readonly embedded: EmbeddedDatabase | null;
  /** How many migrations brought the schema up to date. */
  readonly migrations: number;
  /** Closes the pool and, as its last user, stops the embedded server. */
  close(): Promise<void>;
}

/**
 * Starts or connects the database, brings the schema up to date and opens the keyring.
 * @throws KeyringProblem, EmbeddedDatabaseError or the driver's error when one of them cannot be had.
 */
export async function openFoundation(config: Config, log: EventLog, say: (line: string) => void): Promise<OpenFoundation> {
  if (config.databaseUrl === null) makeHome(config);
  const embedded = config.databaseUrl === null ? await startServer(config, say) : null;
  try {
    const migrations = await migrate(embedded?.ownerUrl ?? given(config.databaseOwnerUrl));
    const dataSource = serviceDataSource(embedded?.serviceUrl() ?? given(config.databaseUrl), config.databasePool);
    await dataSource.initialize();
    const close = async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await embedded?.stop();
    };
    try {
      const keyring = await openKeyring(config, new Database(dataSource), embedded !== null);
      return { foundation: { config, clock: new Clock(config.timeZone), log, keyring, dataSource }, embedded, migrations, close };
    } catch (error) {
      if (dataSource.isInitialized) await dataSource.destroy();
      throw error;
    }
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

function startServer(config: Config, log: (line: string) => void): Promise<EmbeddedDatabase> {
  const port = config.embeddedDatabasePort;
  return startEmbedded({ home: config.home, log, ...(port === null ? {} : { port }) });
}

async function openKeyring(config: Config, database: Database, embedded: boolean): Promise<Keyring> {
  if (embedded) await provideKeyring(config, database);
  else if (!keyringExists(config.keyringPath) && (await knowsKeyring(database))) throw missingKeyring(config);
  const keyring = readKeyring(config.keyringPath);
  const missing = keyring.missing();
  if (missing.length > 0) {
    throw new KeyringProblem(`The keyring lacks keys for ${missing.join(', ')}. Add them with: npm run citykey -- keyring init`);
  }
  await recogniseKeyring(database, keyring);
  return keyring;
}

/**
 * Beside an embedded database a first keyring is made and an older one completed; for any other, only `citykey keyring
 * init` does so. Of several programs that start at once, one does it and the others find it done: were two to draw a key
 * for the same purpose, one of them would go on with a key that no file has.
 * @throws KeyringProblem when the keyring of a database that was written with one is missing, or cannot be read.
 */
export async function provideKeyring(config: Config, database: Database): Promise<void> {
  const { keyringPath } = config;
  await database.transaction(async (tx) => {
    await tx.query(KEYRING_LOCK);
    if (keyringExists(keyringPath)) completeKeyring(keyringPath);
    else if (await knowsKeyring(database)) throw missingKeyring(config);
    else createKeyring(keyringPath);
  });
}

/** Of a database that was written with a keyring: a new one would not help, so none is proposed. */
export function missingKeyring({ keyringPath, databaseUrl, home }: Config): KeyringProblem {
  const anew = databaseUrl === null ? ` To begin anew without the data, remove ${home} as a whole.` : '';
  return new KeyringProblem(`The keyring ${keyringPath} is missing, and this database was written with one. Restore it from its backup.${anew}`);
}

function given(url: string | null): string {
  if (url === null) throw new Error('DATABASE_URL is not set');
  return url;
}
