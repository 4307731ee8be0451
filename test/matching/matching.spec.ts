import { type Service, SERVICES } from '../e2e/partner-sites.js';
import { type Card, World } from '../e2e/world.js';
import { byCommonParts, byGroupAlone, byOrders, hits, type SamePerson } from './attack.js';
import { deviationOfShares, hitsBeyondChance, hitsNotAdmitted, likenesses } from './chance.js';
import { Day } from './day.js';
import { byLikelihood } from './likelihood.js';
import { admitted, groupsOf, type Holder, type View } from './views.js';

const PAIRS = [
  ['transit', 'library'],
  ['library', 'prescription'],
  ['transit', 'prescription'],
] as const satisfies (readonly [Service, Service])[];

/**
 * What is drawn by the service is drawn anew in each run, so a bound can be passed by chance. Each of these is passed once in
 * a thousand million times, so that with all comparisons of a run a false alarm comes less than once in a million runs.
 */
const FALSE_ALARM = 1e-9;
/** Of a normal distribution, on both sides: 2e-10. */
const DEVIATIONS = 6.4;
/** A smaller group cannot be as far from chance as that. */
const LARGE = 45;

const orders = (count: number, order: object) => Array.from({ length: count }, () => ({ ...order }));

/** `YYYY-MM`, so many months from now. */
function monthIn(months: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months)).toISOString().slice(0, 7);
}

const [OF_FEW, OF_ONE] = [monthIn(7), monthIn(8)];

/** A thousand cards, with last months that many, few and one of them have. */
const THOUSAND = [
  ...orders(650, { category: 'standard' }),
  ...orders(199, { category: 'kids' }),
  ...orders(120, { category: 'senior' }),
  ...orders(30, { category: 'standard', validThrough: OF_FEW }),
  ...orders(1, { category: 'standard', validThrough: OF_ONE }),
];

/** Issued in an order that has nothing to do with the category. */
const mixed = THOUSAND.map((order, at) => ({ order, key: (at * 387) % 1_000 })).sort((one, other) => one.key - other.key).map(({ order }) => order);

