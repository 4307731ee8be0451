import { shownAs } from './expected-records.js';
import { type Service } from './partner-sites.js';
import { type Card, tokenOf, World } from './world.js';

const DAY = 86_400;

let world: World;

beforeAll(async () => {
  world = await World.begin({ choice: { transit: 'status-list' } });
});
afterAll(() => world.end());

interface Lane {
  readonly service: Service;
  readonly notices: readonly { readonly code: string; readonly count: number; readonly sinceDay: string }[];
  readonly fullAudit: { readonly lastDay: string | null; readonly asked: boolean } | null;
}

async function lane(service: Service): Promise<Lane> {
  const { body } = await world.api.get('/v1/lanes', { token: await world.staff('supervisor') });
  return (body['lanes'] as Lane[]).find((one) => one.service === service) as Lane;
}

const ask = (service: string, role: 'clerk' | 'supervisor' = 'supervisor') => world.asStaff(role, `/v1/lanes/${service}/full-audit`, undefined);
const stateAt = (service: Service, card: Card) => world.sites.record(service, tokenOf(card, service))?.state;
/** Files by what stands at their beginning, in the order in which they came. */
const audits = () => world.sites.received('prescription').match(/BGN\*00(\*[^*~]*){3}\*{4}4~/g)?.length ?? 0;
const lists = (kind: 'FULL' | 'DELTA') => world.sites.received('transit').split(`H,${kind},`).length - 1;
const metric = async (service: Service, code: string) => {
  const { text } = await world.api.get('/metrics');
  return new RegExp(`^citykey_lane_notices\\{service="${service}",code="${code}"\\} (\\d+)$`, 'm').exec(text)?.[1];
};

describe('the full audit of a benefit manager', () => {
  it('lists exactly the members it holds, when a supervisor asks', async () => {
    const cards = await Promise.all(Array.from({ length: 6 }, () => world.issue()));
    const [active, suspended, dropped, reinstated] = cards as [Card, Card, Card, Card];
    await world.roundsUntil(() => cards.every((card) => stateAt('prescription', card) === 'active'));
    for (const { slipCode } of [suspended, reinstated]) await world.act('clerk', 'suspension', { presented: { slipCode }, reason: 'lost' });
    await world.act('clerk', 'services', { presented: { cardCode: dropped.cardCode }, drop: ['prescription'] });
    await world.roundsUntil(() => [suspended, dropped, reinstated].every((card) => stateAt('prescription', card) === shownAs('prescription', 'suspended')));
    await world.act('clerk', 'reinstatement', { presented: { cardCode: reinstated.cardCode } });
    await world.roundsUntil(() => stateAt('prescription', reinstated) === 'active');

    expect((await lane('prescription')).fullAudit).toMatchObject({ lastDay: null, asked: false });
    expect(await ask('prescription')).toMatchObject({ status: 202, body: { fullAudit: 'asked' } });
    expect((await lane('prescription')).fullAudit).toMatchObject({ asked: true });
    await world.round(['prescription'], 60);
    const standings = world.sites.records('prescription').map(({ state, held }) => `${state} ${String(held['audit'])}`);
    expect(standings.sort()).toEqual([...Array<string>(4).fill('active listed'), ...Array<string>(2).fill('ended undefined')]);
    expect(stateAt('prescription', active)).toBe('active');
    expect(audits()).toBe(1);
    expect((await lane('prescription')).fullAudit).toEqual({ lastDay: world.clock.today(), asked: false, failures: 0, lastErrorCode: null });
    expect(world.sites.violations('prescription')).toEqual([]);
  });

  it('comes by itself every week, and at once after a month in which the service was away', async () => {
    for (let day = 0; day < 7; day += 1) await world.round(['prescription'], DAY);
    expect(audits()).toBe(2);
    await world.round(['prescription'], 30 * DAY);
    await world.round(['prescription'], 3_600);
    expect(audits()).toBe(3);
    expect(await metric('prescription', 'x12.audit_rejected')).toBe('0');
  });

  it('that is refused is told to staff until one is taken in', async () => {
    world.sites.fail('prescription', { rejectMember: 2 });
    await ask('prescription');
    await world.round(['prescription'], 60);
    await world.round(['prescription'], 60);
    expect((await lane('prescription')).notices).toEqual([{ code: 'x12.audit_rejected', count: 1, sinceDay: world.clock.today() }]);
    expect(await metric('prescription', 'x12.audit_rejected')).toBe('1');
    await ask('prescription');
    await world.round(['prescription'], 60);
    await world.round(['prescription'], 60);
    expect((await lane('prescription')).notices).toEqual([]);
    expect(await metric('prescription', 'x12.audit_rejected')).toBe('0');
  });
});

