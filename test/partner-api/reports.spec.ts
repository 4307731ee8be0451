import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { SERVICES } from '../../src/modules/links/index.js';
import { type Answer } from '../e2e/api.js';
import { dump } from '../setup/kernel.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { briefly, type Enrolled, PartnerWorld } from './partner-world.js';

interface CardView {
  readonly state: string;
  readonly services: readonly { readonly service: string; readonly desired: string; readonly flag?: string; readonly token: string }[];
}

describe("a partner's report of its own token", () => {
  let world: PartnerWorld;

  beforeAll(async () => {
    world = await PartnerWorld.begin();
  });

  afterAll(() => world.end());

  const report = (token: string, said: string, headers: Record<string, string> = {}) =>
    world.post('library', 'tokens/report', { token, report: said }, { headers });
  const stateOf = async (token: string) => (await world.post('library', 'tokens/introspect', { token })).body['state'];
  const row = async ({ id }: Enrolled) => (await world.sql('SELECT * FROM links.link WHERE id = $1', id))[0] as Record<string, unknown>;
  const known = async () => (await world.enrolled('library'))[0] as Enrolled;
  const entries = () => world.sql(`SELECT actor_kind, actor, role, act, reason, outcome, subject, place FROM audit.entry WHERE act = 'link.report'`);

  async function clerk(path: string, body: object): Promise<Answer> {
    const authorization = await world.on.bearer('clerk');
    return world.api.post(path, body, { headers: { authorization } });
  }

  async function issued(): Promise<{ presented: object; view: () => Promise<CardView>; tokens: Record<string, string> }> {
    const { body, status, text } = await clerk('/v1/cards', { category: 'standard', services: SERVICES });
    if (status !== 201) throw new Error(text);
    for (const service of SERVICES) await world.publish(service);
    const presented = { cardCode: body['cardCode'] };
    const view = async () => (await clerk('/v1/cards/lookup', { presented })).body as unknown as CardView;
    const tokens = Object.fromEntries((body['services'] as { service: string; token: string }[]).map(({ service, token }) => [service, token]));
    return { presented, view, tokens };
  }

  it.each(['lost', 'stolen'])('as %s suspends it at once and flags it, and touches nothing else of the card', async (said) => {
    const { view, tokens, presented } = await issued();
    const start = (await world.changes('library')).next;
    expect(await report(tokens['library'] ?? '', said)).toMatchObject({ status: 202, body: { accepted: true } });
    const { state, services } = await view();
    expect(state).toBe('issued');
    expect(services.map(({ service, desired, flag }) => [service, desired, flag])).toEqual([
      ['library', 'suspended', 'partner_hold'],
      ['prescription', 'active', undefined],
      ['transit', 'active', undefined],
    ]);
    // No window has passed.
    expect(await stateOf(tokens['library'] ?? '')).toBe('suspended');
    expect(briefly((await world.changes('library', start)).changes)).toEqual([`${tokens['library']} suspended`]);
    const work = await world.sql(`SELECT stage FROM links.work JOIN links.link ON link.id = link_id WHERE link.service = 'library' AND published_version > 1`);
    expect(work).toContainEqual({ stage: 'due' });
    // The holder has shown the card and says all is well.
    expect((await clerk('/v1/cards/reinstatement', { presented, services: ['library'] })).status).toBe(200);
    await world.publish('library');
    expect((await view()).services[0]).toMatchObject({ service: 'library', desired: 'active' });
    expect((await view()).services[0]).not.toHaveProperty('flag');
    expect(await stateOf(tokens['library'] ?? '')).toBe('active');
  });

  it('as found takes its own hold back, and never that of the city', async () => {
    const { view, tokens, presented } = await issued();
    const token = tokens['library'] ?? '';
    await report(token, 'lost');
    await report(token, 'found');
    expect(await stateOf(token)).toBe('active');
    expect((await view()).services[0]).not.toHaveProperty('flag');
    await report(token, 'lost');
    expect((await clerk('/v1/cards/suspension', { presented, reason: 'lost' })).status).toBe(200);
    await report(token, 'found');
    expect((await view()).services[0]).toMatchObject({ desired: 'suspended' });
    expect((await view()).services[0]).not.toHaveProperty('flag');
    expect(await stateOf(token)).toBe('suspended');
  });

  it('as closed ends it for good, and the others go on', async () => {
    const { view, tokens } = await issued();
    const token = tokens['library'] ?? '';
    await report(token, 'closed');
    expect(await stateOf(token)).toBe('ended');
    for (const said of ['found', 'lost', 'closed']) await report(token, said);
    expect(await stateOf(token)).toBe('ended');
    expect((await view()).services.map(({ desired }) => desired)).toEqual(['ended', 'active', 'active']);
  });

  it('changes nothing when it is said again', async () => {
    for (const [first, again] of [['lost', 'stolen'], ['found', 'found'], ['closed', 'lost']] as const) {
      const link = await known();
      await report(link.token, 'lost');
      await report(link.token, first);
      const before = await row(link);
      const { next } = await world.changes('library');
      for (let times = 0; times < 3; times += 1) expect((await report(link.token, again)).status).toBe(202);
      expect(await row(link)).toEqual(before);
      expect((await world.changes('library', next)).changes).toEqual([]);
    }
  });

  it('is taken once under an Idempotency-Key, although the card was reinstated meanwhile', async () => {
    const link = await known();
    const key = { 'idempotency-key': randomUUID() };
    const answer = await report(link.token, 'lost', key);
    await report(link.token, 'found');
    expect(await report(link.token, 'lost', key)).toMatchObject({ status: 202, text: answer.text });
    expect(await stateOf(link.token)).toBe('active');
    expect(await report(link.token, 'stolen', key)).toMatchObject({ status: 422, body: { code: 'idempotency.key_reused' } });
    expect(await report(link.token, 'lost', { 'idempotency-key': '1' })).toMatchObject({ status: 400, body: { code: 'idempotency.key_invalid' } });
  });

  it('is answered the same whatever the token is, after the same statements', async () => {
    const [transit] = (await world.enrolled('transit')) as [Enrolled];
    const tokens = [(await known()).token, transit.token, 'nonsense'];
    await report('nonsense', 'lost');
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const answers: Answer[] = [];
    const statements: string[] = [];
    for (const token of tokens) {
      query.mockClear();
      answers.push(await report(token, 'lost'));
      statements.push(query.mock.calls.map(([asked]) => (asked as { name?: string }).name ?? String(asked)).join(' '));
    }
    query.mockRestore();
    expect(statements[0]).toContain('link-report-hold');
    expect(statements.map((run) => run === statements[0])).toEqual([true, true, true]);
    const seen = answers.map(({ status, text, headers }) => ({ status, text, headers: Object.keys(headers).sort() }));
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    expect((await row(transit))['partner_hold']).toBe(false);
  });

  it('is audited without the token: who said it, what was said, and whether there is such a token', async () => {
    await world.sql('ALTER TABLE audit.entry DISABLE TRIGGER ALL');
    await world.sql('DELETE FROM audit.entry');
    await world.sql('ALTER TABLE audit.entry ENABLE TRIGGER ALL');
    const link = await known();
    await report(link.token, 'stolen');
    await report('0000-nobody-has-this', 'found');
    const entry = { actor_kind: 'partner', actor: world.clientId('library'), role: 'partner', act: 'link.report', subject: null, place: null };
    expect(await entries()).toEqual(
      expect.arrayContaining([
        { ...entry, reason: 'stolen', outcome: 'done' },
        { ...entry, reason: 'found', outcome: 'refused' },
      ]),
    );
    expect(JSON.stringify(await dump(world.database.ownerUrl))).not.toContain(link.token);
    expect(world.on.logged.join('')).not.toContain(link.token);
  });

  it('of a link the partner was not told of yet waits for its window', async () => {
    const [link] = (await world.enrol('library')) as [Enrolled];
    await report(link.token, 'lost');
    expect(await row(link)).toMatchObject({ partner_hold: true, desired_state: 'suspended', published_state: null });
    expect(await stateOf(link.token)).toBeUndefined();
    await world.publish('library');
    expect(await stateOf(link.token)).toBe('suspended');
  });

  it('publishes nothing of the city that it did not ask for', async () => {
    const link = await known();
    await world.want(link.id, 'suspended');
    await report(link.token, 'found');
    expect(await stateOf(link.token)).toBe('active');
    await world.publish('library');
    await world.want(link.id, 'active');
    await report(link.token, 'found');
    expect(await stateOf(link.token)).toBe('suspended');
    await world.want(link.id, 'ended');
    for (const said of ['lost', 'closed']) await report(link.token, said);
    expect(await stateOf(link.token)).toBe('suspended');
  });

  it('waits for an act on the same link, and both hold', async () => {
    const link = await known();
    const act = await HeldTransaction.begin(world.database.ownerUrl);
    await act.query(`UPDATE links.link SET city_hold = true, desired_state = 'suspended', desired_version = desired_version + 1 WHERE id = $1`, [link.id]);
    const reported = report(link.token, 'lost');
    await act.waitedFor();
    await act.commit();
    expect((await reported).status).toBe(202);
    expect(await row(link)).toMatchObject({ city_hold: true, partner_hold: true, desired_state: 'suspended', published_state: 'suspended' });
  });

  it('is refused where the body is no report', async () => {
    const link = await known();
    for (const body of [{ token: link.token }, { report: 'lost' }, { token: link.token, report: 'LOST' }, { token: '', report: 'lost' }, { token: 'x'.repeat(65), report: 'lost' }, { token: link.token, report: 'lost', name: 'x' }]) {
      expect((await world.post('library', 'tokens/report', body)).status).toBe(400);
    }
    expect(await stateOf(link.token)).toBe('active');
  });
});
