import { Client } from 'pg';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { SignIn } from '../../src/modules/staff/sign-in.service.js';
import { type Running } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';
import { PASSWORD, signIn, staffApplication, withAccount } from './staff-application.js';

const WRONG = 'not the password';

describe.each([
  ['of an account', 'clerk'],
  ['that nobody has', 'nobody'],
])('a name %s', (_, name) => {
  let database: TestDatabase;
  let on: Running;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await staffApplication(database);
    on.clock.stop();
    await withAccount(on, 'clerk');
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  const fail = async (times: number) => {
    for (let time = 0; time < times; time += 1) expect((await signIn(on, name, WRONG)).status).toBe(401);
  };

  it('is locked after five failures, for longer after each further one', async () => {
    await fail(5);
    for (const seconds of [30, 60, 120, 240, 480, 900, 900]) {
      const locked = await signIn(on, name, WRONG);
      expect([locked.status, locked.body.code]).toEqual([429, 'auth.locked']);
      expect(locked.headers['retry-after']).toBe(String(seconds));
      on.clock.forward(seconds - 1);
      expect((await signIn(on, name, WRONG)).status).toBe(429);
      on.clock.forward(1);
      await fail(1);
    }
  });

  it('is locked on every instance', async () => {
    const other = await staffApplication(database, { keyring: on.keyring });
    try {
      await fail(3);
      expect([(await signIn(other, name, WRONG)).status, (await signIn(other, name, WRONG)).status]).toEqual([401, 401]);
      expect((await signIn(on, name)).status).toBe(429);
    } finally {
      await other.app.close();
    }
  });

  it('gives twenty guesses at once no more tries than there are', async () => {
    await fail(1);
    const holder = new Client({ connectionString: database.ownerUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM staff.sign_in_try FOR UPDATE');
      const guesses = Promise.all(Array.from({ length: 20 }, () => signIn(on, name, WRONG)));
      const waiting = `SELECT count(*)::integer AS count FROM pg_stat_activity
                       WHERE wait_event_type = 'Lock' AND datname = current_database()`;
      await until(async () => (await query(database.ownerUrl, waiting))[0]?.count === 20);
      await holder.query('COMMIT');
      const statuses = (await guesses).map(({ status }) => status);
      expect(statuses.filter((status) => status === 401)).toHaveLength(4);
      expect(statuses.filter((status) => status === 429)).toHaveLength(16);
    } finally {
      await holder.end();
    }
  });

  it('gives twenty first guesses at once no more tries either', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(on, name, WRONG)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('is forgotten a day later', async () => {
    await fail(5);
    on.clock.forward(30 + 86_400 - 1);
    expect(await on.app.get(SignIn).forgetExpired()).toBe(0);
    on.clock.forward(2);
    expect(await on.app.get(SignIn).forgetExpired()).toBe(1);
    await fail(1);
    expect(await query(database.ownerUrl, 'SELECT failures FROM staff.sign_in_try')).toEqual([{ failures: 1 }]);
  });

  it('leaves one entry of the lock in the audit', async () => {
    await fail(5);
    await signIn(on, name, WRONG);
    const counted = `SELECT act, count(*)::integer AS times FROM audit.entry WHERE act <> 'staff.account_create' GROUP BY act ORDER BY act`;
    expect(await query(database.ownerUrl, counted)).toEqual([
      { act: 'staff.lock_out', times: 1 },
      { act: 'staff.sign_in_refused', times: 5 },
    ]);
  });
});

describe('the right password', () => {
  let database: TestDatabase;
  let on: Running;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await staffApplication(database);
    on.clock.stop();
    await withAccount(on, 'clerk');
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  it('is not even looked at while the name is locked, and forgets the failures afterwards', async () => {
    for (let time = 0; time < 5; time += 1) await signIn(on, 'clerk', WRONG);
    expect((await signIn(on, 'clerk', PASSWORD)).status).toBe(429);
    on.clock.forward(30);
    expect((await signIn(on, 'clerk', PASSWORD)).status).toBe(200);
    expect(await query(database.ownerUrl, 'SELECT FROM staff.sign_in_try')).toHaveLength(0);
    for (let time = 0; time < 5; time += 1) expect((await signIn(on, 'clerk', WRONG)).status).toBe(401);
  });

  it('locks nobody else', async () => {
    for (let time = 0; time < 6; time += 1) await signIn(on, 'nobody', WRONG);
    expect((await signIn(on, 'clerk')).status).toBe(200);
    expect(await on.app.get(StaffAccounts).count()).toBe(1);
  });
});
