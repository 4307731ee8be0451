import { type DomainError } from '../../src/kernel/errors/index.js';
import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { createCore, type TestCore } from '../setup/core.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { clerk, codeOf, dump, ticket } from '../setup/kernel.js';
import { byCard, bySlip, Counter } from './counter.js';

type Act = Parameters<Counter['act']>[0];

describe('acts on a presented card', () => {
  let core: TestCore;
  let counter: Counter;

  beforeAll(async () => {
    core = await createCore();
    counter = new Counter(core);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  const desired = async () => (await counter.rows('SELECT DISTINCT desired_state, desired_version, city_hold FROM links.link')).map((row) => Object.values(row));
  const state = async () => (await counter.rows('SELECT state, version, sealed_links IS NULL AS erased FROM cards.card')).map((row) => Object.values(row));
  const refusal = (act: Promise<unknown>) =>
    act.then(
      () => 'done',
      ({ code, details }: DomainError) => `${code} ${details.act} ${details.state}`,
    );

  it('block it at every partner, and let go again', async () => {
    const card = await counter.issue();
    expect(await counter.act('suspension', bySlip(card))).toEqual({ state: 'suspended' });
    expect([await state(), await desired()]).toEqual([[['suspended', 2, false]], [['suspended', 2, true]]]);
    expect(await counter.lookUp(byCard(card))).toMatchObject({ state: 'suspended', services: [{ desired: 'suspended' }, {}, {}] });
    expect(await counter.valid(card.cardNumber)).toBe(false);
    expect(await counter.act('reinstatement', byCard(card))).toEqual({ state: 'issued' });
    expect([await state(), await desired()]).toEqual([[['issued', 3, false]], [['active', 3, false]]]);
    expect(await counter.valid(card.cardNumber)).toBe(true);
  });

  it('end it for good: the links too, and the set of links is erased', async () => {
    const card = await counter.issue();
    expect(await counter.act('revocation', byCard(card))).toEqual({ state: 'revoked' });
    expect([await state(), await desired()]).toEqual([[['revoked', 2, true]], [['ended', 2, false]]]);
    expect(await counter.lookUp(bySlip(card))).toEqual({ state: 'revoked', category: 'standard', validThrough: '2031-06', services: [] });
    expect(await counter.valid(card.cardNumber)).toBe(false);
  });

  it('leave every other card alone', async () => {
    const [card, other] = [await counter.issue(), await counter.issue()];
    const before = await counter.lookUp(byCard(other));
    await counter.act('suspension', byCard(card));
    await counter.act('revocation', byCard(card));
    expect(await counter.lookUp(byCard(other))).toEqual(before);
  });

  it('are in the audit under one name for one card, with the reason', async () => {
    const [card, other] = [await counter.issue(), await counter.issue()];
    await counter.act('suspension', byCard(card));
    await counter.act('reinstatement', bySlip(card));
    await counter.act('revocation', byCard(card));
    const rows = await counter.rows(`SELECT act, reason, encode(subject, 'hex') AS subject FROM audit.entry`);
    const subjects = new Map(rows.map(({ subject }) => [subject, rows.filter((row) => row.subject === subject).map(({ act, reason }) => `${String(act)} ${String(reason)}`)]));
    expect([...subjects.values()].map((acts) => acts.sort()).sort((a, b) => a.length - b.length)).toEqual([
      ['card.issue null'],
      ['card.issue null', 'card.reinstatement null', 'card.revocation misuse', 'card.suspension lost'],
    ]);
    const elsewhere = Object.entries(await dump(core.place.ownerUrl)).filter(([name]) => name !== 'audit.entry');
    for (const subject of subjects.keys()) expect(JSON.stringify(elsewhere)).not.toContain(subject);
    expect(other.cardNumber).not.toBe(card.cardNumber);
  });

  describe('refused leave everything as it was', () => {
    const refusedWithoutTrace = async (act: () => Promise<unknown>) => {
      const before = await dump(core.place.ownerUrl);
      const said = await refusal(act());
      expect(await dump(core.place.ownerUrl)).toEqual(before);
      return said;
    };

    it.each<[Act[], Act, string]>([
      [[], 'reinstatement', 'reinstatement issued'],
      [['suspension'], 'suspension', 'suspension suspended'],
      [['suspension', 'reinstatement'], 'reinstatement', 'reinstatement issued'],
      [['revocation'], 'suspension', 'suspension revoked'],
      [['revocation'], 'reinstatement', 'reinstatement revoked'],
      [['revocation'], 'revocation', 'revocation revoked'],
      [['suspension', 'revocation'], 'reinstatement', 'reinstatement revoked'],
    ])('after %p: %s', async (earlier, act, said) => {
      const card = await counter.issue();
      for (const one of earlier) await counter.act(one, byCard(card));
      expect(await refusedWithoutTrace(() => counter.act(act, byCard(card)))).toBe(`card.transition_not_allowed ${said}`);
    });

    it.each<[string, (card: IssuedCard) => Parameters<Counter['act']>[1]]>([
      ['a code that no card has', () => ({ cardCode: 'C-0004-1061-050R-3GG2-8A1C-60T3-GF6' })],
      ['a mistyped code', ({ cardCode }) => ({ cardCode: cardCode.replace(/.$/, (sign) => (sign === '0' ? '1' : '0')) })],
      ['the slip code as card code', ({ slipCode }) => ({ cardCode: slipCode })],
      ['the slip code with the letter of a card', ({ slipCode }) => ({ cardCode: slipCode.replace('S-', 'C-') })],
      ['the card code with the letter of a slip', ({ cardCode }) => ({ slipCode: cardCode.replace('C-', 'S-') })],
      ['the printed number', ({ cardNumber }) => ({ cardCode: cardNumber })],
    ])('for %s', async (_, presented) => {
      const card = await counter.issue();
      for (const act of ['suspension', 'reinstatement', 'revocation'] as const) {
        expect(await refusedWithoutTrace(() => counter.act(act, presented(card)))).toBe('card.not_found undefined undefined');
      }
      expect(await codeOf(counter.lookUp(presented(card)))).toBe('card.not_found');
    });

    it.each([{}, { cardCode: 'C', slipCode: 'S' }])('for %p, which is not one code', async (presented) => {
      expect(await refusedWithoutTrace(() => counter.act('suspension', presented))).toMatch(/^request\.invalid/);
    });
  });

  describe('when the month is over', () => {
    beforeEach(() => core.clock.set('2026-06-30T12:00:00Z'));

    it('find the card expired, which is computed and never written', async () => {
      const card = await counter.issue({ validThrough: '2026-06' });
      core.clock.set('2026-07-01T04:59:59Z');
      expect([(await counter.lookUp(byCard(card))).state, await counter.valid(card.cardNumber)]).toEqual(['issued', true]);
      core.clock.set('2026-07-01T05:00:00Z');
      const before = await dump(core.place.ownerUrl);
      expect([(await counter.lookUp(byCard(card))).state, await counter.valid(card.cardNumber)]).toEqual(['expired', false]);
      for (const act of ['suspension', 'reinstatement', 'revocation'] as const) {
        expect(await refusal(counter.act(act, byCard(card)))).toBe(`card.transition_not_allowed ${act} expired`);
      }
      expect(await dump(core.place.ownerUrl)).toEqual(before);
      expect((await state())[0]?.[0]).toBe('issued');
    });

    it('find a suspended one expired too, and a revoked one revoked', async () => {
      const [suspended, revoked] = [await counter.issue({ validThrough: '2026-06' }), await counter.issue({ validThrough: '2026-06' })];
      await counter.act('suspension', byCard(suspended));
      await counter.act('revocation', byCard(revoked));
      core.clock.set('2026-07-01T05:00:00Z');
      expect([(await counter.lookUp(byCard(suspended))).state, (await counter.lookUp(byCard(revoked))).state]).toEqual(['expired', 'revoked']);
    });
  });

  describe('by two stations at the same time', () => {
    /** Both acts wait for a lock that the test holds on the card's row, in this order; then it lets go. */
    const race = async (card: IssuedCard, acts: [Act, Act]) => {
      const held = await HeldTransaction.begin(core.place.ownerUrl);
      await held.query('SELECT 1 FROM cards.card FOR UPDATE');
      const results: Promise<string>[] = [];
      for (const [place, act] of acts.entries()) {
        results.push(refusal(counter.act(act, place === 0 ? byCard(card) : bySlip(card))));
        await held.waitedFor(place + 1);
      }
      await held.rollBack();
      return Promise.all(results);
    };

    it.each<[[Act, Act], string[], unknown[]]>([
      [['suspension', 'suspension'], ['done', 'card.transition_not_allowed suspension suspended'], ['suspended', 2, true]],
      [['revocation', 'suspension'], ['done', 'card.transition_not_allowed suspension revoked'], ['ended', 2, false]],
      [['revocation', 'revocation'], ['done', 'card.transition_not_allowed revocation revoked'], ['ended', 2, false]],
      [['suspension', 'revocation'], ['done', 'done'], ['ended', 3, true]],
      [['suspension', 'reinstatement'], ['done', 'done'], ['active', 3, false]],
    ])('%p: %p', async (acts, outcome, links) => {
      const card = await counter.issue();
      expect(await race(card, acts)).toEqual(outcome);
      expect(await desired()).toEqual([links]);
      expect(await counter.count('audit.entry')).toBe(1 + outcome.filter((one) => one === 'done').length);
    });
  });

  it('are done once, however often they are sent', async () => {
    const card = await counter.issue();
    const caller = clerk(ticket());
    const answers = await Promise.all(Array.from({ length: 20 }, () => counter.act('suspension', byCard(card), caller)));
    expect(new Set(answers.map(({ state: to }) => to))).toEqual(new Set(['suspended']));
    await counter.act('reinstatement', byCard(card));
    expect(await counter.act('suspension', byCard(card), caller)).toEqual({ state: 'suspended' });
    expect((await counter.lookUp(byCard(card))).state).toBe('issued');
  });
});
