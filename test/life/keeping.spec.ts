import { randomUUID } from 'node:crypto';
import { luhnDigit } from '../../src/kernel/check-digits/luhn.js';
import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { type Presented } from '../../src/modules/cards/presented.js';
import { createCore, type TestCore } from '../setup/core.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { byCode, bySlip, Desk, refusal, somebody, tokenOf } from './desk.js';

let serial = 10_000_000;

/** A library number that nobody has brought before. */
const number = () => {
  const body = `22302${(serial += 1)}`;
  return body + luhnDigit(body);
};

describe('what a card opens, as it changes', () => {
  let core: TestCore;
  let desk: Desk;

  beforeAll(async () => {
    core = await createCore();
    desk = new Desk(core);
  });
  beforeEach(() => core.reset());
  afterAll(() => core.close());

  const rows = (sql: string, ...values: unknown[]) => query(core.place.ownerUrl, sql, values);
  const opened = async (presented: Presented) => (await desk.lookUp(presented)).services.map(({ service, token }) => `${service} ${token}`);
  const requireSame = async (card: IssuedCard, services: string[]) => {
    const [code, slip] = [await opened(byCode(card)), await opened(bySlip(card))];
    expect(slip).toEqual(code);
    expect(code.map((one) => one.split(' ')[0])).toEqual(services);
  };
  const unchanged = async (act: () => Promise<unknown>, code: string) => {
    const before = await dump(core.place.ownerUrl);
    expect(await refusal(act())).toBe(code);
    expect(await dump(core.place.ownerUrl)).toEqual(before);
  };

  describe('by adding and dropping services', () => {
    it('is the same for card and slip after each change, in a set of one size', async () => {
      const card = await desk.issue({ services: ['library'] });
      const size = async () => (await rows('SELECT length(sealed_links) AS size FROM cards.card'))[0];
      const before = await size();
      await desk.services(byCode(card), { add: ['transit', 'prescription'] });
      await requireSame(card, ['library', 'prescription', 'transit']);
      await desk.services(bySlip(card), { drop: ['library'] });
      await requireSame(card, ['prescription', 'transit']);
      const { services } = await desk.services(byCode(card), { add: ['library'], drop: ['transit', 'prescription'] });
      expect(services.map(({ service }) => service)).toEqual(['library', 'transit', 'prescription']);
      await requireSame(card, ['library']);
      expect(await size()).toEqual(before);
      expect(await rows(`SELECT desired_state FROM links.link ORDER BY 1`)).toEqual(['active', 'ended', 'ended', 'ended'].map((state) => ({ desired_state: state })));
    });

    it.each([
      ['nothing', {}, 'service.nothing_to_change'],
      ['one it opens already', { add: ['library'] }, 'service.on_card_already'],
      ['one it does not open', { drop: ['transit'] }, 'service.not_on_card'],
      ['one to add and drop at once', { add: ['transit'], drop: ['transit'] }, 'service.not_on_card'],
      ['a number for a service that is not added', { drop: ['library'], adopt: { library: '223021' } }, 'adopt.without_service'],
    ] as const)('is refused for %s', async (_, change, code) => {
      const card = await desk.issue({ services: ['library'] });
      await unchanged(() => desk.services(byCode(card), change), code);
    });
  });

  describe('with a library number its holder owns', () => {
    it.each(['replacement', 'renewal'])('is the same account after a %s when the number is given again', async (act) => {
      const mine = number();
      const card = await desk.issue({ services: ['library'], adopt: { library: mine } });
      const wish = { adopt: { library: mine } };
      const next = act === 'renewal' ? await desk.renew(byCode(card), undefined, wish) : await desk.replace(byCode(card), wish);
      expect(tokenOf(next, 'library')).toBe(mine);
      expect(await rows('SELECT origin, desired_state FROM links.link ORDER BY 2')).toEqual([
        { origin: 'adopted', desired_state: 'active' },
        { origin: 'adopted', desired_state: 'ended' },
      ]);
    });

    it('is let go of when it is not given again, and can be adopted elsewhere', async () => {
      const mine = number();
      const card = await desk.issue({ services: ['library'], adopt: { library: mine } });
      const next = await desk.replace(byCode(card));
      expect(tokenOf(next, 'library')).toMatch(/^29840/);
      expect(tokenOf(await desk.issue({ services: ['library'], adopt: { library: mine } }), 'library')).toBe(mine);
    });

    it('is taken over by a supervisor, and the other card opens everything else', async () => {
      const mine = number();
      const other = await desk.issue({ services: ['library', 'transit'], adopt: { library: mine } });
      const card = await desk.issue({ services: ['transit'] });
      const change = { add: ['library' as const], adopt: { library: mine }, takeOver: true };
      await unchanged(() => desk.services(byCode(card), change), 'auth.role_required');
      await desk.services(byCode(card), change, somebody('supervisor'));
      expect(await opened(byCode(card))).toContain(`library ${mine}`);
      expect((await desk.lookUp(byCode(other))).services.map(({ service, desired }) => [service, desired])).toEqual([['library', 'ended'], ['transit', 'active']]);
      await desk.services(byCode(other), { add: ['library'] });
      const next = await desk.replace(byCode(other));
      expect(next.services.map(({ service }) => service).sort()).toEqual(['library', 'transit']);
    });

    it('is not added a second time by taking over what the card has itself', async () => {
      const mine = number();
      const card = await desk.issue({ services: ['library'], adopt: { library: mine } });
      const change = { add: ['library' as const], adopt: { library: mine }, takeOver: true };
      await unchanged(() => desk.services(byCode(card), change, somebody('supervisor')), 'service.on_card_already');
      const next = await desk.replace(byCode(card), { adopt: { library: mine }, takeOver: true }, somebody('supervisor'));
      expect(tokenOf(next, 'library')).toBe(mine);
    });

    it('keeps a taken, a malformed and a miswritten number apart for nobody, and writes down none of them', async () => {
      const taken = number();
      const [card, caller] = [await desk.issue({ services: ['library'] }), randomUUID()];
      await desk.issue({ services: ['library'], adopt: { library: taken } });
      const miswritten = taken.slice(0, -1) + String((Number(taken.at(-1)) + 1) % 10);
      for (const library of [taken, 'ABC', miswritten]) {
        expect(await refusal(desk.replace(byCode(card), { adopt: { library } }, somebody('clerk', caller)))).toBe('adopt.unavailable');
      }
      const entries = await rows(`SELECT act, reason, subject, outcome FROM audit.entry WHERE actor = $1`, caller);
      expect(entries).toEqual(Array(3).fill({ act: 'card.replacement', reason: 'adopt.unavailable', subject: null, outcome: 'refused' }));
      expect((await desk.lookUp(byCode(card))).state).toBe('issued');
      const everything = JSON.stringify(await dump(core.place.ownerUrl));
      for (const library of [taken, miswritten]) expect(everything).not.toContain(library);
    });

    it('is not looked at any more after 20 refusals in a day from one account, whatever the act', async () => {
      const taken = number();
      await desk.issue({ services: ['library'], adopt: { library: taken } });
      const card = await desk.issue({ services: ['library'] });
      const bare = await desk.issue({ services: [] });
      const account = randomUUID();
      const tries = [
        () => desk.issue({ services: ['library'], adopt: { library: taken } }, somebody('clerk', account)),
        () => desk.replace(byCode(card), { adopt: { library: taken } }, somebody('clerk', account)),
        () => desk.renew(byCode(card), undefined, { adopt: { library: taken } }, somebody('clerk', account)),
        () => desk.services(byCode(bare), { add: ['library'], adopt: { library: taken } }, somebody('clerk', account)),
      ];
      for (let time = 0; time < 20; time += 1) expect(await refusal(tries[time % 4]?.() ?? Promise.resolve())).toBe('adopt.unavailable');
      for (const attempt of tries) await unchanged(attempt, 'adopt.limit_reached');
      await unchanged(() => desk.replace(byCode(card), { adopt: { library: number() } }, somebody('clerk', account)), 'adopt.limit_reached');
      expect(await refusal(desk.replace(byCode(card), {}, somebody('clerk', account)))).toBe('done');
      core.clock.advance(86_400);
      expect(await refusal(tries[3]?.() ?? Promise.resolve())).toBe('adopt.unavailable');
    });
  });

  describe('with a new slip', () => {
    it('opens with the new one and the card, and not with the old one', async () => {
      const card = await desk.issue();
      const { slipCode } = await desk.slip(bySlip(card));
      expect(await refusal(desk.lookUp(bySlip(card)))).toBe('card.not_found');
      await requireSame({ ...card, slipCode }, ['library', 'prescription', 'transit']);
      await desk.suspend({ slipCode });
      const again = await desk.slip(byCode(card));
      expect(await refusal(desk.suspend({ slipCode }))).toBe('card.not_found');
      await desk.reinstate(again);
      await desk.services(again, { drop: ['library'] });
      await requireSame({ ...card, ...again }, ['prescription', 'transit']);
    });
  });
});
