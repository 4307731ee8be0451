import fs from 'node:fs';
import { type Config, readConfig } from '../../src/kernel/config/config.js';
import { initKeyring } from '../../src/program/maintenance.js';
import { createAccounts, disableAccounts, wantedAccount } from '../../src/program/staff-commands.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';

describe('citykey staff', () => {
  let place: TestDatabase;
  let config: Config;
  let said: string[];
  const say = (line: string) => void said.push(line);

  beforeAll(async () => {
    place = await createTestDatabase();
    config = readConfig({ CITYKEY_HOME: temporaryHome(), DATABASE_URL: place.serviceUrl, DATABASE_OWNER_URL: place.ownerUrl });
    await initKeyring(config, () => undefined);
  });
  beforeEach(() => void (said = []));
  afterAll(() => place.drop());

  const accounts = () => query(place.ownerUrl, 'SELECT username, roles, state FROM staff.account ORDER BY username');
  const acts = () => query(place.ownerUrl, 'SELECT act, count(*)::int FROM audit.entry GROUP BY act ORDER BY act');

  it('create makes several at once, says each as it was asked to, and disable ends those that are named', async () => {
    await createAccounts(config, [{ username: 'ada', roles: ['clerk', 'auditor,counsel'] }], false, say);
    await createAccounts(config, ['bea=supervisor', 'cy=clerk,auditor'].map(wantedAccount), true, say);
    expect(said[0]).toMatch(/^Made ada \(clerk, auditor, counsel\)\. Password, shown once: \S{23}$/);
    expect(said.slice(1).map((line) => JSON.parse(line) as unknown)).toEqual(
      ['bea', 'cy'].map((username) => ({ username, password: expect.stringMatching(/^\S{23}$/) as string })),
    );
    await disableAccounts(config, ['ada', 'cy'], say);
    expect(said.slice(3)).toEqual(['Disabled ada.', 'Disabled cy.']);
    expect(await accounts()).toEqual([
      { username: 'ada', roles: ['clerk', 'auditor', 'counsel'], state: 'disabled' },
      { username: 'bea', roles: ['supervisor'], state: 'active' },
      { username: 'cy', roles: ['clerk', 'auditor'], state: 'disabled' },
    ]);
    expect(await acts()).toEqual([
      { act: 'staff.account_create', count: 3 },
      { act: 'staff.account_disable', count: 2 },
    ]);
  });

  it('makes no city beside the one that runs: where there is no database yet, it says so and makes nothing', async () => {
    const home = temporaryHome();
    const elsewhere = readConfig({ CITYKEY_HOME: home });
    await expect(createAccounts(elsewhere, [{ username: 'ada', roles: ['admin'] }], false, say)).rejects.toThrow(`There is no database in ${home}. Give the same CITYKEY_HOME`);
    await expect(disableAccounts(elsewhere, ['ada'], say)).rejects.toThrow(`There is no database in ${home}.`);
    expect([said, fs.readdirSync(home)]).toEqual([[], []]);
  });

  it('create makes none where one role is not known, and says which there are; disable refuses a name that nobody has', async () => {
    const before = await accounts();
    await expect(createAccounts(config, ['dan=clerk', 'eve=mayor'].map(wantedAccount), true, say)).rejects.toThrow('A role is one of clerk, supervisor');
    for (const text of ['dan', 'dan=', '=clerk', 'dan=clerk=auditor']) expect(() => wantedAccount(text)).toThrow('NAME=ROLE,ROLE');
    await expect(disableAccounts(config, ['nobody'], say)).rejects.toMatchObject({ code: 'staff.account_not_found' });
    expect([said, await accounts()]).toEqual([[], before]);
  });
});
