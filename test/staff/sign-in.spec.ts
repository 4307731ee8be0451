import request from 'supertest';
import { StaffTokens, systemCaller } from '../../src/kernel/auth/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { Passwords } from '../../src/modules/staff/passwords.service.js';
import { type Answer, answered, freshKeyring, type Running } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { PASSWORD, setCookie, signIn, staffApplication, withAccount } from './staff-application.js';

describe('signing in', () => {
  let database: TestDatabase;
  let on: Running;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await staffApplication(database);
    await withAccount(on, 'clerk');
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  /** An answer without what differs from one request to the next. */
  const shape = ({ status, body, headers }: Answer) => {
    const differs = ['requestId', 'x-request-id', 'date'];
    const same = (from: object) => Object.fromEntries(Object.entries(from).filter(([name]) => !differs.includes(name)));
    return { status, body: same(body), headers: same(headers) };
  };

  it('gives a short token, the roles, and a cookie no script can read', async () => {
    const answer = await signIn(on, 'clerk');
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({ accessToken: expect.any(String) as string, expiresIn: 300, roles: ['clerk'] });
    const claims = await on.app.get(StaffTokens).verify(answer.body.accessToken as string);
    expect(claims.roles).toEqual(['clerk']);
    expect(setCookie(answer)).toMatch(
      /^__Secure-citykey-refresh=[A-Za-z0-9_-]{64}; Expires=[^;]+; Path=\/v1\/auth; HttpOnly; SameSite=Strict; Secure$/,
    );
  });

  it('sets the cookie on the loopback interface without https, and below the public path', async () => {
    const settings = { CITYKEY_PUBLIC_URL: 'http://localhost:7400/cards' };
    const local = await staffApplication(database, { keyring: on.keyring, settings });
    try {
      const cookie = setCookie(await signIn(local, 'clerk'));
      expect(cookie).toMatch(/^citykey-refresh=.*; Path=\/cards\/v1\/auth; HttpOnly; SameSite=Strict$/);
    } finally {
      await local.app.close();
    }
  });

  it('takes the name with capitals and spaces around it', async () => {
    expect((await signIn(on, ' Clerk ')).status).toBe(200);
  });

  it('answers a wrong password, an unknown name and a disabled account alike', async () => {
    await withAccount(on, 'gone');
    await on.app.get(StaffAccounts).setState(systemCaller('test'), 'gone', 'disabled');
    const wrong = shape(await signIn(on, 'clerk', 'not the password'));
    expect([wrong.status, wrong.body.code]).toEqual([401, 'auth.credentials_invalid']);
    expect(shape(await signIn(on, 'nobody', 'not the password'))).toEqual(wrong);
    expect(shape(await signIn(on, 'gone'))).toEqual(wrong);
    expect(wrong.headers['set-cookie']).toBeUndefined();
  });

  it('checks a password for an unknown name too, at the same cost', async () => {
    const passwords = on.app.get(Passwords);
    const matches = jest.spyOn(passwords, 'matches');
    await signIn(on, 'nobody', 'not the password');
    expect(matches.mock.calls).toEqual([[null, 'not the password']]);
    const stored = await passwords.hash(PASSWORD);
    const cost = async (hash: string | null) => {
      const start = process.cpuUsage();
      for (let times = 0; times < 6; times += 1) expect(await passwords.matches(hash, 'not the password')).toBe(false);
      return process.cpuUsage(start).user;
    };
    await cost(stored);
    const ratio = (await cost(null)) / (await cost(stored));
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(3);
  });

  it('refuses what is not a name and a password, before it hashes anything', async () => {
    const login = (body: object, search = '') =>
      answered(request(on.app.getHttpServer()).post(`/v1/auth/login${search}`).send(body));
    const address = `?username=clerk&password=${encodeURIComponent(PASSWORD)}`;
    for (const body of [{}, { username: 'clerk' }, { username: '', password: PASSWORD }, { username: ['clerk'], password: PASSWORD }]) {
      for (const [search, code] of [['', 'request.invalid'], [address, 'request.unknown_field']]) {
        const { status, body: problem } = await login(body, search);
        expect([status, problem.code]).toEqual([400, code]);
      }
    }
    for (const password of [PASSWORD, 'not the password']) expect((await login({ username: 'clerk', password }, '?otp=1')).body.code).toBe('request.unknown_field');
    const extra = await login({ username: 'clerk', password: PASSWORD, otp: '123456' });
    expect([extra.status, extra.body.code]).toEqual([400, 'request.unknown_field']);
    expect((await login({ username: 'clerk', password: 'x'.repeat(300) })).status).toBe(400);
    expect(await query(database.ownerUrl, 'SELECT FROM staff.sign_in_try')).toHaveLength(0);
  });

  it('keeps no typed name and no password, and logs neither', async () => {
    const typed = 'canary-name-2207';
    const answers = [await signIn(on, typed), await signIn(on, 'clerk', 'canary wrong 3318'), await signIn(on, 'clerk')];
    for (const answer of answers) expect(answer.text + JSON.stringify(answer.headers)).not.toContain('canary');
    expect(on.logged.join('\n')).not.toContain('canary');
    for (const table of ['staff.account', 'staff.session', 'staff.sign_in_try', 'audit.entry']) {
      const rows = await query(database.ownerUrl, `SELECT kept::text AS row FROM ${table} AS kept`);
      expect(rows.map(({ row }) => row as string).join('\n')).not.toContain('canary');
    }
  });

  it('leaves an entry in the audit for each sign-in and each refusal', async () => {
    await signIn(on, 'clerk');
    await signIn(on, 'clerk', 'not the password');
    await signIn(on, 'nobody', 'not the password');
    const [account] = await query(database.ownerUrl, 'SELECT id FROM staff.account');
    const entries = await query(
      database.ownerUrl,
      `SELECT act, outcome, reason, actor FROM audit.entry WHERE act LIKE 'staff.sign_in%' ORDER BY act, actor = 'unknown'`,
    );
    expect(entries).toEqual([
      { act: 'staff.sign_in', outcome: 'done', reason: null, actor: account?.id },
      { act: 'staff.sign_in_refused', outcome: 'refused', reason: 'credentials', actor: account?.id },
      { act: 'staff.sign_in_refused', outcome: 'refused', reason: 'credentials', actor: 'unknown' },
    ]);
  });

  it('needs the keyring to check a password at all', async () => {
    const stranger = await staffApplication(database, { keyring: freshKeyring() });
    try {
      expect((await signIn(stranger, 'clerk')).status).toBe(401);
      expect((await signIn(on, 'clerk')).status).toBe(200);
    } finally {
      await stranger.app.close();
    }
  });

  it('limits attempts per address', async () => {
    on.clock.stop();
    const answers = await Promise.all(Array.from({ length: 70 }, (_, at) => signIn(on, `name${at}`, 'x')));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(8);
    expect(limited[0]?.body.code).toBe('request.rate_limited');
    expect(Number(limited[0]?.headers['retry-after'])).toBeGreaterThan(0);
    on.clock.forward(60);
    expect((await signIn(on, 'clerk')).status).toBe(200);
  });
});
