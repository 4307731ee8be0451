import fs from 'node:fs';
import path from 'node:path';
import { type Config, readConfig } from '../../src/kernel/config/config.js';
import { Database } from '../../src/kernel/database/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { completeKeyring, createKeyring, readKeyring, recogniseKeyring } from '../../src/kernel/keyring/index.js';
import { STATUS_LIST_SIGNING } from '../../src/modules/partner-api/index.js';
import { missingKeyring, openFoundation } from '../../src/program/foundation.js';
import { announceStatusListKey, checkKeyring, initKeyring } from '../../src/program/maintenance.js';
import { testDataSource } from '../setup/data-source.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';

describe('citykey keyring', () => {
  let place: TestDatabase;
  let said: string[];
  const say = (line: string) => void said.push(line);

  beforeEach(async () => {
    place = await createTestDatabase();
    said = [];
  });
  afterEach(() => place.drop());

  function configured(more: Record<string, string> = {}): Config {
    return readConfig({ CITYKEY_HOME: temporaryHome(), DATABASE_URL: place.serviceUrl, DATABASE_OWNER_URL: place.ownerUrl, ...more });
  }

  /** As the first start does it. */
  async function bind({ databaseUrl, keyringPath }: Config): Promise<void> {
    const source = await testDataSource(databaseUrl ?? '', 2);
    await recogniseKeyring(new Database(source), readKeyring(keyringPath));
    await source.destroy();
  }

  const registered = () => query(place.ownerUrl, 'SELECT purpose FROM kernel.keyring_check');

  it('check says that the keyring belongs, and init that another one would not', async () => {
    const config = configured();
    await initKeyring(config, say);
    await bind(config);
    await checkKeyring(config, say);
    expect(said.at(-1)).toBe('The keyring belongs to the database.');

    const other = configured();
    await expect(initKeyring(other, say)).rejects.toThrow('written with a keyring already');
    expect(fs.existsSync(other.keyringPath)).toBe(false);
    createKeyring(other.keyringPath);
    await expect(checkKeyring(other, say)).rejects.toThrow('does not belong to this database');
  });

  it('check leaves a database unbound that no keyring was used with', async () => {
    const config = configured();
    await initKeyring(config, say);
    await expect(checkKeyring(config, say)).rejects.toThrow('not bound to a keyring yet');
    expect(await registered()).toEqual([]);
  });

  it('check leaves a database empty that is somebody else\'s', async () => {
    const schemas = await query(place.ownerUrl, `SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)'`);
    await query(place.ownerUrl, `DROP SCHEMA ${schemas.map(({ nspname }) => String(nspname)).join(', ')} CASCADE`);
    const config = configured();
    await initKeyring(config, say);
    await expect(checkKeyring(config, say)).rejects.toThrow('no CityKey schema');
    expect(await query(place.ownerUrl, `SELECT FROM pg_namespace WHERE nspname = 'kernel'`)).toEqual([]);
  });

  it('check says which keys a newer version needs, and adds none', async () => {
    const config = configured();
    await initKeyring(config, say);
    const content = JSON.parse(fs.readFileSync(config.keyringPath, 'utf8')) as { keys: Record<string, unknown> };
    const [purpose = ''] = Object.keys(content.keys);
    delete content.keys[purpose];
    const older = JSON.stringify(content);
    fs.writeFileSync(config.keyringPath, older);
    await bind(config);
    await expect(checkKeyring(config, say)).rejects.toThrow(`lacks keys for ${purpose}`);
    expect(fs.readFileSync(config.keyringPath, 'utf8')).toBe(older);
    expect(completeKeyring(config.keyringPath)).toEqual([purpose]);
    await checkKeyring(config, say);
  });

  it('check of a database that was written with a keyring proposes no new one where the file is missing', async () => {
    const config = configured();
    await expect(checkKeyring(config, say)).rejects.toThrow('npm run citykey -- keyring init');
    await initKeyring(config, say);
    await bind(config);
    fs.renameSync(config.keyringPath, `${config.keyringPath}.away`);
    const missing = /^The keyring .* is missing, and this database was written with one\. Restore it from its backup\.$/;
    await expect(checkKeyring(config, say)).rejects.toThrow(missing);
    await expect(openFoundation(config, new EventLog('silent'), say)).rejects.toThrow(missing);
    expect(missingKeyring({ ...config, databaseUrl: null }).message).toContain(`remove ${config.home} as a whole`);
  });

  it('next-status-list-key adds a key and leaves all others, and the file still belongs to the database', async () => {
    const config = configured();
    await initKeyring(config, say);
    await bind(config);
    const keys = () => (JSON.parse(fs.readFileSync(config.keyringPath, 'utf8')) as { keys: Record<string, Record<string, string>> }).keys;
    const before = keys();
    announceStatusListKey(config, say);
    expect(said.at(-1)).toContain('lists go on being signed by version 1');
    announceStatusListKey(config, say);
    expect(said.at(-1)).toContain('lists are signed by version 2');
    expect(readKeyring(config.keyringPath).versions(STATUS_LIST_SIGNING)).toEqual([3, 2, 1]);
    const { [STATUS_LIST_SIGNING.name]: signing, ...others } = keys();
    expect({ ...others, [STATUS_LIST_SIGNING.name]: { 1: signing?.[1] } }).toEqual(before);
    expect(new Set(Object.values(signing ?? {})).size).toBe(3);
    expect(fs.statSync(config.keyringPath).mode & 0o777).toBe(0o600);
    await checkKeyring(config, say);
    await bind(config);
  });

  it('next-status-list-key makes no keyring, and stops at the last number there is', async () => {
    const config = configured();
    expect(() => announceStatusListKey(config, say)).toThrow('There is no keyring');
    await initKeyring(config, say);
    const content = JSON.parse(fs.readFileSync(config.keyringPath, 'utf8')) as { keys: Record<string, Record<string, string>> };
    const { [STATUS_LIST_SIGNING.name]: signing = {} } = content.keys;
    signing['255'] = signing['1'] ?? '';
    fs.writeFileSync(config.keyringPath, JSON.stringify(content));
    expect(() => announceStatusListKey(config, say)).toThrow('all there can be');
  });

  it('check makes no embedded database where there is none', async () => {
    const home = temporaryHome();
    const config = readConfig({ CITYKEY_HOME: home });
    createKeyring(config.keyringPath);
    await expect(checkKeyring(config, say)).rejects.toThrow('no CityKey schema');
    expect(fs.readdirSync(home)).toEqual([path.basename(config.keyringPath)]);
  });
});
