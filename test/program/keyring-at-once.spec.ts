import fs from 'node:fs';
import { readConfig } from '../../src/kernel/config/config.js';
import { type Database } from '../../src/kernel/database/index.js';
import { completeKeyring, createKeyring, readKeyring, recogniseKeyring } from '../../src/kernel/keyring/index.js';
import { provideKeyring } from '../../src/program/foundation.js';
import { createKernel, type TestKernel } from '../setup/kernel.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { temporaryHome } from '../setup/homes.js';

/** What every program takes before it looks at the keyring. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtext('kernel.keyring'))`;

describe('the keyring of an embedded database, when programs start at once', () => {
  const config = readConfig({ CITYKEY_HOME: temporaryHome() });
  const file = config.keyringPath;
  let kernel: TestKernel;
  let database: Database;

  beforeEach(async () => {
    fs.rmSync(file, { force: true });
    kernel = await createKernel();
    database = kernel.database;
  });
  afterEach(() => kernel.close());

  /** As a version left it that did not know one of the purposes. */
  function makeOlder(): void {
    createKeyring(file);
    const content = JSON.parse(fs.readFileSync(file, 'utf8')) as { keys: Record<string, unknown> };
    delete content.keys[Object.keys(content.keys)[0] ?? ''];
    fs.writeFileSync(file, JSON.stringify(content));
  }

  it.each([
    ['completed', makeOlder, () => completeKeyring(file)],
    ['made', () => undefined, () => createKeyring(file)],
  ])('is %s by one of them, and the others wait and take it as it is', async (_, before, byAnother) => {
    before();
    const another = await HeldTransaction.begin(kernel.place.ownerUrl);
    await another.query(LOCK);
    const waiting = [provideKeyring(config, database), provideKeyring(config, database)];
    await another.waitedFor(2);
    byAnother();
    const made = fs.readFileSync(file, 'utf8');
    await another.commit();
    await Promise.all(waiting);
    expect(fs.readFileSync(file, 'utf8')).toBe(made);
    expect(readKeyring(file).missing()).toEqual([]);
  });

  it('is not made anew for a database that was written with one', async () => {
    await provideKeyring(config, database);
    await recogniseKeyring(database, readKeyring(file));
    fs.rmSync(file);
    await expect(provideKeyring(config, database)).rejects.toThrow('Restore it from its backup');
    expect(fs.existsSync(file)).toBe(false);
  });
});
