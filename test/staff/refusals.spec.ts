import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { Secret, TOTP } from 'otpauth';
import * as partnerErrors from '../../src/modules/partners/partners.errors.js';
import * as staffErrors from '../../src/modules/staff/staff.errors.js';
import { codesOf, liveDocument, operationsOf } from '../api/document.js';
import { type Answer, type Running } from '../partners/application.js';
import { LIBRARY, partnerApplication, registered, TRANSIT } from '../partners/partner-application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { dump } from '../setup/kernel.js';
import { asks, type Person, person, version } from './people.js';
import { PASSWORD } from './staff-application.js';

/** Who and what there is to be refused; nothing of it changes here. */
interface Ground {
  readonly on: Running;
  readonly admin: Person;
  readonly second: Person;
  readonly clerk: Person;
  /** Has a second factor. */
  readonly guarded: Person;
  /** Has asked for one and not confirmed it yet. */
  readonly halfWay: Person;
  readonly library: string;
  readonly privateJwk: object;
  /** Changes that wait and cannot be done any more, or not by everybody, by what is wrong with them. */
  readonly waiting: Readonly<Record<'own' | 'outdated' | 'partnerOutdated' | 'withoutFactor' | 'subjectTaken', string>>;
}

type Send = (ground: Ground) => Promise<Answer>;

const NOBODY = randomUUID();
const SUBJECT = 'city-person-1';
const patchStaff = (id: (ground: Ground) => string, body: object, headers = {}): Send => (ground) => asks(ground.on, ground.admin.token, 'patch', `/v1/staff/${id(ground)}`, body, headers);
const patchLibrary = (body: object, headers: object = version(1), id?: string): Send => ({ on, admin, library }) => asks(on, admin.token, 'patch', `/v1/partners/${id ?? library}`, body, headers);
const act = (method: 'get' | 'post' | 'put' | 'delete', path: string, body?: object): Send => ({ on, admin }) => asks(on, admin.token, method, path, body);
const confirmed = (which: keyof Ground['waiting'], by: 'admin' | 'second' = 'second'): Send => (ground) => asks(ground.on, ground[by].token, 'post', `/v1/approvals/${ground.waiting[which]}/confirmation`);
const ofClerk = (path: string, body?: object): Send => ({ on, clerk }) => asks(on, clerk.token, 'post', path, body);

const [STAFF, ONE, SUBJECT_OF, CONFIRMATION] = ['/v1/staff', '/v1/staff/{id}', '/v1/staff/{id}/oidc-subject', 'POST /v1/approvals/{id}/confirmation'];
const [PARTNER, CLIENTS] = ['/v1/partners/{id}', '/v1/partners/{id}/clients'];

