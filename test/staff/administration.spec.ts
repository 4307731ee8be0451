import { randomUUID } from 'node:crypto';
import { type Running } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { asks, type Person, person, version } from './people.js';
import { cookieOf, PASSWORD, signIn, staffApplication, withCookie } from './staff-application.js';

describe('administering staff', () => {
  let database: TestDatabase;
  let on: Running;
  let admin: Person;
  let clerk: Person;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await staffApplication(database);
    admin = await person(on, 'admin', ['admin']);
    clerk = await person(on, 'clerk', ['clerk']);
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  const acts = async () => (await query(database.ownerUrl, 'SELECT act FROM audit.entry')).map(({ act }) => act as string);
  const lives = async (token: unknown) => (await asks(on, token, 'post', '/v1/auth/totp/confirmation', { totp: '000000' })).status !== 401;

  it('makes an account with a password that is shown once and has to be changed before anything else', async () => {
    const made = await asks(on, admin.token, 'post', '/v1/staff', { username: 'new.clerk', roles: ['clerk'] });
    expect([made.status, made.headers['cache-control']]).toEqual([201, 'no-store']);
    const { id, password } = made.body as Record<string, string>;
    const first = await signIn(on, 'new.clerk', password);
    expect(first.body).toMatchObject({ roles: [], mustChangePassword: true });
    expect((await asks(on, first.body.accessToken, 'get', '/v1/staff')).status).toBe(403);
    expect((await withCookie(on, 'refresh', cookieOf(first))).body).toMatchObject({ roles: [], mustChangePassword: true });
    const changed = await asks(on, first.body.accessToken, 'post', '/v1/auth/password', { current: password, next: PASSWORD });
    expect([changed.status, changed.body.roles, changed.body.mustChangePassword]).toEqual([200, ['clerk'], undefined]);
    expect((await signIn(on, 'new.clerk')).body.roles).toEqual(['clerk']);
    const listed = await asks(on, admin.token, 'get', '/v1/staff');
    expect(listed.text).not.toContain(password);
    expect(listed.body.accounts).toContainEqual({ id, username: 'new.clerk', roles: ['clerk'], state: 'active', secondFactor: false, mustChangePassword: false, oidcBound: false, version: 2 });
  });

  it('is for administrators, needs the version that was read, and refuses without a change', async () => {
    const before = await dump(database.ownerUrl);
    const path = `/v1/staff/${clerk.id}`;
    const refusals = [
      await asks(on, clerk.token, 'post', '/v1/staff', { username: 'x', roles: ['clerk'] }),
      await asks(on, admin.token, 'post', '/v1/staff', { username: 'clerk', roles: ['clerk'] }),
      await asks(on, admin.token, 'post', '/v1/staff', { username: 'boss', roles: ['admin'] }),
      await asks(on, admin.token, 'patch', path, { state: 'disabled' }),
      await asks(on, admin.token, 'patch', path, { state: 'disabled' }, version(2)),
      await asks(on, admin.token, 'patch', path, {}, version(1)),
      await asks(on, admin.token, 'patch', `/v1/staff/${randomUUID()}`, { state: 'disabled' }, version(1)),
      await asks(on, admin.token, 'patch', `/v1/staff/${admin.id}`, { roles: ['admin', 'clerk'] }, version(1)),
      await asks(on, admin.token, 'patch', `/v1/staff/${admin.id}`, { state: 'disabled' }, version(1)),
    ];
    expect(refusals.map(({ status, body }) => `${status} ${String(body.code)}`)).toEqual([
      '403 auth.role_required',
      '409 staff.username_taken',
      '409 approval.required',
      '400 staff.version_required',
      '409 staff.version_conflict',
      '400 request.invalid',
      '404 staff.account_not_found',
      '403 staff.own_roles',
      '409 staff.last_admin',
    ]);
    expect(await dump(database.ownerUrl)).toEqual(before);
  });

  it('gives other roles, which count at once and leave the session', async () => {
    const changed = await asks(on, admin.token, 'patch', `/v1/staff/${clerk.id}`, { roles: ['clerk', 'auditor'] }, version(1));
    expect([changed.status, changed.headers.etag, changed.body.roles]).toEqual([200, '"2"', ['clerk', 'auditor']]);
    expect(await lives(clerk.token)).toBe(false);
    const refreshed = await withCookie(on, 'refresh', cookieOf(clerk.signedIn));
    expect(refreshed.body.roles).toEqual(['clerk', 'auditor']);
    expect(await lives(refreshed.body.accessToken)).toBe(true);
    const [row] = await query(database.ownerUrl, `SELECT encode(subject, 'hex') AS subject FROM audit.entry WHERE act = 'staff.roles_change'`);
    expect(row?.subject).toBe(clerk.id.replaceAll('-', ''));
  });

  it('disables, and access tokens die at once on every instance', async () => {
    const other = await staffApplication(database, { keyring: on.keyring });
    try {
      other.clock.stop();
      const elsewhere = async () => (await asks(other, clerk.token, 'post', '/v1/auth/totp/confirmation', { totp: '000000' })).status !== 401;
      expect([await lives(clerk.token), await elsewhere()]).toEqual([true, true]);
      expect((await asks(on, admin.token, 'patch', `/v1/staff/${clerk.id}`, { state: 'disabled' }, version(1))).status).toBe(200);
      expect(await lives(clerk.token)).toBe(false);
      other.clock.forward(2);
      expect(await elsewhere()).toBe(false);
      expect((await signIn(on, 'clerk')).status).toBe(401);
    } finally {
      await other.app.close();
    }
  });

  it.each([
    ['an administrator', '/v1/staff/ID/sign-out', true],
    ['oneself', '/v1/auth/sign-out-everywhere', false],
  ])('signs out everywhere by %s', async (_, path, byAdmin) => {
    const second = await signIn(on, 'clerk');
    const asked = await asks(on, byAdmin ? admin.token : clerk.token, 'post', path.replace('ID', clerk.id));
    expect([asked.status, asked.text]).toEqual([204, '']);
    expect([await lives(clerk.token), await lives(second.body.accessToken), await lives(admin.token)]).toEqual([false, false, true]);
    expect((await withCookie(on, 'refresh', cookieOf(second))).status).toBe(401);
    expect((await acts()).filter((act) => act === 'staff.sign_out_everywhere')).toHaveLength(1);
    expect((await signIn(on, 'clerk')).status).toBe(200);
  });

  it('resets a password: shown once, the same for a retry, and all sessions end', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const path = `/v1/staff/${clerk.id}/password-reset`;
    const [reset, retried] = [await asks(on, admin.token, 'post', path, undefined, headers), await asks(on, admin.token, 'post', path, undefined, headers)];
    expect([reset.status, retried.body]).toEqual([200, reset.body]);
    expect(await lives(clerk.token)).toBe(false);
    expect((await signIn(on, 'clerk')).status).toBe(401);
    expect((await signIn(on, 'clerk', reset.body.password as string)).body.mustChangePassword).toBe(true);
    expect((await acts()).filter((act) => act === 'staff.password_reset')).toHaveLength(1);
  });

  it('changes one’s own password: the other sessions end, this one goes on', async () => {
    const second = await signIn(on, 'clerk');
    const next = 'another pass phrase 2250';
    const change = (body: object) => asks(on, second.body.accessToken, 'post', '/v1/auth/password', body);
    const codes = [await change({ current: 'not the password', next }), await change({ current: PASSWORD, next: 'short' }), await change({ current: PASSWORD, next: PASSWORD })];
    expect(codes.map(({ body }) => body.code)).toEqual(['staff.password_wrong', 'staff.password_unsuitable', 'staff.password_unsuitable']);
    expect(await lives(clerk.token)).toBe(true);
    const changed = await change({ current: PASSWORD, next });
    expect(changed.status).toBe(200);
    expect([await lives(clerk.token), await lives(second.body.accessToken), await lives(changed.body.accessToken)]).toEqual([false, false, true]);
    expect((await withCookie(on, 'refresh', cookieOf(clerk.signedIn))).status).toBe(401);
    expect((await withCookie(on, 'refresh', cookieOf(second))).status).toBe(200);
    expect([(await signIn(on, 'clerk')).status, (await signIn(on, 'clerk', next)).status]).toEqual([401, 200]);
  });

  it('counts guesses at one’s own password like those at sign-in', async () => {
    on.clock.stop();
    const guess = () => asks(on, clerk.token, 'post', '/v1/auth/password', { current: 'not the password', next: PASSWORD });
    for (let time = 0; time < 5; time += 1) expect((await guess()).status).toBe(403);
    expect((await guess()).body.code).toBe('auth.locked');
    expect((await signIn(on, 'clerk')).status).toBe(429);
  });

  it('keeps one of two administrators who disable each other', async () => {
    const second = await person(on, 'second', ['admin']);
    const held = await HeldTransaction.begin(database.ownerUrl);
    await held.query(`SELECT FROM staff.account WHERE username = 'admin' FOR UPDATE`);
    const both = Promise.all([
      asks(on, admin.token, 'patch', `/v1/staff/${second.id}`, { state: 'disabled' }, version(1)),
      asks(on, second.token, 'patch', `/v1/staff/${admin.id}`, { state: 'disabled' }, version(1)),
    ]);
    await held.waitedFor(2);
    await held.commit();
    const statuses = (await both).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409]);
    expect(await query(database.ownerUrl, `SELECT 1 FROM staff.account WHERE state = 'active' AND 'admin' = ANY(roles)`)).toHaveLength(1);
  });
});
