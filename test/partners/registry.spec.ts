import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { answered, type Running } from './application.js';
import { asAdmin, LIBRARY, administrator, partnerApplication, PRESCRIPTION, registered, TRANSIT } from './partner-application.js';

const CANARY = 'canary-credential-6191';

describe('the partner registry', () => {
  let database: TestDatabase;
  let on: Running;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await partnerApplication(database);
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  const registry = () => on.app.get(PartnerRegistry);

  it('registers a partner per service and shows everything but the credentials', async () => {
    const made = await asAdmin(on, 'post', '/v1/partners', LIBRARY);
    expect(made.status).toBe(201);
    expect(made.headers.etag).toBe('"1"');
    expect(made.body).toMatchObject({
      service: 'library',
      state: 'active',
      version: 1,
      settings: LIBRARY.settings,
      policy: {
        enrolmentEpochSeconds: 86_400,
        changeEpochSeconds: 900,
        fullAuditEveryDays: 7,
        inFlightDays: 1,
        listHour: 3,
        listEveryDays: 1,
        checksPerMinute: 60,
        tokens: { mint: { institution: '9840' }, adoptPatterns: ['^2[0-9]{13}$', '^D[0-9]{9}$', '^[0-9]{12}$'] },
      },
    });
    const id = made.body.id as string;
    const answers = [made, await asAdmin(on, 'get', '/v1/partners'), await asAdmin(on, 'get', `/v1/partners/${id}`)];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200]);
    for (const answer of answers) {
      expect(answer.text).not.toContain(CANARY);
      expect(answer.text).not.toContain('redentials');
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    expect(on.logged.join('\n')).not.toContain(CANARY);
  });

  it('keeps credentials sealed, and opens them for the adapters only', async () => {
    const id = await registered(on);
    const [row] = await query(database.ownerUrl, 'SELECT partner::text AS row, sealed_credentials FROM partners.partner');
    expect(Buffer.from(row?.sealed_credentials as Buffer).includes(CANARY)).toBe(false);
    expect(row?.row).not.toContain(CANARY);
    expect(await registry().connectionOf('library')).toEqual({ settings: LIBRARY.settings, credentials: LIBRARY.credentials });
    expect(await registry().byService('library')).toMatchObject({ id, service: 'library', version: 1 });
    expect(await registry().byService('transit')).toBeNull();
    await expect(registry().connectionOf('transit')).rejects.toMatchObject({ code: 'partner.not_configured' });
  });

  it('takes one partner for each service', async () => {
    for (const partner of [LIBRARY, TRANSIT, PRESCRIPTION]) await registered(on, partner);
    const again = await asAdmin(on, 'post', '/v1/partners', LIBRARY);
    expect([again.status, again.body.code]).toEqual([409, 'partner.service_taken']);
    expect((await registry().all()).map(({ service }) => service)).toEqual(['library', 'prescription', 'transit']);
    const list = await asAdmin(on, 'get', '/v1/partners');
    expect(list.body).toMatchObject({ next: null, partners: [{}, {}, {}] });
  });

  it('answers the same registration twice, and refuses another one under its key', async () => {
    const key = { 'idempotency-key': randomUUID(), authorization: await on.bearer('admin') };
    const first = await asAdmin(on, 'post', '/v1/partners', LIBRARY, key);
    const second = await asAdmin(on, 'post', '/v1/partners', LIBRARY, key);
    expect(second.body).toEqual(first.body);
    const other = await asAdmin(on, 'post', '/v1/partners', TRANSIT, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency.key_reused']);
  });

  it('merges a change into what is there, credentials included', async () => {
    const id = await registered(on);
    const asked = await asAdmin(
      on,
      'patch',
      `/v1/partners/${id}`,
      { name: 'The Library', settings: { nested: { drop: null } }, credentials: { secret: 'next' }, policy: { changeEpochSeconds: 2 } },
      { 'if-match': '"1"', 'content-type': 'application/merge-patch+json', authorization: await administrator(on, 'first') },
    );
    expect([asked.status, asked.headers.etag]).toEqual([202, undefined]);
    expect(await registry().byService('library')).toMatchObject({ version: 1 });
    const { id: approval } = asked.body.approval as { id: string };
    const second = { authorization: await administrator(on, 'second') };
    const waiting = await asAdmin(on, 'get', '/v1/approvals', undefined, second);
    const details = { service: 'library', name: 'The Library', settings: { nested: { drop: null } }, policy: { changeEpochSeconds: 2 }, credentials: ['secret'] };
    expect(waiting.body.approvals).toEqual([{ ...(asked.body.approval as object), details }]);
    expect((await asAdmin(on, 'post', `/v1/approvals/${approval}/confirmation`, undefined, second)).status).toBe(200);
    const changed = await asAdmin(on, 'get', `/v1/partners/${id}`);
    expect(changed.headers.etag).toBe('"2"');
    expect(changed.body).toMatchObject({ name: 'The Library', version: 2, policy: { changeEpochSeconds: 2, enrolmentEpochSeconds: 86_400 } });
    expect(await registry().connectionOf('library')).toEqual({
      settings: { baseUrl: 'https://koha.library.example', nested: { keep: 1 } },
      credentials: { clientId: 'citykey', secret: 'next' },
    });
  });

  it('changes nothing without the version that is current', async () => {
    const id = await registered(on);
    const change = (headers: Record<string, string>) => asAdmin(on, 'patch', `/v1/partners/${id}`, { name: 'Other' }, headers);
    for (const wrong of [undefined, '*', '1', 'W/"1"']) {
      const { status, body } = await change(wrong === undefined ? {} : { 'if-match': wrong });
      expect([status, body.code]).toEqual([400, 'partner.version_required']);
    }
    const stale = await change({ 'if-match': '"7"' });
    expect([stale.status, stale.body.code]).toEqual([409, 'partner.version_conflict']);
    const both = await Promise.all([change({ 'if-match': '"1"' }), change({ 'if-match': '"1"' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await registry().byService('library')).toMatchObject({ version: 2 });
  });

  it.each([
    ['an unknown profile', { profile: 'koha-soap' }, 'partner.profile_unknown', ['koha-rest', 'koha-other']],
    ["another service's profile", { profile: 'tomp-2' }, 'partner.profile_unknown', ['koha-rest', 'koha-other']],
    ['a missing setting', { settings: {} }, 'partner.settings_invalid', ['baseUrl must be a text']],
    ['a missing credential', { credentials: { clientId: 'x' } }, 'partner.settings_invalid', ['secret must be a text']],
  ])('refuses %s and says what would do', async (_, wrong, code, allowed) => {
    const { status, body } = await asAdmin(on, 'post', '/v1/partners', { ...LIBRARY, ...wrong });
    expect([status, body.code, body.allowed]).toEqual([422, code, allowed]);
    expect(await registry().byService('library')).toBeNull();
  });

  it('refuses a policy that does not fit the service, and says where', async () => {
    const { status, body } = await asAdmin(on, 'post', '/v1/partners', { ...TRANSIT, policy: LIBRARY.policy });
    expect(status).toBe(400);
    expect((body.findings as { at: string }[]).map((finding) => finding.at)).toContain('/policy/tokens/length');
  });

  it('refuses a field nobody declared, in the policy too', async () => {
    for (const wrong of [{ ...LIBRARY, colour: 'red' }, { ...LIBRARY, policy: { ...LIBRARY.policy, constant: true } }]) {
      const { status, body } = await asAdmin(on, 'post', '/v1/partners', wrong);
      expect([status, body.code]).toEqual([400, 'request.unknown_field']);
    }
  });

  it('is for administrators only', async () => {
    const server = on.app.getHttpServer();
    expect((await answered(request(server).get('/v1/partners'))).status).toBe(401);
    const clerk = await answered(request(server).get('/v1/partners').set('authorization', await on.bearer('clerk')));
    expect([clerk.status, clerk.body.code]).toEqual([403, 'auth.role_required']);
  });

  it('knows no partner by another name', async () => {
    for (const id of [randomUUID(), 'library']) {
      const { status, body } = await asAdmin(on, 'get', `/v1/partners/${id}`);
      expect([status, body.code]).toEqual([404, 'partner.not_found']);
    }
    const change = await asAdmin(on, 'patch', `/v1/partners/${randomUUID()}`, { name: 'X' }, { 'if-match': '"1"' });
    expect([change.status, change.body.code]).toEqual([404, 'partner.not_found']);
  });

  it('shows a change made on another instance within five seconds', async () => {
    const id = await registered(on);
    const other = await partnerApplication(database, { keyring: on.keyring });
    try {
      const there = other.app.get(PartnerRegistry);
      expect(await there.byService('library')).toMatchObject({ version: 1 });
      await asAdmin(on, 'patch', `/v1/partners/${id}`, { state: 'paused' }, { 'if-match': '"1"' });
      expect(await there.byService('library')).toMatchObject({ version: 1 });
      expect(await registry().byService('library')).toMatchObject({ version: 2, state: 'paused' });
      other.clock.forward(5);
      expect(await there.byService('library')).toMatchObject({ version: 2, state: 'paused' });
    } finally {
      await other.app.close();
    }
  });

  it('leaves one audit entry per act, by service and without settings', async () => {
    const id = await registered(on);
    await asAdmin(on, 'patch', `/v1/partners/${id}`, { state: 'paused' }, { 'if-match': '"1"' });
    await asAdmin(on, 'patch', `/v1/partners/${id}`, { state: 'paused' }, { 'if-match': '"1"' });
    const entries = await query(database.ownerUrl, 'SELECT act, reason, role, outcome FROM audit.entry ORDER BY act');
    expect(entries).toEqual([
      { act: 'partner.change', reason: 'library', role: 'admin', outcome: 'done' },
      { act: 'partner.register', reason: 'library', role: 'admin', outcome: 'done' },
    ]);
  });
});
