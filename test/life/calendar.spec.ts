import { randomUUID } from 'node:crypto';
import { type Caller } from '../../src/kernel/auth/index.js';
import { categoryAt } from '../../src/modules/cards/domain/age.js';
import { CardsQueries } from '../../src/modules/cards/cards.queries.js';
import { LinksService } from '../../src/modules/links/index.js';
import { RulesService } from '../../src/modules/rules/index.js';
import { EventsService } from '../../src/modules/stock/events.service.js';
import { createCore, type TestCore } from '../setup/core.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { byCode, Desk, refusal, somebody } from './desk.js';

/**
 * The last second of a day in the city and the first one of the next, as the world's clock has them: days that end a
 * month, a leap February, a year, and days on which the clocks of the city are changed.
 */
const MIDNIGHTS = [
  ['a summer month', '2026-07-31', '2026-08-01T04:59:59Z', '2026-08-01T05:00:00Z'],
  ['the month before the clocks go back on its morrow', '2026-10-31', '2026-11-01T04:59:59Z', '2026-11-01T05:00:00Z'],
  ['the month in which the clocks went back', '2026-11-30', '2026-12-01T05:59:59Z', '2026-12-01T06:00:00Z'],
  ['a year', '2026-12-31', '2027-01-01T05:59:59Z', '2027-01-01T06:00:00Z'],
  ['February', '2027-02-28', '2027-03-01T05:59:59Z', '2027-03-01T06:00:00Z'],
  ['the month in which the clocks went forward', '2027-03-31', '2027-04-01T04:59:59Z', '2027-04-01T05:00:00Z'],
  ['February of a leap year', '2028-02-29', '2028-03-01T05:59:59Z', '2028-03-01T06:00:00Z'],
] as const;

const nextMonth = (month: string) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 1)).toISOString().slice(0, 7);
const yearsOn = (month: string, years: number) => `${Number(month.slice(0, 4)) + years}${month.slice(4)}`;

