import { randomUUID } from 'node:crypto';
import { SERVICES } from '../../src/modules/links/index.js';
import { asAdmin } from '../partners/partner-application.js';
import { briefly, type Enrolled, type Listed, PartnerWorld } from './partner-world.js';

describe('tokens that a partner makes for itself', () => {
  let world: PartnerWorld;

  beforeAll(async () => {
    world = await PartnerWorld.begin();
  });

  afterAll(() => world.end());

  const ask = (body: unknown, headers: Record<string, string> = {}) => world.post('library', 'sandbox/tokens', body, { headers });
  const made = async (body: object = {}) => {
    const { status, body: token, text } = await ask(body);
    if (status !== 201) throw new Error(text);
    return token as unknown as Listed;
  };
  const shown = async (token: string) => (await world.post('library', 'tokens/introspect', { token })).body;

  it('are there at once, wherever tokens are', async () => {
    const start = (await world.changes('library')).next;
    const made_ = await made();
    expect(made_).toEqual({ token: expect.stringMatching(/^29840\d{9}$/) as string, state: 'active', validThrough: 'never', statusList: expect.any(Object) as object });
    const { token, statusList } = made_;
    expect(await shown(token)).toEqual({ active: true, state: 'active', validThrough: 'never', statusList });
    expect((await world.changes('library', start)).changes).toEqual([made_]);
    const { body } = await world.get('library', 'tokens?limit=1000');
    expect(body['tokens']).toContainEqual(made_);
    const [row] = await world.sql(`SELECT origin, stage FROM links.link JOIN links.work ON link_id = id WHERE id::text LIKE '______________8%'`);
    expect(row).toEqual({ origin: 'minted', stage: 'due' });
  });

  it('go through their states, each published at once, and stay ended', async () => {
    const start = (await world.changes('library')).next;
    const { token } = await made({ validThrough: '2031-11' });
    for (const state of ['suspended', 'active', 'ended']) {
      expect(await ask({ token, state })).toMatchObject({ status: 200, body: { token, state, validThrough: '2031-11' } });
      expect(await shown(token)).toMatchObject({ active: state === 'active', state });
    }
    expect(briefly((await world.changes('library', start)).changes)).toEqual(['active', 'suspended', 'active', 'ended'].map((state) => `${token} ${state}`));
    expect(await ask({ token, state: 'ended' })).toMatchObject({ status: 200, body: { state: 'ended' } });
    expect(await ask({ token, state: 'active' })).toMatchObject({ status: 409, body: { code: 'link.ended' } });
  });

  it('can be over already', async () => {
    const { token } = await made({ validThrough: '2020-01' });
    expect(await shown(token)).toMatchObject({ active: false, state: 'active', validThrough: '2020-01' });
  });

  it('come back from a report as cards do from the counter', async () => {
    const { token } = await made();
    await world.post('library', 'tokens/report', { token, report: 'lost' });
    expect(await shown(token)).toMatchObject({ state: 'suspended' });
    expect(await ask({ token, state: 'active' })).toMatchObject({ status: 200, body: { state: 'active' } });
    expect(await world.sql('SELECT FROM links.link WHERE city_hold OR partner_hold')).toEqual([]);
  });

  it('are the only ones that can be moved', async () => {
    const [card] = (await world.enrolled('library')) as [Enrolled];
    for (const token of [card.token, 'nobody']) {
      expect(await ask({ token, state: 'suspended' })).toMatchObject({ status: 404, body: { code: 'link.not_found' } });
    }
    const { token } = await made();
    expect(await world.post('transit', 'sandbox/tokens', { token, state: 'ended' })).toMatchObject({ status: 404 });
    expect(await shown(card.token)).toMatchObject({ state: 'active' });
    expect(await shown(token)).toMatchObject({ state: 'active' });
  });

  it('are made once under an Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await ask({}, key);
    expect(await ask({}, key)).toMatchObject({ status: 201, text: first.text });
    expect(await ask({ validThrough: '2031-11' }, key)).toMatchObject({ status: 422, body: { code: 'idempotency.key_reused' } });
  });

  it('are asked for in one way or the other', async () => {
    const { token } = await made();
    const bad = [{ token }, { state: 'active' }, { token, state: 'active', validThrough: 'never' }, { token, state: 'gone' }, { validThrough: '2031-13' }, { validThrough: null }, { name: 'x' }];
    for (const body of bad) expect((await ask(body)).status).toBe(400);
    expect((await ask({ token })).body).toMatchObject({ code: 'request.invalid', findings: [{ at: '/state', code: 'field.missing' }] });
  });

  it('are audited as the partner’s act, without the token', async () => {
    const { token } = await made();
    await ask({ token, state: 'suspended' });
    const rows = await world.sql(`SELECT actor_kind, actor, act, reason, outcome, subject FROM audit.entry WHERE act LIKE 'sandbox.%' ORDER BY act`);
    const entry = { actor_kind: 'partner', actor: world.clientId('library'), outcome: 'done', subject: null };
    expect(rows).toContainEqual({ ...entry, act: 'sandbox.token_make', reason: null });
    expect(rows).toContainEqual({ ...entry, act: 'sandbox.token_move', reason: 'suspended' });
  });

  it('are not made where tokens come from elsewhere', async () => {
    const { body } = await asAdmin(world.on, 'get', '/v1/partners');
    for (const partner of body['partners'] as { id: string; service: string; version: number }[]) {
      if (partner.service === 'library') continue;
      const tokens = partner.service === 'transit' ? { mint: false } : { constantId: 'EVERYBODY' };
      const changed = await asAdmin(world.on, 'patch', `/v1/partners/${partner.id}`, { policy: { tokens } }, { 'if-match': `"${partner.version}"` });
      expect(changed.status).toBe(200);
    }
    for (const service of SERVICES) {
      const answer = await world.post(service, 'sandbox/tokens', {});
      expect([answer.status, answer.body['code']]).toEqual(service === 'library' ? [201, undefined] : [409, 'sandbox.token_not_made']);
    }
  });
});

describe('without the sandbox', () => {
  let world: PartnerWorld;

  beforeAll(async () => {
    world = await PartnerWorld.begin({ CITYKEY_SANDBOX: 'off' });
  });

  afterAll(() => world.end());

  it('there is nothing at that address, whoever asks', async () => {
    const answers = [
      await world.post('library', 'sandbox/tokens', {}),
      await world.post('library', 'sandbox/tokens', { token: 'x', state: 'active' }),
      await world.api.post('/partner/v1/sandbox/tokens', {}),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: 'route.unknown' } });
    expect(await world.sql('SELECT FROM links.link')).toEqual([]);
  });
});
