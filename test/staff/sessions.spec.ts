import { systemCaller } from '../../src/kernel/auth/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { Sessions } from '../../src/modules/staff/sessions.service.js';
import { type Running } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { cookieOf, setCookie, signIn, staffApplication, withAccount, withCookie } from './staff-application.js';

describe('a session', () => {
  let database: TestDatabase;
  let on: Running;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await staffApplication(database);
    await withAccount(on, 'clerk', ['clerk', 'supervisor']);
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  const sessions = () => query(database.ownerUrl, 'SELECT id FROM staff.session');
  const acts = async () => {
    const rows = await query(database.ownerUrl, `SELECT act FROM audit.entry WHERE act <> 'staff.account_create' ORDER BY act`);
    return rows.map(({ act }) => act);
  };

  it('is carried on by its cookie, which changes each time', async () => {
    const first = await signIn(on, 'clerk');
    const second = await withCookie(on, 'refresh', cookieOf(first));
    expect(second.status).toBe(200);
    expect(second.body).toEqual({ accessToken: expect.any(String) as string, expiresIn: 300, roles: ['clerk', 'supervisor'] });
    expect(cookieOf(second)).not.toBe(cookieOf(first));
    const third = await withCookie(on, 'refresh', `other=1; ${cookieOf(second)}; more=2`);
    expect(third.status).toBe(200);
    expect(await sessions()).toHaveLength(1);
  });

  it('is ended by a token that was used before, however long ago', async () => {
    const first = await signIn(on, 'clerk');
    const second = await withCookie(on, 'refresh', cookieOf(first));
    const third = await withCookie(on, 'refresh', cookieOf(second));
    const copied = await withCookie(on, 'refresh', cookieOf(first));
    expect([copied.status, copied.body.code]).toEqual([401, 'auth.credentials_invalid']);
    expect(await sessions()).toHaveLength(0);
    expect((await withCookie(on, 'refresh', cookieOf(third))).status).toBe(401);
    expect(await acts()).toEqual(['staff.session_copied', 'staff.sign_in']);
  });

  it('is carried on once only by many at once', async () => {
    const cookie = cookieOf(await signIn(on, 'clerk'));
    const answers = await Promise.all(Array.from({ length: 8 }, () => withCookie(on, 'refresh', cookie)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await sessions()).toHaveLength(0);
  });

  it('ends after twelve hours, whatever happens', async () => {
    let cookie = cookieOf(await signIn(on, 'clerk'));
    for (let hour = 0; hour < 11; hour += 1) {
      on.clock.forward(3600);
      cookie = cookieOf(await withCookie(on, 'refresh', cookie));
    }
    on.clock.forward(3601);
    expect((await withCookie(on, 'refresh', cookie)).status).toBe(401);
    expect(await on.app.get(Sessions).forgetExpired()).toBe(1);
    expect(await sessions()).toHaveLength(0);
  });

  it('is closed by signing out, and the cookie with it', async () => {
    const cookie = cookieOf(await signIn(on, 'clerk'));
    const out = await withCookie(on, 'logout', cookie);
    expect([out.status, out.text]).toEqual([204, '']);
    expect(setCookie(out)).toMatch(/^__Secure-citykey-refresh=; Expires=Thu, 01 Jan 1970/);
    expect(await sessions()).toHaveLength(0);
    expect((await withCookie(on, 'refresh', cookie)).status).toBe(401);
    expect((await withCookie(on, 'logout', cookie)).status).toBe(204);
    expect((await withCookie(on, 'logout')).status).toBe(204);
    expect(await acts()).toEqual(['staff.sign_in', 'staff.sign_out']);
  });

  it('needs a cookie that makes sense', async () => {
    const none = await withCookie(on, 'refresh');
    expect([none.status, none.body.code]).toEqual([401, 'auth.credentials_missing']);
    const name = cookieOf(await signIn(on, 'clerk')).split('=')[0] as string;
    for (const value of ['', 'x', 'A'.repeat(64), `${'A'.repeat(63)}!`, 'A'.repeat(2000)]) {
      const { status, body } = await withCookie(on, 'refresh', `${name}=${value}`);
      expect([status, body.code]).toEqual([401, 'auth.credentials_invalid']);
    }
    expect(await sessions()).toHaveLength(1);
  });

  it('is kept without anything one could sign in with', async () => {
    const cookie = cookieOf(await signIn(on, 'clerk'));
    const token = Buffer.from(cookie.split('=')[1] as string, 'base64url');
    const [row] = await query(database.ownerUrl, 'SELECT session::text AS row FROM staff.session');
    expect(row?.row).not.toContain(token.subarray(16).toString('hex'));
  });

  it('ends when its account is disabled', async () => {
    const cookie = cookieOf(await signIn(on, 'clerk'));
    await on.app.get(StaffAccounts).setState(systemCaller('test'), 'clerk', 'disabled');
    expect(await sessions()).toHaveLength(0);
    expect((await withCookie(on, 'refresh', cookie)).status).toBe(401);
    expect((await signIn(on, 'clerk')).status).toBe(401);
    await on.app.get(StaffAccounts).setState(systemCaller('test'), 'clerk', 'active');
    expect((await signIn(on, 'clerk')).status).toBe(200);
  });
});