describe('the calendar of the city', () => {
  let core: TestCore;
  let desk: Desk;

  beforeAll(async () => {
    core = await createCore();
    desk = new Desk(core);
  });
  beforeEach(async () => {
    await core.reset();
    core.get(RulesService).forget();
  });
  afterAll(() => core.close());

  const rows = (sql: string) => query(core.place.ownerUrl, sql);

  describe.each(MIDNIGHTS)('at the end of %s', (_, day, lastSecond, firstSecond) => {
    const month = day.slice(0, 7);
    const through = () => desk.issue({ validThrough: month });
    const standing = async (card: Awaited<ReturnType<typeof through>>) => [
      (await desk.lookUp(byCode(card))).state,
      (await core.get(CardsQueries).verify(card.cardNumber)).valid,
    ];

    it('a card through that month is good to its last second, and its links end in the first one after', async () => {
      const [card, forever] = [await through(), await desk.issue({ category: 'senior' })];
      core.clock.set(lastSecond);
      expect([await standing(card), await core.get(LinksService).endExpired()]).toEqual([['issued', true], 0]);
      expect(await refusal(desk.slip(byCode(card)))).toBe('done');
      core.clock.set(firstSecond);
      expect([await standing(card), await core.get(LinksService).endExpired()]).toEqual([['expired', false], 3]);
      expect(await refusal(desk.slip(byCode(card)))).toBe('card.transition_not_allowed slip expired');
      expect(await standing(forever)).toEqual(['issued', true]);
    });

    it('a new card is counted from that month, then from the next', async () => {
      for (const [instant, from] of [[lastSecond, month], [firstSecond, nextMonth(month)]] as const) {
        core.clock.set(instant);
        const kids = await desk.issue({ category: 'kids' });
        const made = [kids, await desk.issue(), await desk.issue({ category: 'senior' }), await desk.renew(byCode(kids), 'standard')];
        expect(made.map(({ validThrough }) => validThrough)).toEqual([yearsOn(from, 2), yearsOn(from, 5), 'never', yearsOn(from, 5)]);
        expect(await refusal(desk.issue({ validThrough: month }))).toBe(from === month ? 'done' : 'card.valid_through_not_allowed');
      }
    });

    it('a replacement is valid as long as the old card, then for a whole new period', async () => {
      const [one, two] = [await through(), await through()];
      core.clock.set(lastSecond);
      expect((await desk.replace(byCode(one))).validThrough).toBe(month);
      core.clock.set(firstSecond);
      expect((await desk.replace(byCode(two))).validThrough).toBe(yearsOn(nextMonth(month), 5));
    });

    it('the grace of twelve months ends a year later, in the last second of its last day', async () => {
      const [one, two] = [await desk.issue({ validThrough: '2026-06' }), await desk.issue({ validThrough: '2026-06' })];
      await rows(`UPDATE cards.card SET valid_through = '${yearsOn(month, -1)}'`);
      core.clock.set(lastSecond);
      expect(await refusal(desk.renew(byCode(one)))).toBe('done');
      core.clock.set(firstSecond);
      const before = await dump(core.place.ownerUrl);
      expect(await refusal(desk.renew(byCode(two)))).toBe('card.renewal_too_late');
      expect(await refusal(desk.replace(byCode(two)))).toBe('card.renewal_too_late');
      expect(await dump(core.place.ownerUrl)).toEqual(before);
    });

    it('a rule that begins on the morrow holds from its first second on', async () => {
      const value = JSON.stringify({ kids: 1, standard: 1, senior: 1 });
      await rows(`INSERT INTO rules.rule VALUES ('validity', '${nextMonth(month)}-01', '${value}')`);
      core.clock.set(lastSecond);
      expect((await desk.issue({ category: 'senior' })).validThrough).toBe('never');
      core.clock.set(firstSecond);
      expect((await desk.issue({ category: 'senior' })).validThrough).toBe(yearsOn(nextMonth(month), 1));
    });

    it('the audit, limits of a day and events go over to the next day', async () => {
      const open = async (on: string) => {
        const event = { name: 'Ward office 25', day: on, stations: ['A1'] };
        return refusal(core.get(EventsService).open(somebody('supervisor'), event));
      };
      const me: Caller = somebody('clerk', randomUUID());
      const card = await through();
      core.clock.set(lastSecond);
      for (let miss = 0; miss < 50; miss += 1) await refusal(desk.lookUp({ cardCode: 'nothing' }, me));
      expect(await refusal(desk.lookUp(byCode(card), me))).toBe('counter.too_many_misses');
      expect(await open(day)).toBe('done');
      core.clock.set(firstSecond);
      expect(await refusal(desk.lookUp(byCode(card), me))).toBe('done');
      expect(await open(day)).toBe('stock.event_day_past');
      expect(await open(`${nextMonth(month)}-01`)).toBe('done');
      const days = await rows(`SELECT day FROM audit.entry WHERE act = 'stock.event_open' ORDER BY day`);
      expect(days).toEqual([{ day }, { day: `${nextMonth(month)}-01` }]);
    });
  });

  it.each([
    ['14th', '2012-07-01', 'kids', '2028-06', 'standard', '2031-07'],
    ['65th', '1961-07-01', 'standard', '2031-06', 'senior', 'never'],
    ['14th, born on a leap day', '2012-02-29', 'kids', '2028-02', 'standard', '2031-03'],
    ['14th, on New Year’s Day', '2013-01-01', 'kids', '2028-12', 'standard', '2032-01'],
  ] as const)('makes the station send another category on the %s birthday, and the card is valid by it', async (_, born, before, short, on, long) => {
    const instants: Record<string, readonly [string, string]> = {
      '07-01': ['2026-07-01T04:59:59Z', '2026-07-01T05:00:00Z'],
      '02-29': ['2026-03-01T05:59:59Z', '2026-03-01T06:00:00Z'],
      '01-01': ['2027-01-01T05:59:59Z', '2027-01-01T06:00:00Z'],
    };
    for (const [place, instant] of (instants[born.slice(5)] ?? []).entries()) {
      core.clock.set(instant);
      const category = categoryAt(born, core.clock.today());
      expect(category).toBe([before, on][place]);
      expect((await desk.issue({ category: category ?? 'kids' })).validThrough).toBe([short, long][place]);
    }
  });

  it('leaves a kids card as it is on the 14th birthday: its category is that of the day of issue', async () => {
    core.clock.set('2026-07-01T04:59:59Z');
    const card = await desk.issue({ category: 'kids' });
    core.clock.set('2028-06-30T12:00:00Z');
    expect(await desk.lookUp(byCode(card))).toMatchObject({ state: 'issued', category: 'kids', validThrough: '2028-06' });
    expect(await desk.replace(byCode(card))).toMatchObject({ category: 'kids', validThrough: '2028-06' });
  });

  it('has no end for a card that is valid for ever', async () => {
    const card = await desk.issue({ category: 'senior' });
    core.clock.set('2199-12-31T12:00:00Z');
    expect(await core.get(LinksService).endExpired()).toBe(0);
    expect(await desk.lookUp(byCode(card))).toMatchObject({ state: 'issued', validThrough: 'never' });
    expect(await desk.replace(byCode(card))).toMatchObject({ validThrough: 'never' });
  });
});
