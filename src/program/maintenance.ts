import { type Config } from '../kernel/config/config.js';
import { systemCaller, type Role, ROLES } from '../kernel/auth/index.js';
import { Database } from '../kernel/database/index.js';
import { completeKeyring, createKeyring, keyringExists, KeyringProblem, knowsKeyring } from '../kernel/keyring/index.js';
import { EventLog } from '../kernel/logging/event-log.js';
import { StaffAccounts } from '../modules/staff/index.js';
import { migrate, serviceDataSource } from '../data-source.js';
import { createContext } from './application.js';
import { openFoundation, type OpenFoundation } from './foundation.js';

type Say = (line: string) => void;

/** The command line was used in a way that cannot be carried out. The message says what fits. */
export class UsageProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageProblem';
  }
}

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
  if (config.databaseUrl !== null && (await databaseKnowsKeyring(config))) {
    throw new KeyringProblem(
      `The database in DATABASE_URL was written with a keyring already. Restore that keyring to ${config.keyringPath}; a new one could not read the data.`,
    );
  }
  createKeyring(config.keyringPath);
  say(`Made ${config.keyringPath}. Back it up now, apart from the database: whoever has both can read, and without it nobody can.`);
}

/** `citykey keyring check` */
export async function checkKeyring(config: Config, say: Say): Promise<void> {
  await withFoundation(config, () => Promise.resolve());
  say('The keyring belongs to the database.');
}

/** `citykey staff create` */
export async function createAccount(config: Config, options: { username: string; role: string[] }, say: Say): Promise<void> {
  const roles = options.role.flatMap((text) => text.split(',')).map(roleOf);
  await withFoundation(config, async ({ foundation }) => {
    const app = await createContext(foundation);
    try {
      const accounts = app.get(StaffAccounts, { strict: false });
      const { username, password } = await accounts.create(systemCaller('command-line'), { username: options.username, roles });
      say(`Made ${username} (${roles.join(', ')}). Password, shown once: ${password}`);
    } finally {
      await app.close();
    }
  });
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

async function databaseKnowsKeyring(config: Config): Promise<boolean> {
  if (config.databaseUrl === null || config.databaseOwnerUrl === null) return false;
  await migrate(config.databaseOwnerUrl);
  const source = await serviceDataSource(config.databaseUrl, 2).initialize();
  try {
    return await knowsKeyring(new Database(source));
  } finally {
    await source.destroy();
  }
}

function roleOf(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (!role) throw new UsageProblem(`--role takes ${ROLES.join(', ')}.`);
  return role;
}
