import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { type Role, systemCaller } from '../../src/kernel/auth/index.js';
import { readConfig } from '../../src/kernel/config/config.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { declaredPurposes, Keyring } from '../../src/kernel/keyring/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { PartnersModule } from '../../src/modules/partners/index.js';
import { StaffAccounts, StaffModule } from '../../src/modules/staff/index.js';
import { type Running } from '../partners/application.js';
import { ProfilesModule } from '../partners/partner-application.js';
import { testDataSource } from '../setup/data-source.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { PASSWORD, signIn, staffApplication } from './staff-application.js';

const CALLER = systemCaller('test');

describe('accounts of staff', () => {
  let database: TestDatabase;
  let on: Running;
  let accounts: StaffAccounts;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await staffApplication(database);
    accounts = on.app.get(StaffAccounts);
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  it('are made with a generated password, which is shown once and works', async () => {
    expect(await accounts.count()).toBe(0);
    const made = await accounts.create(CALLER, { username: 'clerk', roles: ['clerk'] });
    expect(made).toEqual({ id: expect.any(String) as string, username: 'clerk', password: expect.stringMatching(/^([0-9A-HJKMNP-TV-Z]{5}-?){4}$/) as string });
    expect((await signIn(on, 'clerk', made.password)).status).toBe(200);
    expect(await accounts.count()).toBe(1);
    expect(await accounts.list()).toEqual([
      { id: made.id, username: 'clerk', roles: ['clerk'], state: 'active', secondFactor: false, mustChangePassword: false, oidcBound: false, version: 1 },
    ]);
    const [row] = await query(database.ownerUrl, 'SELECT password_hash FROM staff.account');
    expect(row?.password_hash).toMatch(/^1:\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it.each([
    ['a short password', { password: 'eleven char' }, 'staff.password_unsuitable'],
    ['a long password', { password: 'x'.repeat(129) }, 'staff.password_unsuitable'],
    ['no role', { roles: [] }, 'staff.roles_invalid'],
    ['an unknown role', { roles: ['king'] as unknown as Role[] }, 'staff.roles_invalid'],
    ['a capital in the name', { username: 'Clerk' }, 'staff.username_invalid'],
    ['a space in the name', { username: 'the clerk' }, 'staff.username_invalid'],
  ])('are not made with %s', async (_, wrong, code) => {
    const account = { username: 'clerk', roles: ['clerk'] as Role[], password: PASSWORD, ...wrong };
    await expect(accounts.create(CALLER, account)).rejects.toMatchObject({ code });
    expect(await accounts.count()).toBe(0);
  });

  it('can be made without a server, as the command line does', async () => {
    const dataSource = await testDataSource(database.serviceUrl, 2);
    const { keyring, clock } = on;
    const kernel = KernelModule.on({ config: readConfig({}), clock, log: new EventLog('silent'), keyring, dataSource });
    const whole = { module: class Whole {}, imports: [kernel, ProfilesModule, StaffModule, PartnersModule] };
    const context = await NestFactory.createApplicationContext(whole, { logger: false, abortOnError: false });
    const { password } = await context.get(StaffAccounts, { strict: false }).create(CALLER, { username: 'clerk', roles: ['clerk'] });
    await context.close();
    expect((await signIn(on, 'clerk', password)).status).toBe(200);
  });

  it('have names of their own', async () => {
    const make = () => accounts.create(CALLER, { username: 'clerk', roles: ['clerk'] });
    const outcomes = await Promise.allSettled([make(), make()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(make()).rejects.toMatchObject({ code: 'staff.username_taken' });
    await expect(accounts.setState(CALLER, 'nobody', 'disabled')).rejects.toMatchObject({ code: 'staff.account_not_found' });
  });

  it('move to the newest key of the keyring when their owner signs in', async () => {
    await accounts.create(CALLER, { username: 'clerk', roles: ['clerk'], password: PASSWORD });
    const versions = declaredPurposes().map((purpose) => {
      return [purpose.name, new Map([[1, on.keyring.secret(purpose, 1)], [2, randomBytes(32)]])] as const;
    });
    const later = await staffApplication(database, { keyring: new Keyring(new Map(versions)) });
    try {
      const prefix = `SELECT split_part(password_hash, ':', 1) AS version FROM staff.account`;
      const version = async () => (await query(database.ownerUrl, prefix))[0]?.version;
      expect((await signIn(later, 'clerk', 'not the password')).status).toBe(401);
      expect(await version()).toBe('1');
      expect((await signIn(later, 'clerk')).status).toBe(200);
      expect(await version()).toBe('2');
      expect((await signIn(later, 'clerk')).status).toBe(200);
    } finally {
      await later.app.close();
    }
  });
});
