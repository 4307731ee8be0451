import { randomBytes, randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { declaredPurposes, Keyring } from '../../src/kernel/keyring/index.js';
import { type Answer } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { CityProvider } from './city-provider.js';
import { askToBind, boundPerson, browserAt, CALLBACK, confirm, newName, oidcApplication, type OidcApplication, START } from './oidc-application.js';
import { asks, type Person, person } from './people.js';
import { PASSWORD, signIn, staffApplication } from './staff-application.js';

describe('a binding', () => {
  let database: TestDatabase;
  let city: CityProvider;
  let on: OidcApplication;
  let clerk: Person;
  let subject: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    city = await CityProvider.open(CALLBACK);
    on = await oidcApplication(database, city.issuer);
  });
  beforeEach(async () => {
    subject = newName('subject');
    clerk = await person(on, newName('clerk'), ['clerk']);
  });
  afterAll(async () => {
    await on.app.close();
    await city.site.close();
    await database.drop();
  });

  const enters = async (sub = subject) => {
    city.person = sub;
    return browserAt(on).visit(START);
  };
  const bindings = (accountId = clerk.id) => query(database.ownerUrl, 'SELECT * FROM staff.oidc_binding WHERE account_id = $1', [accountId]);
  const unbind = (accountId: string, token = on.first.token) => asks(on, token, 'delete', `/v1/staff/${accountId}/oidc-subject`);
  const listed = async () => {
    const { body } = await asks(on, on.first.token, 'get', '/v1/staff');
    return (body.accounts as { id: string; oidcBound: boolean; secondFactor: boolean; mustChangePassword: boolean }[]).find(({ id }) => id === clerk.id);
  };
  const idOf = (asked: Answer) => (asked.body.approval as { id: string }).id;

  it('takes two administrators, and the second one sees whom it is about', async () => {
    const asked = await askToBind(on, clerk.id, subject);
    expect(asked.status).toBe(202);
    expect(asked.body.approval).toEqual({ id: idOf(asked), change: 'staff.oidc_bind', target: clerk.id, requestedBy: on.first.id, expiresOn: on.clock.dayFromToday(1) });
    const { body } = await asks(on, on.second.token, 'get', '/v1/approvals');
    const waiting = (body.approvals as { id: string }[]).find(({ id }) => id === idOf(asked));
    expect(waiting).toMatchObject({ target: clerk.id, details: { issuer: city.issuer, subject } });
    expect(JSON.stringify(await dump(database.ownerUrl))).not.toMatch(new RegExp(`${subject}|${Buffer.from(subject).toString('hex')}`));

    expect([(await enters()).status, (await signIn(on, clerk.username)).status, (await bindings()).length]).toEqual([401, 200, 0]);
    const target = await person(on, newName('target'), ['admin']);
    const ofTarget = await askToBind(on, target.id, newName('subject'));
    const before = await dump(database.ownerUrl);
    const refused = [await confirm(on, asked, on.first.token), await confirm(on, ofTarget, target.token), await confirm(on, asked, clerk.token)];
    expect(refused.map((answer) => answer.body.code)).toEqual(['approval.second_person_required', 'approval.second_person_required', 'auth.role_required']);
    expect(await dump(database.ownerUrl)).toEqual(before);

    expect((await confirm(on, asked)).body).toEqual({ id: idOf(asked), change: 'staff.oidc_bind' });
    expect((await enters()).body).toMatchObject({ roles: ['clerk'] });
    expect((await confirm(on, asked)).body.code).toBe('approval.not_found');
    expect((await confirm(on, ofTarget)).status).toBe(200);
  });

  it('leaves one entry in the audit when it is asked for, confirmed, and taken away', async () => {
    const entries = async () => {
      const rows = await query(database.ownerUrl, `SELECT act, reason, actor, encode(subject, 'hex') AS subject FROM audit.entry WHERE act <> 'staff.sign_in'`);
      return rows.map((row) => JSON.stringify(row));
    };
    const before = await entries();
    const asked = await askToBind(on, clerk.id, subject);
    await confirm(on, asked);
    expect((await unbind(clerk.id)).status).toBe(204);
    const after = await entries();
    for (const one of before) after.splice(after.indexOf(one), 1);
    expect(after.sort()).toEqual([
      JSON.stringify({ act: 'approval.confirmation', reason: 'staff.oidc_bind', actor: on.second.id, subject: null }),
      JSON.stringify({ act: 'approval.request', reason: 'staff.oidc_bind', actor: on.first.id, subject: null }),
      JSON.stringify({ act: 'staff.oidc_unbind', reason: null, actor: on.first.id, subject: clerk.id.replaceAll('-', '') }),
    ]);
  });

  it('is the only way in from then on: password, second factor and sessions are gone', async () => {
    const { body } = await asks(on, clerk.token, 'post', '/v1/auth/totp');
    const totp = new TOTP({ secret: Secret.fromBase32(body.secret as string) }).generate({ timestamp: on.clock.now().getTime() });
    expect((await asks(on, clerk.token, 'post', '/v1/auth/totp/confirmation', { totp })).status).toBe(204);
    expect((await signIn(on, clerk.username)).body.code).toBe('auth.totp_required');
    expect(await listed()).toMatchObject({ oidcBound: false, secondFactor: true });

    expect((await confirm(on, await askToBind(on, clerk.id, subject))).status).toBe(200);
    expect(await listed()).toMatchObject({ oidcBound: true, secondFactor: false, mustChangePassword: false });
    expect((await signIn(on, clerk.username)).body.code).toBe('auth.credentials_invalid');
    expect(await query(database.ownerUrl, 'SELECT FROM staff.session WHERE account_id = $1', [clerk.id])).toEqual([]);
    expect((await asks(on, clerk.token, 'post', '/v1/auth/totp')).status).toBe(401);
    const page = await enters();
    expect([page.status, page.body.roles]).toEqual([200, ['clerk']]);
    const change = { current: PASSWORD, next: 'another long pass phrase' };
    expect((await asks(on, page.body.accessToken, 'post', '/v1/auth/password', change)).body.code).toBe('staff.password_wrong');
  });

  it('frees an account that nobody has chosen a password for', async () => {
    const made = await asks(on, on.first.token, 'post', '/v1/staff', { username: newName('made'), roles: ['supervisor'] });
    expect((await confirm(on, await askToBind(on, made.body.id as string, subject))).status).toBe(200);
    expect((await enters()).body).toEqual({ accessToken: expect.any(String) as string, expiresIn: 300, roles: ['supervisor'] });
  });

  it('and a password that was reset since are both ways in, until the account is bound anew', async () => {
    await confirm(on, await askToBind(on, clerk.id, subject));
    const { password } = (await asks(on, on.first.token, 'post', `/v1/staff/${clerk.id}/password-reset`)).body;
    expect((await signIn(on, clerk.username, password as string)).body).toMatchObject({ roles: [], mustChangePassword: true });
    expect((await enters()).body).toMatchObject({ roles: [], mustChangePassword: true });
    expect((await confirm(on, await askToBind(on, clerk.id, subject))).status).toBe(200);
    expect((await signIn(on, clerk.username, password as string)).status).toBe(401);
    const bound = await enters();
    expect([bound.body.roles, bound.body.mustChangePassword]).toEqual([['clerk'], undefined]);
  });

  it('takes the place of the one before', async () => {
    await confirm(on, await askToBind(on, clerk.id, subject));
    const other = newName('subject');
    await confirm(on, await askToBind(on, clerk.id, other));
    expect([(await enters(subject)).status, (await enters(other)).status, (await bindings()).length]).toEqual([401, 200, 1]);
  });

  it('is for one account: a subject that is taken is refused, asked for or confirmed', async () => {
    const early = await askToBind(on, clerk.id, subject);
    const holder = await boundPerson(on, subject);
    const before = await dump(database.ownerUrl);
    expect((await askToBind(on, clerk.id, subject)).body).toMatchObject({ status: 409, code: 'staff.oidc_subject_taken' });
    expect((await confirm(on, early)).body).toMatchObject({ status: 409, code: 'staff.oidc_subject_taken' });
    expect(await dump(database.ownerUrl)).toEqual(before);
    expect((await signIn(on, clerk.username)).status).toBe(200);
    await unbind(holder.id);
    expect((await confirm(on, early)).status).toBe(200);
    expect((await enters()).status).toBe(200);
  });

  it('is for one account also when two are confirmed at the same moment', async () => {
    const other = await person(on, newName('other'), ['clerk']);
    const asked = [await askToBind(on, clerk.id, subject), await askToBind(on, other.id, subject)];
    const held = await HeldTransaction.begin(database.ownerUrl);
    await held.query('LOCK TABLE staff.oidc_binding IN SHARE MODE');
    const both = Promise.all(asked.map((answer) => confirm(on, answer)));
    await held.waitedFor(2);
    await held.commit();
    expect((await both).map(({ status }) => status).sort()).toEqual([200, 409]);
    expect([...(await bindings()), ...(await bindings(other.id))]).toHaveLength(1);
    expect([(await signIn(on, clerk.username)).status, (await signIn(on, other.username)).status].sort()).toEqual([200, 401]);
  });

  it('is taken away by one, and then nobody gets in', async () => {
    await confirm(on, await askToBind(on, clerk.id, subject));
    const { accessToken } = (await enters()).body;
    expect((await unbind(clerk.id)).status).toBe(204);
    expect((await asks(on, accessToken, 'post', '/v1/auth/totp')).status).toBe(401);
    expect([(await enters()).status, (await signIn(on, clerk.username)).status]).toEqual([401, 401]);
    expect((await unbind(clerk.id)).body).toMatchObject({ status: 409, code: 'staff.oidc_not_bound' });
    const { password } = (await asks(on, on.first.token, 'post', `/v1/staff/${clerk.id}/password-reset`)).body;
    expect((await signIn(on, clerk.username, password as string)).status).toBe(200);
  });

  it('is an administrator’s to ask for, of accounts there are and subjects there could be; nothing changes', async () => {
    const before = await dump(database.ownerUrl);
    const path = `/v1/staff/${clerk.id}/oidc-subject`;
    const put = (body: object, at = path, token = on.first.token) => asks(on, token, 'put', at, body);
    expect([(await put({ subject }, path, clerk.token)).body.code, (await unbind(clerk.id, clerk.token)).body.code]).toEqual(['auth.role_required', 'auth.role_required']);
    for (const at of [`/v1/staff/${randomUUID()}/oidc-subject`, '/v1/staff/nobody/oidc-subject']) {
      expect((await put({ subject }, at)).body).toMatchObject({ status: 404, code: 'staff.account_not_found' });
      expect((await asks(on, on.first.token, 'delete', at)).body).toMatchObject({ status: 404, code: 'staff.account_not_found' });
    }
    for (const unfit of ['', ' a', 'a ', 'é', 'a\nb', 'x'.repeat(256), 7, null]) {
      expect((await put({ subject: unfit })).body).toMatchObject({ status: 400, code: 'request.invalid' });
    }
    expect((await put({ subject, issuer: city.issuer })).body.code).toBe('request.unknown_field');
    expect(await dump(database.ownerUrl)).toEqual(before);
  });

  it('belongs to one provider: the same subject of another is somebody else', async () => {
    const bound = await boundPerson(on, subject);
    const another = await CityProvider.open(CALLBACK);
    const moved = await oidcApplication(database, another.issuer, { keyring: on.keyring });
    try {
      another.person = subject;
      expect((await browserAt(moved).visit(START)).body.code).toBe('auth.oidc_refused');
      expect((await confirm(moved, await askToBind(moved, bound.id, subject))).status).toBe(200);
      expect((await browserAt(moved).visit(START)).status).toBe(200);
      expect((await enters()).body.code).toBe('auth.oidc_refused');
    } finally {
      await moved.app.close();
      await another.site.close();
    }
  });

  it('is refused where there is no provider', async () => {
    const local = await staffApplication(database, { keyring: on.keyring });
    try {
      const answer = await asks(local, on.first.token, 'put', `/v1/staff/${clerk.id}/oidc-subject`, { subject });
      expect(answer.body).toMatchObject({ status: 404, code: 'auth.oidc_not_set_up' });
    } finally {
      await local.app.close();
    }
  });

  it('moves to a newer key when its person comes, so that the older one can go', async () => {
    const [older, newer] = [randomBytes(32), randomBytes(32)];
    const keyring = (subjectKeys: [number, Buffer][]) =>
      new Keyring(new Map(declaredPurposes().map(({ name }) => [name, new Map(name === 'staff.oidc-subject' ? subjectKeys : [[1, KEY]])])));
    const visitAt = async (keys: [number, Buffer][], work: (at: OidcApplication) => Promise<void> = () => Promise.resolve()) => {
      const at = await oidcApplication(database, city.issuer, { keyring: keyring(keys) });
      try {
        await work(at);
        city.person = subject;
        return (await browserAt(at).visit(START)).status;
      } finally {
        await at.app.close();
      }
    };
    let id = '';
    expect(await visitAt([[1, older]], async (at) => void ({ id } = await boundPerson(at, subject)))).toBe(200);
    expect(await bindings(id)).toMatchObject([{ key_version: 1 }]);
    expect(await visitAt([[1, older], [2, newer]], async (at) => {
      const other = await person(at, newName('other'), ['clerk']);
      expect((await askToBind(at, other.id, subject)).body.code).toBe('staff.oidc_subject_taken');
    })).toBe(200);
    expect(await bindings(id)).toMatchObject([{ key_version: 2 }]);
    expect(await visitAt([[2, newer]])).toBe(200);
  });
});

/** Of every purpose that is not looked at here. */
const KEY = randomBytes(32);
