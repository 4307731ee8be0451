import { randomUUID } from 'node:crypto';
import { Approvals } from '../../src/modules/staff/index.js';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { type Answer, type Running } from '../partners/application.js';
import { asAdmin, LIBRARY, partnerApplication, registered } from '../partners/partner-application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { asks, type Person, person, version } from './people.js';
import { signIn } from './staff-application.js';

describe('a change that takes two people', () => {
  let database: TestDatabase;
  let on: Running;
  let first: Person;
  let second: Person;
  let clerk: Person;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await partnerApplication(database);
    on.clock.stop();
    [first, second, clerk] = [await person(on, 'first', ['admin']), await person(on, 'second', ['admin']), await person(on, 'clerk', ['clerk'])];
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  const approvalOf = (answer: Answer) => {
    expect(answer.status).toBe(202);
    return (answer.body.approval as { id: string }).id;
  };
  const promote = async (id = clerk.id, read = 1) =>
    approvalOf(await asks(on, first.token, 'patch', `/v1/staff/${id}`, { roles: ['admin'] }, version(read)));
  const confirm = (token: string, id: string, headers = {}) => asks(on, token, 'post', `/v1/approvals/${id}/confirmation`, undefined, headers);
  const rolesOf = async (username: string) => (await query(database.ownerUrl, 'SELECT roles FROM staff.account WHERE username = $1', [username]))[0]?.roles;
  const entries = () =>
    query(database.ownerUrl, `SELECT act, reason, actor FROM audit.entry WHERE act LIKE 'approval.%' ORDER BY act DESC`);

  it('is asked for by one, done by the other, and told of twice in the audit', async () => {
    const id = await promote();
    expect(await rolesOf('clerk')).toEqual(['clerk']);
    const listed = await asks(on, second.token, 'get', '/v1/approvals');
    const expiresOn = on.clock.dayFromToday(1);
    const details = { username: 'clerk', rolesBefore: ['clerk'], roles: ['admin'] };
    expect(listed.body).toEqual({ approvals: [{ id, change: 'staff.roles_change', target: clerk.id, requestedBy: first.id, expiresOn, details }], next: null });
    expect((await confirm(second.token, id)).body).toEqual({ id, change: 'staff.roles_change' });
    expect(await rolesOf('clerk')).toEqual(['admin']);
    expect(await entries()).toEqual([
      { act: 'approval.request', reason: 'staff.roles_change', actor: first.id },
      { act: 'approval.confirmation', reason: 'staff.roles_change', actor: second.id },
    ]);
    expect(await query(database.ownerUrl, 'SELECT FROM staff.approval')).toHaveLength(0);
  });

  it('is not confirmed by who asked, by whom it is about, by other roles, or twice; nothing changes', async () => {
    const about = approvalOf(await asks(on, first.token, 'post', `/v1/staff/${second.id}/password-reset`));
    const id = await promote();
    const before = await dump(database.ownerUrl);
    const refused = [await confirm(first.token, id), await confirm(second.token, about), await confirm(clerk.token, id), await confirm(second.token, randomUUID())];
    expect(refused.map(({ body }) => body.code)).toEqual([
      'approval.second_person_required',
      'approval.second_person_required',
      'auth.role_required',
      'approval.not_found',
    ]);
    expect(await dump(database.ownerUrl)).toEqual(before);
    const key = { 'idempotency-key': randomUUID() };
    const done = await confirm(second.token, id, key);
    expect((await confirm(second.token, id, key)).body).toEqual(done.body);
    expect((await confirm(second.token, id)).body.code).toBe('approval.not_found');
  });

  it('is done once when two confirm it at the same moment', async () => {
    const third = await person(on, 'third', ['admin']);
    const id = await promote();
    const held = await HeldTransaction.begin(database.ownerUrl);
    await held.query('SELECT FROM staff.approval FOR UPDATE');
    const both = Promise.all([confirm(second.token, id), confirm(third.token, id)]);
    await held.waitedFor(2);
    await held.commit();
    expect((await both).map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await entries()).filter(({ act }) => act === 'approval.confirmation')).toHaveLength(1);
    expect(await query(database.ownerUrl, 'SELECT version FROM staff.account WHERE id = $1', [clerk.id])).toEqual([{ version: 2 }]);
  });

  it('is too late on the second day after, and forgotten', async () => {
    const id = await promote();
    on.clock.forward(86_400);
    const early = await signIn(on, 'second');
    expect(((await asks(on, early.body.accessToken, 'get', '/v1/approvals')).body.approvals as object[]).length).toBe(1);
    expect(await on.app.get(Approvals).forgetExpired()).toBe(0);
    on.clock.forward(86_400);
    const late = await signIn(on, 'second');
    expect((await confirm(late.body.accessToken as string, id)).body.code).toBe('approval.not_found');
    expect((await asks(on, late.body.accessToken, 'get', '/v1/approvals')).body.approvals).toEqual([]);
    expect(await on.app.get(Approvals).forgetExpired()).toBe(1);
    expect(await rolesOf('clerk')).toEqual(['clerk']);
  });

  it('falls when it is withdrawn, when its target has changed, or when who asked may not any more', async () => {
    const withdrawn = await promote();
    expect((await asks(on, second.token, 'delete', `/v1/approvals/${withdrawn}`)).status).toBe(204);
    expect((await confirm(second.token, withdrawn)).body.code).toBe('approval.not_found');
    const outdated = await promote();
    await asks(on, second.token, 'post', `/v1/staff/${clerk.id}/sign-out`);
    expect((await confirm(second.token, outdated)).body.code).toBe('staff.version_conflict');
    const orphaned = await promote(clerk.id, 2);
    await asks(on, second.token, 'patch', `/v1/staff/${first.id}`, { state: 'disabled' }, version(1));
    expect((await confirm(second.token, orphaned)).body.code).toBe('approval.not_found');
    expect(await rolesOf('clerk')).toEqual(['clerk']);
  });

  it('resets an administrator’s password: shown to the second person', async () => {
    const third = await person(on, 'third', ['admin']);
    const id = approvalOf(await asks(on, first.token, 'post', `/v1/staff/${third.id}/password-reset`));
    expect((await signIn(on, 'third')).status).toBe(200);
    const { password } = (await confirm(second.token, id)).body;
    expect((await signIn(on, 'third')).status).toBe(401);
    expect((await signIn(on, 'third', password as string)).body).toMatchObject({ roles: [], mustChangePassword: true });
  });

  it('takes a second factor away from somebody else', async () => {
    expect((await asks(on, first.token, 'post', `/v1/staff/${clerk.id}/totp-reset`)).body.code).toBe('staff.totp_not_enrolled');
    await asks(on, clerk.token, 'post', '/v1/auth/totp');
    const id = approvalOf(await asks(on, first.token, 'post', `/v1/staff/${clerk.id}/totp-reset`));
    expect(await query(database.ownerUrl, 'SELECT FROM staff.account WHERE sealed_totp IS NOT NULL')).toHaveLength(1);
    expect((await confirm(second.token, id)).status).toBe(200);
    expect(await query(database.ownerUrl, 'SELECT FROM staff.account WHERE sealed_totp IS NOT NULL')).toHaveLength(0);
  });

  it('is the end of a pause, and every change of where and how a partner is reached; a pause is not', async () => {
    const partner = await registered(on);
    const change = (body: object, read: number) => asks(on, first.token, 'patch', `/v1/partners/${partner}`, body, version(read));
    const library = () => on.app.get(PartnerRegistry).byService('library');
    expect((await change({ state: 'paused' }, 1)).status).toBe(200);
    const resume = approvalOf(await change({ state: 'active' }, 2));
    expect(await library()).toMatchObject({ state: 'paused', version: 2 });
    expect((await confirm(second.token, resume)).status).toBe(200);
    expect(await library()).toMatchObject({ state: 'active', version: 3 });
    expect((await change({ state: 'active', name: 'The Library' }, 3)).status).toBe(200);
    for (const body of [{ settings: { baseUrl: 'https://elsewhere.example' } }, { credentials: { secret: 'canary-secret' } }, { profile: 'koha-other' }]) {
      approvalOf(await change(body, 4));
    }
    expect((await change({ settings: { baseUrl: 7 } }, 4)).body.code).toBe('partner.settings_invalid');
    expect(await library()).toMatchObject({ settings: LIBRARY.settings, profile: 'koha-rest', version: 4 });
    const kept = await query(database.ownerUrl, 'SELECT a::text AS row FROM staff.approval AS a');
    expect(JSON.stringify(kept)).not.toContain(Buffer.from('canary-secret').toString('hex'));
    expect((await asAdmin(on, 'get', '/v1/approvals')).text).not.toContain('canary-secret');
  });
});