describe('a transit operator that misses a list', () => {
  let before: number;

  beforeAll(async () => {
    await world.round(['transit'], 600);
    await world.round(['transit'], 600);
    before = lists('FULL');
  });

  it('is sent the full list at once, and all that waited after it', async () => {
    const card = await world.issue();
    await world.round(['transit']);
    expect(stateAt('transit', card)).toBe('active');
    await world.act('clerk', 'suspension', { presented: { slipCode: card.slipCode }, reason: 'stolen' });
    world.sites.fail('transit', { refuseNext: 'full_list_wanted' });
    await world.roundsUntil(() => stateAt('transit', card) === 'suspended', 3);
    expect(lists('FULL')).toBe(before + 1);
    await world.roundsUntil(async () => (await world.lookUp({ cardCode: card.cardCode })).services.find(({ service }) => service === 'transit')?.reported === 'suspended', 3);
    expect((await lane('transit')).notices).toEqual([]);
  });

  it('again within ten minutes, waits for them, and staff see it; a block that was on its way holds', async () => {
    const [card, fresh] = [await world.issue(), await world.issue()];
    await world.round(['transit'], 30);
    await world.act('clerk', 'suspension', { presented: { slipCode: card.slipCode }, reason: 'stolen' });
    const replaced = await world.asStaff('clerk', '/v1/cards/replacement', { presented: { slipCode: fresh.slipCode }, reason: 'damaged' });
    const next = replaced.body as unknown as Card;
    world.sites.fail('transit', { refuseNext: 'full_list_wanted' });
    await world.round(['transit'], 30);
    await world.round(['transit'], 30);
    expect(lists('FULL')).toBe(before + 1);
    expect((await lane('transit')).notices).toEqual([{ code: 'transit.full_list_wanted', count: 1, sinceDay: expect.any(String) as string }]);
    expect(await metric('transit', 'transit.full_list_wanted')).toBe('1');
    await world.round(['transit'], 600);
    expect(lists('FULL')).toBe(before + 2);
    await world.round(['transit'], 30);
    expect([card, fresh, next].map((one) => stateAt('transit', one))).toEqual(['suspended', 'ended', 'active']);
    expect((await lane('transit')).notices).toEqual([]);
    expect(await metric('transit', 'transit.full_list_wanted')).toBe('0');
  });

  it('has a block that it applied and did not answer yet in the full list too', async () => {
    const card = await world.issue();
    await world.round(['transit'], 30);
    await world.act('clerk', 'suspension', { presented: { slipCode: card.slipCode }, reason: 'stolen' });
    world.sites.fail('transit', { wrongAnswers: 'none' });
    await world.round(['transit'], 30);
    expect(stateAt('transit', card)).toBe('suspended');
    await ask('transit');
    await world.round(['transit'], 30);
    expect(lists('FULL')).toBe(before + 3);
    expect(stateAt('transit', card)).toBe('suspended');
  });
});

describe('asking for a full audit', () => {
  it('is refused where there is no such file, for no service, and to clerks', async () => {
    expect(await ask('library')).toMatchObject({ status: 409, body: { code: 'lane.no_full_audit' } });
    expect(await ask('parking')).toMatchObject({ status: 422, body: { code: 'service.unknown' } });
    expect(await ask('prescription', 'clerk')).toMatchObject({ status: 403, body: { code: 'auth.role_required' } });
    expect((await lane('library')).fullAudit).toBeNull();
  });
});
