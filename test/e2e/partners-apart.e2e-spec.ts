import { systemCaller } from '../../src/kernel/auth/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { type Service, SERVICES } from './partner-sites.js';
import { Gate } from './gate.js';
import { type Card, tokenOf, World } from './world.js';

let world: World;
let gate: Gate;

beforeAll(async () => {
  world = await World.begin({
    through: async (plan) => {
      gate = await Gate.to(plan.transit.port);
      return { ...plan, transit: { ...plan.transit, port: gate.port } };
    },
  });
});
afterAll(async () => {
  await world.end();
  await gate.close();
});

const others = (service: Service) => SERVICES.filter((one) => one !== service);
const stateAt = (service: Service, card: Card) => world.sites.record(service, tokenOf(card, service))?.state;
const suspendedAt = (service: Service) => (service === 'prescription' ? 'ended' : 'suspended');

/** The access token of somebody who may confirm what the world's administrator asks for. */
async function anotherAdministrator(): Promise<string> {
  const accounts = world.app.get(StaffAccounts, { strict: false });
  const { username, password } = await accounts.create(systemCaller('test'), { username: 'second.admin', roles: ['admin'] });
  const { body } = await world.api.post('/v1/auth/login', { username, password });
  return String(body['accessToken']);
}

const issueSome = async (count: number) => Promise.all(Array.from({ length: count }, () => world.issue()));

/** What the service logged of a partner's failures since then. */
const failures = (since: number) =>
  world.logged.slice(since).flatMap((line) => {
    const { msg, service, code } = JSON.parse(line) as Record<string, string>;
    return msg === 'partner failed' ? [`${service} ${code}`] : [];
  });

describe.each(SERVICES)('while %s is down', (service) => {
  let cards: Card[];

  it('the other two get everything, round after round', async () => {
    await world.sites.stop(service);
    cards = await issueSome(4);
    const [lost] = cards as [Card];
    for (let rounds = 0; rounds < 5; rounds += 1) await world.round(SERVICES, 60);
    for (const other of others(service)) expect(cards.map((card) => stateAt(other, card))).toEqual(Array(4).fill('active'));
    await world.act('clerk', 'suspension', { presented: { slipCode: lost.slipCode }, reason: 'stolen' });
    for (let rounds = 0; rounds < 5; rounds += 1) await world.round(SERVICES, 60);
    for (const other of others(service)) expect(stateAt(other, lost)).toBe(suspendedAt(other));
    const view = await world.lookUp({ cardCode: cards[1]?.cardCode ?? '' });
    const shown = view.services.find((one) => one.service === service);
    expect(shown).toMatchObject({ desired: 'active', reported: null, errorCode: expect.any(String) as string });
    for (const one of view.services.filter((each) => each !== shown)) expect(one).toMatchObject({ reported: 'active' });
  });

  it('nothing is lost: when it is back, all converge', async () => {
    await world.sites.open(service);
    const [lost, ...fine] = cards as [Card, ...Card[]];
    await world.roundsUntil(() => fine.every((card) => stateAt(service, card) === 'active'), 60, 60);
    // Whom the benefit manager never had, it need not cancel.
    const gone = service === 'prescription' ? undefined : 'suspended';
    await world.roundsUntil(() => stateAt(service, lost) === gone, 60, 60);
    await world.roundsUntil(async () => {
      const views = await Promise.all(cards.map(({ cardCode }) => world.lookUp({ cardCode })));
      return views.every((view) => view.services.every(({ desired, reported, errorCode }) => desired === reported && errorCode === undefined));
    }, 60, 60);
    // A library system that was restarted knows no access token any more.
    const broken = SERVICES.flatMap((one) => world.sites.violations(one)).filter((line) => !line.includes('401'));
    expect(broken).toEqual([]);
  });
});

describe('a partner that answers slowly', () => {
  it('does not keep the others waiting', async () => {
    const [card] = (await issueSome(1)) as [Card];
    world.clock.forward(60);
    const kept = gate.keepAnswersOnce(() => stateAt('transit', card) !== undefined);
    let done = false;
    const slow = world.publishAndSync('transit').then(() => (done = true));
    await kept;
    await world.publishAndSync('library');
    await world.publishAndSync('prescription');
    for (const other of others('transit')) expect(stateAt(other, card)).toBe('active');
    expect(done).toBe(false);
    gate.open();
    await slow;
    await world.roundsUntil(() => stateAt('transit', card) === 'active', 60, 60);
  });
});

describe('a partner that has changed our credentials', () => {
  it('stops its own lane only, until an administrator enters the new ones', async () => {
    await world.sites.stop('library');
    world.sites.change('library', { clientSecret: 'the-next-secret' });
    await world.sites.open('library');
    const since = world.logged.length;
    const [card] = (await issueSome(1)) as [Card];
    for (let rounds = 0; rounds < 4; rounds += 1) await world.round(SERVICES, 120);
    for (const other of others('library')) expect(stateAt(other, card)).toBe('active');
    expect(stateAt('library', card)).toBeUndefined();
    expect(new Set(failures(since))).toEqual(new Set(['library client_refused']));
    expect((await world.lookUp({ cardCode: card.cardCode })).services).toContainEqual(
      expect.objectContaining({ service: 'library', reported: null, errorCode: 'client_refused' }),
    );

    const token = await world.staff('admin');
    const { partners } = (await world.api.get('/v1/partners', { token })).body as { partners: { id: string; service: string; version: number }[] };
    const library = partners.find((one) => one.service === 'library');
    const changed = await world.api.call('PATCH', `/v1/partners/${library?.id}`, {
      token,
      headers: { 'if-match': `"${library?.version}"` },
      body: { credentials: { clientSecret: 'the-next-secret' } },
    });
    expect(changed).toMatchObject({ status: 202 });
    const { id } = changed.body['approval'] as { id: string };
    expect(await world.api.post(`/v1/approvals/${id}/confirmation`, undefined, { token: await anotherAdministrator() })).toMatchObject({ status: 200 });
    expect(changed.text).not.toContain('the-next-secret');
    await world.roundsUntil(() => stateAt('library', card) === 'active', 60, 60);
  });
});