/** Each refusal of staff and of the registry of partners, the operations that answer it, and a request for each. */
const REFUSALS: readonly (readonly [status: number, code: string, operation: string, send: Send])[] = [
  [422, 'staff.username_invalid', `POST ${STAFF}`, act('post', STAFF, { username: 'The Clerk', roles: ['clerk'] })],
  [409, 'staff.username_taken', `POST ${STAFF}`, act('post', STAFF, { username: 'clerk', roles: ['clerk'] })],
  [409, 'approval.required', `POST ${STAFF}`, act('post', STAFF, { username: 'boss', roles: ['admin'] })],
  [404, 'staff.account_not_found', `PATCH ${ONE}`, patchStaff(() => NOBODY, { state: 'disabled' }, version(1))],
  [400, 'staff.version_required', `PATCH ${ONE}`, patchStaff(({ clerk }) => clerk.id, { state: 'disabled' })],
  [409, 'staff.version_conflict', `PATCH ${ONE}`, patchStaff(({ clerk }) => clerk.id, { state: 'disabled' }, version(7))],
  [403, 'staff.own_roles', `PATCH ${ONE}`, patchStaff(({ admin }) => admin.id, { roles: ['admin', 'clerk'] }, version(1))],
  [404, 'staff.account_not_found', `POST ${ONE}/password-reset`, act('post', `${STAFF}/${NOBODY}/password-reset`)],
  [404, 'staff.account_not_found', `POST ${ONE}/totp-reset`, act('post', `${STAFF}/${NOBODY}/totp-reset`)],
  [409, 'staff.totp_not_enrolled', `POST ${ONE}/totp-reset`, ({ on, admin, clerk }) => asks(on, admin.token, 'post', `${STAFF}/${clerk.id}/totp-reset`)],
  [404, 'staff.account_not_found', `POST ${ONE}/sign-out`, act('post', `${STAFF}/${NOBODY}/sign-out`)],
  [404, 'staff.account_not_found', `PUT ${SUBJECT_OF}`, act('put', `${STAFF}/${NOBODY}/oidc-subject`, { subject: 'somebody' })],
  [409, 'staff.oidc_subject_taken', `PUT ${SUBJECT_OF}`, ({ on, admin, clerk }) => asks(on, admin.token, 'put', `${STAFF}/${clerk.id}/oidc-subject`, { subject: SUBJECT })],
  [404, 'staff.account_not_found', `DELETE ${SUBJECT_OF}`, act('delete', `${STAFF}/${NOBODY}/oidc-subject`)],
  [409, 'staff.oidc_not_bound', `DELETE ${SUBJECT_OF}`, ({ on, admin, clerk }) => asks(on, admin.token, 'delete', `${STAFF}/${clerk.id}/oidc-subject`)],
  [404, 'approval.not_found', CONFIRMATION, act('post', `/v1/approvals/${NOBODY}/confirmation`)],
  [404, 'approval.not_found', 'DELETE /v1/approvals/{id}', act('delete', `/v1/approvals/${NOBODY}`)],
  [403, 'approval.second_person_required', CONFIRMATION, confirmed('own', 'admin')],
  [409, 'staff.version_conflict', CONFIRMATION, confirmed('outdated')],
  [409, 'staff.totp_not_enrolled', CONFIRMATION, confirmed('withoutFactor')],
  [409, 'staff.oidc_subject_taken', CONFIRMATION, confirmed('subjectTaken')],
  [422, 'staff.password_unsuitable', 'POST /v1/auth/password', ofClerk('/v1/auth/password', { current: PASSWORD, next: 'short' })],
  [403, 'staff.password_wrong', 'POST /v1/auth/password', ofClerk('/v1/auth/password', { current: 'not the password', next: `${PASSWORD} 2` })],
  [409, 'staff.totp_enrolled', 'POST /v1/auth/totp', ({ on, guarded }) => asks(on, guarded.token, 'post', '/v1/auth/totp')],
  [409, 'staff.totp_not_enrolled', 'POST /v1/auth/totp/confirmation', ofClerk('/v1/auth/totp/confirmation', { totp: '000000' })],
  [422, 'staff.totp_code_wrong', 'POST /v1/auth/totp/confirmation', ({ on, halfWay }) => asks(on, halfWay.token, 'post', '/v1/auth/totp/confirmation', { totp: '000000' })],
  [422, 'partner.profile_unknown', 'POST /v1/partners', act('post', '/v1/partners', { ...LIBRARY, profile: 'koha-soap' })],
  [422, 'partner.settings_invalid', 'POST /v1/partners', act('post', '/v1/partners', { ...LIBRARY, settings: {} })],
  [409, 'partner.service_taken', 'POST /v1/partners', act('post', '/v1/partners', LIBRARY)],
  [404, 'partner.not_found', `GET ${PARTNER}`, act('get', `/v1/partners/${NOBODY}`)],
  [404, 'partner.not_found', `PATCH ${PARTNER}`, patchLibrary({ name: 'Other' }, version(1), NOBODY)],
  [400, 'partner.version_required', `PATCH ${PARTNER}`, patchLibrary({ name: 'Other' }, {})],
  [409, 'partner.version_conflict', `PATCH ${PARTNER}`, patchLibrary({ name: 'Other' }, version(7))],
  [422, 'partner.profile_unknown', `PATCH ${PARTNER}`, patchLibrary({ profile: 'koha-soap' })],
  [422, 'partner.settings_invalid', `PATCH ${PARTNER}`, patchLibrary({ settings: { baseUrl: null } })],
  [404, 'partner.not_found', `POST ${CLIENTS}`, ({ on, admin, privateJwk }) => asks(on, admin.token, 'post', `/v1/partners/${NOBODY}/clients`, { jwks: { keys: [{ ...privateJwk, d: undefined }] } })],
  [422, 'partner.client_key_invalid', `POST ${CLIENTS}`, ({ on, admin, library }) => asks(on, admin.token, 'post', `/v1/partners/${library}/clients`, { jwks: { keys: [] } })],
  [422, 'partner.client_key_private', `POST ${CLIENTS}`, ({ on, admin, library, privateJwk }) => asks(on, admin.token, 'post', `/v1/partners/${library}/clients`, { jwks: { keys: [privateJwk] } })],
  [404, 'partner.not_found', `PATCH ${CLIENTS}/{clientId}`, ({ on, admin }) => asks(on, admin.token, 'patch', `/v1/partners/nobody/clients/${NOBODY}`, { state: 'disabled' })],
  [404, 'partner.client_not_found', `PATCH ${CLIENTS}/{clientId}`, ({ on, admin, library }) => asks(on, admin.token, 'patch', `/v1/partners/${library}/clients/${NOBODY}`, { state: 'disabled' })],
];

/** What a change that waits answers besides is that of the change itself, as its description says. */
const OF_THE_CHANGE: typeof REFUSALS = [[409, 'partner.version_conflict', CONFIRMATION, confirmed('partnerOutdated')]];

/**
 * Sign-in has a trail of its own (`sign-in`, `lock-out` and `oidc-sign-in` here); the last administrator needs a house
 * with one (`administration`); roles are refused by form before; a service without partner is answered by other routes.
 */
const ELSEWHERE = /^auth\.|^staff\.(last_admin|roles_invalid)$|^partner\.not_configured$/;