describe('a thousand cards of one day, as partners see them', () => {
  let world: World;
  let day: Day;
  let views: Record<Service, View>;
  const owner = new Map<Holder, Card[]>();
  const same: SamePerson = (one, other) => owner.get(one) === owner.get(other);
  const issuedAt = (holder: Holder) => day.issuedAt(owner.get(holder) as Card[]);
  /** Half of all people, without any order. */
  const told = (holder: Holder) => issuedAt(holder) % 2 === 0;

  beforeAll(async () => {
    world = await World.begin({ choice: { transit: 'status-list' } });
    day = new Day(world);
    await day.issue(mixed);
    const standard = day.cards.filter(([card]) => card?.category === 'standard' && ![OF_FEW, OF_ONE].includes(card.validThrough));
    await day.window();
    await day.act(standard.slice(0, 100), 'suspension', { reason: 'lost' });
    await day.window();
    await day.act(standard.slice(100, 200), 'replacement', { reason: 'stolen' });
    await day.window();
    // One that nobody else hides.
    await day.act(standard.slice(200, 201), 'suspension', { reason: 'lost' });
    await day.window();
    views = await seen();
  });

  afterAll(() => world.end());

  async function seen(): Promise<Record<Service, View>> {
    const views: Partial<Record<Service, View>> = {};
    for (const service of SERVICES) {
      const [view, owners] = [await day.view(service), day.owners(service)];
      views[service] = view;
      for (const holder of view) owner.set(holder, owners.get(holder.tokens[0] ?? '') as Card[]);
    }
    return views as Record<Service, View>;
  }

  /** The same view, as it would be with some orders of this making. */
  const altered = (view: View, places: (holder: Holder) => Readonly<Record<string, number>>) =>
    view.map((holder) => {
      const copy = { ...holder, places: { ...holder.places, ...places(holder) } };
      owner.set(copy, owner.get(holder) as Card[]);
      return copy;
    });

  const attacks = (one: View, other: View) => [byGroupAlone, byCommonParts, ...byOrders(one, other)];
  const outcomes = (one: View, other: View) => attacks(one, other).map(({ name, guess }) => ({ name, right: hits(guess(one, other), same) }));
  const best = (one: View, other: View) => outcomes(one, other).reduce((most, outcome) => (outcome.right > most.right ? outcome : most));

  it('are all there, each with its place in every order that can be compared', () => {
    for (const view of Object.values(views)) {
      expect(view).toHaveLength(THOUSAND.length);
      expect(new Set(view.map((holder) => owner.get(holder))).size).toBe(THOUSAND.length);
      expect(view.filter(({ places }) => Object.values(places).some((place) => !(place >= 0)))).toEqual([]);
    }
    // What is admitted: the month, and in which windows something was told.
    const sizes = [...groupsOf(views.transit).values()].map((group) => group.length).sort((one, other) => other - one);
    expect(sizes).toEqual([449, 199, 120, 100, 100, 30, 1, 1]);
    for (const [one, other] of PAIRS) {
      const [mine, theirs] = [views[one], views[other]].map((view) => new Map(view.map((holder) => [owner.get(holder), admitted(holder)])));
      expect(mine).toEqual(theirs);
    }
  });

  describe.each(PAIRS)('put side by side by %s and %s', (one, other) => {
    it('are found by no attack more often than month and windows allow', () => {
      const most = hitsNotAdmitted(views[one], FALSE_ALARM);
      expect(most).toBeLessThan(35);
      expect(outcomes(views[one], views[other]).filter(({ right }) => right >= most)).toEqual([]);
    });

    it('stand in no order that is like one of the other partner', () => {
      const found = likenesses(views[one], views[other], same, LARGE);
      expect(found.length).toBeGreaterThan(300);
      expect(found.filter(({ deviation }) => Math.abs(deviation) > DEVIATIONS)).toEqual([]);
    });

    it('are not found by all that can be learned from half of them', () => {
      const { guess, shares } = byLikelihood(views[one], views[other], same, told);
      expect(shares.length).toBeGreaterThan(450);
      expect(hits(guess, same)).toBeLessThan(hitsNotAdmitted(views[one], FALSE_ALARM));
      expect(Math.abs(deviationOfShares(shares))).toBeLessThan(DEVIATIONS);
    });
  });

  describe('would be found', () => {
    const ORDERS = ['place in the feed', 'place in the list', 'position in the status list', 'arrival', 'value'];

    it.each(ORDERS)('all of them, if the %s followed the order of issue', (order) => {
      const inOrder = (holder: Holder) => ({ [order]: issuedAt(holder) });
      const [one, other] = [altered(views.transit, inOrder), altered(views.library, inOrder)];
      expect(best(one, other)).toEqual({ name: `${order} by ${order}`, right: THOUSAND.length });
      const like = likenesses(one, other, same, LARGE).filter(({ deviation }) => Math.abs(deviation) > DEVIATIONS);
      expect(like.every(({ orders }) => orders.startsWith(`${order} by ${order}`))).toBe(true);
      expect(like).toHaveLength(5);
    });

    it('some of them, if one order followed another of the other partner roughly', () => {
      const roughly = altered(views.library, (holder) => ({ arrival: issuedAt(holder) + ((issuedAt(holder) * 617) % 300) }));
      const turned = altered(views.transit, (holder) => ({ 'position in the status list': -issuedAt(holder) }));
      const like = likenesses(turned, roughly, same, LARGE).filter(({ deviation }) => Math.abs(deviation) > DEVIATIONS);
      expect(like.map(({ orders }) => orders.split(' among')[0])).toContain('position in the status list by arrival');
      const { shares } = byLikelihood(turned, roughly, same, told);
      expect(deviationOfShares(shares)).toBeGreaterThan(DEVIATIONS);
    });

    it('most of them, if a part of one token were in the other', () => {
      const numbered = (view: View, prefix: string) =>
        view.map((holder) => {
          const copy = { ...holder, tokens: [`${prefix}${String(1e7 + issuedAt(holder) * 7_919).slice(1)}`] };
          owner.set(copy, owner.get(holder) as Card[]);
          return copy;
        });
      const [one, other] = [numbered(views.transit, '16'), numbered(views.library, '2984')];
      expect(hits(byCommonParts.guess(one, other), same)).toBeGreaterThan(900);
    });

    it('everybody, if cards were published as they are issued', async () => {
      const [before, cards] = [day.cards.length, orders(60, { category: 'standard' })];
      await day.issueAndPublish(cards);
      await day.window();
      const naive = await seen();
      const late = (view: View) => view.filter((holder) => issuedAt(holder) >= before);
      for (const [one, other] of PAIRS) {
        const [mine, theirs] = [late(naive[one]), late(naive[other])];
        const found = outcomes(mine, theirs).filter(({ right }) => right === cards.length).map(({ name }) => name);
        expect(found).toContain('place in the feed by place in the feed');
        expect(Math.max(...likenesses(mine, theirs, same, LARGE).map(({ deviation }) => deviation))).toBeGreaterThan(DEVIATIONS);
      }
    });
  });

  it('has bounds that chance keeps, and a wrong guess does not pass', () => {
    expect(hitsBeyondChance(1, FALSE_ALARM)).toBe(13);
    expect(hitsBeyondChance(6, FALSE_ALARM)).toBe(30);
    expect(deviationOfShares(Array.from({ length: 500 }, (_, at) => at / 499))).toBeCloseTo(0);
    expect(deviationOfShares(Array.from({ length: 500 }, () => 0.7))).toBeGreaterThan(DEVIATIONS);
  });
});
