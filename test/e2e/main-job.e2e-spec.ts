import { type Answer } from './api.js';
import { expectedRecord, type State } from './expected-records.js';
import { type Service, SERVICES } from './partner-sites.js';
import { type Card, tokenOf, World } from './world.js';

const CATEGORIES = ['kids', 'standard', 'senior'] as const;
const INTROSPECT = '/partner/v1/tokens/introspect';

let world: World;
const cards: Card[] = [];
const [kids, standard, senior] = [0, 1, 2].map((place) => () => cards[place] as Card) as [() => Card, () => Card, () => Card];

beforeAll(async () => {
  world = await World.begin();
  for (const category of CATEGORIES) cards.push(await world.issue({ category }));
});
afterAll(() => world.end());

const allShow = (card: Card, state: State) =>
  SERVICES.every((service) => {
    const record = world.sites.record(service, tokenOf(card, service));
    return record?.state === (service === 'prescription' && state === 'suspended' ? 'ended' : state);
  });

/** Whole records, field by field. */
function expectEverywhere(card: Card, state: State): void {
  for (const service of SERVICES) {
    const token = tokenOf(card, service);
    expect(world.sites.record(service, token)).toEqual(expectedRecord(world.sites, service, token, state));
  }
}

async function introspect(service: Service, token: string): Promise<Answer> {
  return world.api.post(INTROSPECT, { token }, { token: await world.partner(service), idempotencyKey: null });
}

describe('a card that is issued', () => {
  it('has a number, two codes and a token of each partner, in the partner\'s own format', () => {
    const year = Number(world.clock.today().slice(0, 4));
    expect(cards.map(({ category }) => category)).toEqual(CATEGORIES);
    expect(kids().validThrough).toMatch(new RegExp(`^${year + 2}-`));
    expect(standard().validThrough).toMatch(new RegExp(`^${year + 5}-`));
    expect(senior().validThrough).toBe('never');
    for (const card of cards) {
      expect(card.cardNumber).toMatch(/^9840\d{12}$/);
      expect(card.cardCode).toMatch(/^C-(\w{4}-){6}[\w*~$=]{3}$/);
      expect(card.slipCode).toMatch(/^S-(\w{4}-){6}[\w*~$=]{3}$/);
      expect(tokenOf(card, 'library')).toMatch(/^29840\d{9}$/);
      expect(tokenOf(card, 'transit')).toMatch(/^16\d{14}$/);
      expect(tokenOf(card, 'prescription')).toMatch(/^CK[2-9A-HJ-NP-Z]{12}$/);
    }
    const all = cards.flatMap((card) => [card.cardNumber, card.cardCode, card.slipCode, ...card.services.map(({ token }) => token)]);
    expect(new Set(all).size).toBe(18);
  });

  it('is known to no partner before its window has begun', async () => {
    expect(world.sites.records('transit')).toEqual([]);
    expect(world.sites.records('prescription')).toEqual([]);
    expect(await introspect('transit', tokenOf(kids(), 'transit'))).toMatchObject({ body: { active: false } });
    expect((await world.lookUp({ cardCode: kids().cardCode })).services.map(({ desired, reported }) => [desired, reported])).toEqual([
      ['active', null],
      ['active', null],
      ['active', null],
    ]);
  });

  it('arrives at each partner as its own token and nothing else', async () => {
    const seeded = world.sites.records('library').length;
    await world.roundsUntil(() => cards.every((card) => allShow(card, 'active')));
    for (const card of cards) expectEverywhere(card, 'active');
    expect(world.sites.records('transit')).toHaveLength(3);
    expect(world.sites.records('prescription')).toHaveLength(3);
    expect(world.sites.records('library')).toHaveLength(seeded + 3);
    for (const service of SERVICES) expect(world.sites.violations(service)).toEqual([]);
  });

  it('leaves no trace at a partner of anything that is not the partner\'s', () => {
    for (const service of SERVICES) {
      const received = world.sites.received(service);
      expect(received).toContain(tokenOf(standard(), service));
      for (const text of foreignTo(service)) expect(received).not.toContain(text);
    }
  });

  it('shows as active and reported when it is looked up, by card and by slip', async () => {
    for (const card of cards) {
      const view = await world.lookUp({ cardCode: card.cardCode });
      expect(view).toMatchObject({ state: 'issued', category: card.category, validThrough: card.validThrough });
      expect(view.services.map(({ service }) => service)).toEqual(['library', 'prescription', 'transit']);
      for (const one of view.services) {
        expect(one).toEqual({ service: one.service, desired: 'active', reported: 'active', token: tokenOf(card, one.service) });
      }
      const typed = card.slipCode.toLowerCase().replaceAll('-', ' ');
      expect(await world.lookUp({ slipCode: typed })).toEqual(view);
    }
  });
});