describe('a refusal of staff or of the registry of partners', () => {
  let database: TestDatabase;
  let ground: Ground;

  beforeAll(async () => {
    database = await createTestDatabase();
    const on = await partnerApplication(database, { settings: { OIDC_ISSUER: 'https://id.city.example', OIDC_CLIENT_ID: 'cards', OIDC_CLIENT_SECRET: 'a secret' } });
    on.clock.stop();
    ground = await prepared(on);
  });
  afterAll(async () => {
    await ground.on.app.close();
    await database.drop();
  });

  // What partners are refused themselves, below /partner/v1, is for test/partner-api and test/partners.
  it('stands here for every code of theirs and every operation of staff that is documented to answer it', async () => {
    const codes = [staffErrors, partnerErrors].flatMap((errors) => Object.values(errors).map(({ definition }) => definition.code)).filter((code) => !ELSEWHERE.test(code));
    const operations = operationsOf(await liveDocument()).filter(({ path }) => path.startsWith('/v1/'));
    const documented = operations.flatMap((operation) => {
      const answers = Object.values(codesOf(operation)).flat();
      return codes.filter((code) => answers.includes(code)).map((code) => `${code} ${operation.name}`);
    });
    expect(REFUSALS.map(([, code, operation]) => `${code} ${operation}`).sort()).toEqual(documented.sort());
  });

  it.each([...REFUSALS, ...OF_THE_CHANGE])('%i %s by %s changes nothing', async (status, code, _operation, send) => {
    const [before, answer, after] = [await dump(database.ownerUrl), await send(ground), await dump(database.ownerUrl)];
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    // A guess at one's own password is counted and noted as one at sign-in is.
    if (code !== 'staff.password_wrong') return expect(after).toEqual(before);
    const trail = { 'staff.sign_in_try': [], 'audit.entry': [] };
    expect({ ...after, ...trail }).toEqual({ ...before, ...trail });
    const added = after['audit.entry']?.filter((entry) => !before['audit.entry']?.includes(entry));
    expect(added).toEqual([expect.stringContaining(',staff.sign_in_refused,credentials,')]);
  });
});

async function prepared(on: Running): Promise<Ground> {
  const [admin, second] = [await person(on, 'admin', ['admin']), await person(on, 'second', ['admin'])];
  const clerkCalled = (name: string) => person(on, name, ['clerk']);
  const [clerk, guarded, halfWay, bound, moving] = [await clerkCalled('clerk'), await clerkCalled('guarded'), await clerkCalled('half.way'), await clerkCalled('bound'), await clerkCalled('moving')];
  const ask = async (method: 'post' | 'put' | 'patch', path: string, body?: object, headers = {}): Promise<string> => {
    const { status, text, body: answer } = await asks(on, admin.token, method, path, body, headers);
    if (status !== 202) throw new Error(text);
    return (answer.approval as { id: string }).id;
  };
  const done = async (answer: Promise<Answer>): Promise<void> => {
    const { status, text } = await answer;
    if (status >= 300) throw new Error(text);
  };
  const confirm = (id: string) => done(asks(on, second.token, 'post', `/v1/approvals/${id}/confirmation`));
  const bind = (who: Person) => ask('put', `/v1/staff/${who.id}/oidc-subject`, { subject: SUBJECT });

  const { secret } = (await asks(on, guarded.token, 'post', '/v1/auth/totp')).body;
  const totp = new TOTP({ secret: Secret.fromBase32(String(secret)) }).generate({ timestamp: on.clock.now().getTime() });
  await done(asks(on, guarded.token, 'post', '/v1/auth/totp/confirmation', { totp }));
  await done(asks(on, halfWay.token, 'post', '/v1/auth/totp'));
  await done(asks(on, moving.token, 'post', '/v1/auth/totp'));
  const withoutFactor = await ask('post', `/v1/staff/${moving.id}/totp-reset`);
  await confirm(await ask('post', `/v1/staff/${moving.id}/totp-reset`));
  const outdated = await ask('patch', `/v1/staff/${moving.id}`, { roles: ['admin'] }, version(await versionOf(on, admin, moving)));
  await done(asks(on, admin.token, 'post', `/v1/staff/${moving.id}/sign-out`));
  const subjectTaken = await bind(clerk);
  await confirm(await bind(bound));
  const own = await ask('patch', `/v1/staff/${clerk.id}`, { roles: ['admin'] }, version(await versionOf(on, admin, clerk)));

  const [library, transit] = [await registered(on), await registered(on, TRANSIT)];
  const partnerOutdated = await ask('patch', `/v1/partners/${transit}`, { settings: { baseUrl: 'https://elsewhere.example' } }, version(1));
  await done(asks(on, admin.token, 'patch', `/v1/partners/${transit}`, { name: 'Other' }, version(1)));
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const privateJwk = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'ES256' };
  return { on, admin, second, clerk, guarded, halfWay, library, privateJwk, waiting: { own, outdated, partnerOutdated, withoutFactor, subjectTaken } };
}

async function versionOf(on: Running, admin: Person, who: Person): Promise<number> {
  const { accounts } = (await asks(on, admin.token, 'get', '/v1/staff')).body as { accounts: { id: string; version: number }[] };
  return accounts.find(({ id }) => id === who.id)?.version ?? 0;
}
