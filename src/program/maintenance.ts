// A keyring has a key for every purpose that a module declares, so all of them have to be there.
import '../app.module.js';
import { type Config } from '../kernel/config/config.js';
import { holdsDatabase, startEmbedded } from '../kernel/database/embedded/index.js';
import {
  addKeyVersion,
  completeKeyring,
  createKeyring,
  keyringExists,
  KeyringProblem,
  readKeyring,
  type RegisteredKey,
  registeredKeys,
  requireOwnKeyring,
} from '../kernel/keyring/index.js';
import { EventLog } from '../kernel/logging/event-log.js';
import { STATUS_LIST_SIGNING } from '../modules/partner-api/index.js';
import { migrate, SERVICE_ROLE } from '../data-source.js';
import { missingKeyring, openFoundation, type OpenFoundation } from './foundation.js';
import { UsageProblem } from './usage-problem.js';

type Say = (line: string) => void;

/** `citykey migrate` */
export async function migrateSchema(config: Config, say: Say): Promise<void> {
  if (config.databaseUrl === null || config.databaseOwnerUrl === null) {
    throw new UsageProblem('DATABASE_URL is not set. The embedded database is brought up to date by npm start.');
  }
  const count = await migrate(config.databaseOwnerUrl);
  say(count === 0 ? 'The schema is up to date.' : `${count} migration(s) done; the schema is up to date.`);
}

/** `citykey keyring init`: never over an existing keyring, never for a database that was written with another one. */
export async function initKeyring(config: Config, say: Say): Promise<void> {
  if (keyringExists(config.keyringPath)) {
    const added = completeKeyring(config.keyringPath);
    say(added.length === 0 ? `${config.keyringPath} is complete.` : `Added keys for ${added.join(', ')}.`);
    return;
  }
  if (((await keysOf(config)) ?? []).length > 0) {
    throw new KeyringProblem(
      `${databaseOf(config)} was written with a keyring already. Restore that keyring to ${config.keyringPath}; a new one could not read the data.`,
    );
  }
  createKeyring(config.keyringPath);
  say(`Made ${config.keyringPath}. Back it up now, apart from the database: whoever has both can read, and without it nobody can.`);
}

/** `citykey keyring check`: reads, and changes nothing. @throws KeyringProblem unless the two belong together. */
export async function checkKeyring(config: Config, say: Say): Promise<void> {
  const known = await keysOf(config);
  if (!keyringExists(config.keyringPath) && known !== null && known.length > 0) throw missingKeyring(config);
  const keyring = readKeyring(config.keyringPath);
  if (known === null) throw new KeyringProblem(`${databaseOf(config)} has no CityKey schema: it is another one, or was never used.`);
  if (known.length === 0) throw new KeyringProblem(`${databaseOf(config)} is not bound to a keyring yet: the first start binds it to the one it is given.`);
  requireOwnKeyring(known, keyring);
  const missing = keyring.missing();
  if (missing.length > 0) throw new KeyringProblem(`The keyring belongs to the database, but lacks keys for ${missing.join(', ')}. Add them with: npm run citykey -- keyring init`);
  say('The keyring belongs to the database.');
}

/** `citykey keyring next-status-list-key`: announces a key, and lets the one sign that was announced before. */
export function announceStatusListKey({ keyringPath }: Config, say: Say): void {
  const version = addKeyVersion(keyringPath, STATUS_LIST_SIGNING);
  say(`${keyringPath} has version ${version} of the key of status lists. Once every instance has been started again with this file,`);
  say(version > 2 ? `partners are shown it, and lists are signed by version ${version - 1}.` : 'partners are shown it; lists go on being signed by version 1. Do this again in a week, and it signs.');
}

/** Runs something on the same database and keyring as the service, without answering requests or doing its jobs. */
export async function withFoundation<T>(config: Config, work: (open: OpenFoundation) => Promise<T>): Promise<T> {
  const open = await openFoundation({ ...config, jobs: false }, new EventLog('silent'), () => undefined);
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

/** The keys that the database was written with; null where there is none, or nothing of this program in it. */
async function keysOf({ databaseUrl, home }: Config): Promise<readonly RegisteredKey[] | null> {
  if (databaseUrl !== null) return registeredKeys(databaseUrl, SERVICE_ROLE);
  if (!holdsDatabase(home)) return null;
  const embedded = await startEmbedded({ home, log: () => undefined });
  try {
    return await registeredKeys(embedded.serviceUrl(), SERVICE_ROLE);
  } finally {
    await embedded.stop();
  }
}

function databaseOf({ databaseUrl, home }: Config): string {
  return databaseUrl === null ? `The embedded database in ${home}` : 'The database in DATABASE_URL';
}
