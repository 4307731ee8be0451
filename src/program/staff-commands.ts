import { type Role, ROLES, systemCaller } from '../kernel/auth/index.js';
import { type Config } from '../kernel/config/config.js';
import { holdsDatabase } from '../kernel/database/embedded/index.js';
import { StaffAccounts } from '../modules/staff/index.js';
import { createContext } from './application.js';
import { withFoundation } from './maintenance.js';
import { UsageProblem } from './usage-problem.js';

type Say = (line: string) => void;

/** An account to make. */
export interface WantedAccount {
  readonly username: string;
  /** As they were written on the command line: several may stand in one text, with commas. */
  readonly roles: readonly string[];
}

const CALLER = systemCaller('command-line');

/** @throws UsageProblem unless the text is a name and its roles, `NAME=ROLE,ROLE`. */
export function wantedAccount(text: string): WantedAccount {
  const [, username, roles] = /^([^=]+)=([^=]+)$/.exec(text) ?? [];
  if (username === undefined || roles === undefined) throw new UsageProblem('Accounts are written NAME=ROLE,ROLE.');
  return { username, roles: [roles] };
}

/**
 * `citykey staff create`: each account with a password that is shown once. Those before one that cannot be made are there.
 * @param json whether each is said as a line of JSON, `{"username","password"}`, and not as a sentence.
 */
export async function createAccounts(config: Config, wanted: readonly WantedAccount[], json: boolean, say: Say): Promise<void> {
  const all = wanted.map(({ username, roles }) => ({ username, roles: roles.flatMap((text) => text.split(',')).map(roleOf) }));
  await withAccounts(config, async (accounts) => {
    for (const one of all) {
      const { username, password } = await accounts.create(CALLER, one);
      say(json ? JSON.stringify({ username, password }) : `Made ${username} (${one.roles.join(', ')}). Password, shown once: ${password}`);
    }
  });
}

/** `citykey staff disable`: nobody signs in with these accounts any more, and their sessions end. */
export async function disableAccounts(config: Config, usernames: readonly string[], say: Say): Promise<void> {
  await withAccounts(config, async (accounts) => {
    for (const username of usernames) {
      await accounts.setState(CALLER, username, 'disabled');
      say(`Disabled ${username}.`);
    }
  });
}

/** @throws UsageProblem where the service has not been started yet: what would be made there is a city of its own. */
function withAccounts(config: Config, work: (accounts: StaffAccounts) => Promise<void>): Promise<void> {
  if (config.databaseUrl === null && !holdsDatabase(config.home)) {
    throw new UsageProblem(`There is no database in ${config.home}. Give the same CITYKEY_HOME or DATABASE_URL as to the service, or start that first: npm start`);
  }
  return withFoundation(config, async ({ foundation }) => {
    const app = await createContext(foundation);
    try {
      await work(app.get(StaffAccounts, { strict: false }));
    } finally {
      await app.close();
    }
  });
}

function roleOf(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (!role) throw new UsageProblem(`A role is one of ${ROLES.join(', ')}.`);
  return role;
}
