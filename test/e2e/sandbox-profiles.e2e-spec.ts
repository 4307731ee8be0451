import { PartnerAdmin, PartnerRegistry } from '../../src/modules/partners/index.js';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { registerSandboxPartners } from '../../src/program/sandbox-partners.js';
import { type SandboxPlan } from '../../src/sandbox/plan.js';
import { query } from '../setup/query.js';
import { shownAs, type State } from './expected-records.js';
import { SERVICES } from './partner-sites.js';
import { type Card, tokenOf, World } from './world.js';

const stateAt = (world: World, card: Card, service: (typeof SERVICES)[number]) => world.sites.record(service, tokenOf(card, service))?.state;
const allShow = (world: World, card: Card, state: State) => SERVICES.every((service) => stateAt(world, card, service) === shownAs(service, state));

const partnersOf = async (world: World) => {
  const partners = await world.app.get(PartnerRegistry, { strict: false }).all();
  return Object.fromEntries(partners.map(({ service, profile, settings, version }) => [service, { profile, settings, version }]));
};

describe.each([
  ['koha+sip2', 'tomp', 'koha-rest', 'tomp-customer'],
  ['polaris', 'status-list', 'polaris-papi', 'status-list-sftp'],
] as const)('a sandbox of %s and %s', (library, transit, libraryProfile, transitProfile) => {
  let world: World;

  beforeAll(async () => {
    world = await World.begin({ choice: { library, transit } });
  });
  afterAll(() => world.end());

  it('is registered with the profiles it speaks, and takes a card through its life', async () => {
    expect(await partnersOf(world)).toMatchObject({ library: { profile: libraryProfile }, transit: { profile: transitProfile } });
    const [card, other] = [await world.issue(), await world.issue()];
    await world.roundsUntil(() => allShow(world, card, 'active') && allShow(world, other, 'active'));
    await world.act('clerk', 'suspension', { presented: { slipCode: card.slipCode }, reason: 'lost' });
    await world.roundsUntil(() => allShow(world, card, 'suspended'));
    const answer = await world.asStaff('clerk', '/v1/cards/replacement', { presented: { slipCode: card.slipCode }, reason: 'lost' });
    const next = answer.body as unknown as Card;
    await world.roundsUntil(() => allShow(world, next, 'active') && SERVICES.every((service) => [undefined, 'ended'].includes(stateAt(world, card, service))));
    expect(allShow(world, other, 'active')).toBe(true);
    expect((await world.lookUp({ cardCode: next.cardCode })).services.map(({ reported }) => reported)).toEqual(['active', 'active', 'active']);
    for (const service of SERVICES) expect(world.sites.violations(service)).toEqual([]);
  });

  it('is registered once: another start changes nothing', async () => {
    const before = await partnersOf(world);
    await registerSandboxPartners(world.app, world.sites.plan);
    expect(await partnersOf(world)).toEqual(before);
  });
});

describe('a partner that speaks another profile from now on', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.begin({ choice: { library: 'koha+sip2', transit: 'status-list' } });
  });
  afterAll(() => world.end());

  const reregister = async (change: (plan: SandboxPlan) => SandboxPlan) => {
    await registerSandboxPartners(world.app, change(world.sites.plan));
    return partnersOf(world);
  };
  const links = () => query(world.database.ownerUrl, `SELECT reported_state, published_state, stage FROM links.link LEFT JOIN links.work ON link_id = id WHERE link.service = 'transit' ORDER BY reported_state`);

  it('keeps no setting of another choice: without SIP2 nothing of it stays', async () => {
    const { library } = await reregister((plan) => ({ ...plan, library: { ...plan.library, sip2Port: undefined } }));
    expect(Object.keys(library?.settings ?? {}).sort()).toEqual(['baseUrl', 'categoryId', 'libraryId']);
    const again = await reregister((plan) => plan);
    expect(again['library']?.settings).toMatchObject({ verification: 'sip2' });
  });

  it('is sent what waited in files that nobody will answer any more, and keeps what it has confirmed', async () => {
    const [told, waiting] = [await world.issue(), await world.issue({ services: ['library'] })];
    await world.roundsUntil(() => allShow(world, told, 'active'));
    const confirmed = world.sites.records('transit');
    // The operator is away from SFTP for good while one more link is on its way: kept in a file, and never answered.
    const { cardCode } = waiting;
    const added = await world.asStaff('clerk', '/v1/cards/services', { presented: { cardCode }, add: ['transit'] });
    const [{ token }] = added.body['services'] as [{ token: string }];
    world.sites.fail('transit', { wrongAnswers: 'none' });
    await world.round(['transit']);
    expect((await links()).map(({ stage }) => stage)).toEqual([null, 'pending']);

    await world.sites.stop('transit');
    world.sites.change('transit', { profile: 'tomp' });
    await world.sites.open('transit');
    expect((await reregister((plan) => plan))['transit']).toMatchObject({ profile: 'tomp-customer' });
    await world.roundsUntil(() => world.sites.record('transit', token)?.state === 'active');
    expect((await links()).map(({ reported_state, stage }) => [reported_state, stage])).toEqual([['active', null], ['active', null]]);
    // The first link was confirmed before, and the other system does not know it: only a resync tells it.
    expect(confirmed.map((record) => record.token)).toEqual([tokenOf(told, 'transit')]);
    expect(world.sites.record('transit', tokenOf(told, 'transit'))).toBeUndefined();
    expect(await query(world.database.ownerUrl, 'SELECT 1 FROM links.outbound_file WHERE service = $1', ['transit'])).toEqual([]);
    await world.asStaff('supervisor', '/v1/links/resync', { service: 'transit', token: tokenOf(told, 'transit') });
    await world.roundsUntil(() => stateAt(world, told, 'transit') === 'active');
  });

  it('is told everything at once where the new profile has a full audit', async () => {
    await world.sites.stop('transit');
    world.sites.change('transit', { profile: 'status-list' });
    await world.sites.open('transit');
    const known = await world.app.get(PartnerRegistry, { strict: false }).partnerOf('transit');
    const back = await reregister((plan) => plan);
    expect(back['transit']).toMatchObject({ profile: 'status-list-sftp', version: known.version + 1 });
    await world.round();
    await world.round();
    expect(world.sites.received('transit')).toContain('H,FULL,');
    expect(world.sites.records('transit').map(({ state }) => state)).toEqual(['active', 'active']);
  });

  it('cannot be one of another service', async () => {
    const { id, version } = await world.app.get(PartnerRegistry, { strict: false }).partnerOf('transit');
    const change = world.app.get(PartnerAdmin, { strict: false }).change(systemCaller('test'), id, version, { profile: 'koha-rest' });
    await expect(change).rejects.toMatchObject({ definition: { code: 'partner.profile_unknown' } });
  });
});
