import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { type Config, readConfig } from '../../src/kernel/config/config.js';
import { databaseUnavailable } from '../../src/kernel/errors/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { createKeyring } from '../../src/kernel/keyring/index.js';
import { explain } from '../../src/program/explain.js';
import { openFoundation } from '../../src/program/foundation.js';
import { checkKeyring } from '../../src/program/maintenance.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';

const PASSWORD = 'a-password-that-is-told-to-nobody';

let place: TestDatabase;
beforeAll(async () => {
  place = await createTestDatabase();
});
afterAll(() => place.drop());

const configured = (env: Record<string, string>) => readConfig({ CITYKEY_HOME: temporaryHome(), ...env });

/** What is said of a start that fails; a stack has lines that begin with `at`. */
async function failure(config: Config, command: (config: Config) => Promise<unknown> = start): Promise<string> {
  try {
    await command(config);
  } catch (error) {
    return explain(error, config);
  }
  throw new Error('it started');
}

async function start(config: Config): Promise<void> {
  const open = await openFoundation(config, new EventLog('silent'), () => undefined);
  await open.close();
}

function changed(url: string, change: (url: URL) => void): string {
  const copy = new URL(url);
  change(copy);
  return copy.toString();
}

const wrongPassword = (url: string) => changed(url, (one) => (one.password = PASSWORD));

describe('what an operator is told of a database', () => {
  it('names the login that was refused by its setting, and keeps the password to itself', async () => {
    const owner = await failure(configured({ DATABASE_URL: place.serviceUrl, DATABASE_OWNER_URL: wrongPassword(place.ownerUrl) }));
    expect(owner).toMatch(/does not let this login in\. Check DATABASE_OWNER_URL\. The server says: password authentication failed/);
    const service = await failure(configured({ DATABASE_URL: wrongPassword(place.serviceUrl), DATABASE_OWNER_URL: place.ownerUrl }));
    expect(service).toMatch(/does not let this login in\. Check DATABASE_URL\. The server says/);
    expect(owner + service).not.toMatch(new RegExp(`${PASSWORD}|^ +at `, 'm'));
  });

  it('says that there is none of that name', async () => {
    const said = await failure(configured({ DATABASE_URL: changed(place.ownerUrl, (url) => (url.pathname = '/nowhere')) }));
    expect(said).toMatch(/^There is no such database\. Check DATABASE_URL.*"nowhere" does not exist.*operations\.md/);
  });

  it('says what a login may not do, and that the owner was forgotten', async () => {
    const login = `login_${randomBytes(6).toString('hex')}`;
    await query(place.ownerUrl, `CREATE ROLE ${login} LOGIN PASSWORD '${PASSWORD}'`);
    try {
      const url = changed(place.ownerUrl, (one) => Object.assign(one, { username: login, password: PASSWORD }));
      expect(await failure(configured({ DATABASE_URL: url }))).toMatch(/^The login in DATABASE_URL may not make the schema: set DATABASE_OWNER_URL.*permission denied/);
      expect(await failure(configured({ DATABASE_URL: place.serviceUrl, DATABASE_OWNER_URL: url }))).toMatch(/^The login in DATABASE_OWNER_URL may not.*permission denied/);
      expect(await failure(configured({ DATABASE_URL: url, DATABASE_OWNER_URL: place.ownerUrl }))).toMatch(/^The login in DATABASE_URL is not in the role.*permission denied to set role/);
    } finally {
      await query(place.ownerUrl, `DROP ROLE ${login}`);
    }
  });

  it('says that nothing is there, or something else', async () => {
    const other = net.createServer((socket) => socket.on('error', () => undefined).resume().end()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const DATABASE_URL = `postgres://somebody:${PASSWORD}@127.0.0.1:${port}/citykey`;
    const said = await failure(configured({ DATABASE_URL }));
    expect(said).toBe(`What is at 127.0.0.1:${port} does not answer as PostgreSQL does (Connection terminated unexpectedly). Check DATABASE_URL.`);
    await once(other.close(), 'close');
    const config = configured({ DATABASE_URL });
    createKeyring(config.keyringPath);
    for (const command of [start, (it: Config) => checkKeyring(it, () => undefined)]) {
      expect(await failure(config, command)).toBe(`The database at 127.0.0.1:${port} cannot be reached (ECONNREFUSED). Check DATABASE_URL, and that it is running.`);
    }
  });
});

it('says what stands behind a code', () => {
  expect(explain(databaseUnavailable(), configured({}))).toMatch(/^[A-Z][^.]+\.( .*)? \(database\.unavailable\)$/);
});

describe('what an operator is told of a file', () => {
  it('names the place and the setting', async () => {
    const file = path.join(temporaryHome(), 'file');
    fs.writeFileSync(file, '');
    for (const CITYKEY_HOME of [file, path.join(file, 'home')]) {
      const said = await failure(readConfig({ CITYKEY_HOME }));
      expect(said).toMatch(/cannot be used \((EEXIST|ENOTDIR), mkdir\)/);
      expect(said).toContain(`CITYKEY_HOME is ${CITYKEY_HOME}.`);
    }
    const CITYKEY_KEYRING = path.join(file, 'keyring.json');
    const config = configured({ DATABASE_URL: place.serviceUrl, CITYKEY_KEYRING });
    expect(await failure(config, () => Promise.resolve(createKeyring(config.keyringPath)))).toContain(`CITYKEY_KEYRING is ${CITYKEY_KEYRING}.`);
  });

  it('is where it happened, when it is none of ours', () => {
    const error = Object.assign(new Error('odd'), { code: 'EACCES', syscall: 'open', path: '/elsewhere' });
    expect(explain(error, configured({}))).toMatch(/odd\n +at /);
  });
});