describe('a partner that asks', () => {
  it('learns state, last month and place in its list of its own token', async () => {
    for (const service of SERVICES) {
      const answer = await introspect(service, tokenOf(kids(), service));
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.body).toEqual({
        active: true,
        state: 'active',
        validThrough: kids().validThrough,
        statusList: { uri: 'https://cards.city.example/partner/v1/status-list', idx: expect.any(Number) as number },
      });
    }
  });

  it('gets one and the same answer for another partner\'s token and for nonsense', async () => {
    const plain = ({ status, headers, text }: Answer) => ({ status, text, headers: { ...headers, 'x-request-id': '', date: '', ratelimit: '' } });
    for (const service of SERVICES) {
      const foreign = cards.flatMap((card) => card.services.filter((one) => one.service !== service).map(({ token }) => token));
      const nonsense = plain(await introspect(service, 'nonsense'));
      expect(nonsense).toMatchObject({ status: 200, text: '{"active":false}' });
      for (const token of [...foreign, standard().cardNumber, standard().cardCode]) {
        expect(plain(await introspect(service, token))).toEqual(nonsense);
      }
    }
  });
});

describe('a card that is lost and found', () => {
  it('is suspended by its slip, and all three partners follow', async () => {
    expect(await world.act('clerk', 'suspension', { presented: { slipCode: standard().slipCode }, reason: 'lost' })).toEqual({ state: 'suspended' });
    expect(allShow(standard(), 'active')).toBe(true);
    await world.roundsUntil(() => allShow(standard(), 'suspended'));
    expectEverywhere(standard(), 'suspended');
    expectEverywhere(kids(), 'active');
    const view = await world.lookUp({ slipCode: standard().slipCode });
    expect(view.state).toBe('suspended');
    expect(view.services.map(({ desired, reported }) => [desired, reported])).toEqual(Array(3).fill(['suspended', 'suspended']));
    expect((await introspect('library', tokenOf(standard(), 'library'))).body).toMatchObject({ active: false, state: 'suspended' });
  });

  it('is not good by its number while it is suspended', async () => {
    const valid = async (cardNumber: string) => (await world.act('clerk', 'verification', { cardNumber }))['valid'];
    expect(await valid(kids().cardNumber)).toBe(true);
    expect(await valid(standard().cardNumber)).toBe(false);
    expect(await valid('9840000000000000')).toBe(false);
  });

  it('is reinstated by the card itself, and all three partners follow again', async () => {
    expect(await world.act('clerk', 'reinstatement', { presented: { cardCode: standard().cardCode } })).toEqual({ state: 'issued' });
    await world.roundsUntil(() => allShow(standard(), 'active'));
    expectEverywhere(standard(), 'active');
  });
});

describe('a card that is revoked by a supervisor', () => {
  it('is ended everywhere and opens nothing any more', async () => {
    const presented = { cardCode: senior().cardCode };
    expect(await world.asStaff('clerk', '/v1/cards/revocation', { presented, reason: 'misuse' })).toMatchObject({ status: 403 });
    expect(await world.act('supervisor', 'revocation', { presented, reason: 'misuse' })).toEqual({ state: 'revoked' });
    await world.roundsUntil(() => allShow(senior(), 'ended'));
    expectEverywhere(kids(), 'active');
    expectEverywhere(standard(), 'active');
    expect(await world.lookUp(presented)).toEqual({ state: 'revoked', category: 'senior', validThrough: 'never', services: [] });
    expect(await world.asStaff('clerk', '/v1/cards/reinstatement', { presented })).toMatchObject({
      status: 409,
      body: { code: 'card.transition_not_allowed', act: 'reinstatement', state: 'revoked' },
    });
    expect((await introspect('transit', tokenOf(senior(), 'transit'))).body).toMatchObject({ active: false, state: 'ended' });
  });
});

/** Everything of these cards that a partner must never be sent, as it is and without separators. */
function foreignTo(service: Service): string[] {
  const texts = cards.flatMap((card) => [
    ...card.services.filter((one) => one.service !== service).map(({ token }) => token),
    card.cardNumber,
    card.cardCode,
    card.slipCode,
    card.cardCode.replaceAll('-', ''),
    card.slipCode.replaceAll('-', ''),
  ]);
  return [...texts, 'kids', 'senior', 'standard'];
}
