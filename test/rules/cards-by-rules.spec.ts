import { RulesService } from '../../src/modules/rules/index.js';
import { AlterationService } from '../../src/modules/cards/alteration.service.js';
import { SuccessionService } from '../../src/modules/cards/succession.service.js';
import { byCard, Counter } from '../cards/counter.js';
import { refusal } from '../life/desk.js';
import { createCore, type TestCore } from '../setup/core.js';

const NOTHING = { kids: 0, standard: 0, senior: 0 };
const FEES = { issue: { ...NOTHING, standard: 500 }, replacement: { ...NOTHING, standard: 1000 }, renewal: { ...NOTHING, kids: 250, standard: 700 } };

describe('cards and the rules of their day', () => {
  let core: TestCore;
  let counter: Counter;

  beforeAll(async () => {
    core = await createCore();
    counter = new Counter(core);
  });

  beforeEach(async () => {
    await core.reset();
    core.get(RulesService).forget();
  });

  afterAll(() => core.close());

  const today = () => core.clock.today();
  const rule = async (kind: string, from: string, value: object) => {
    await counter.rows('INSERT INTO rules.rule VALUES ($1, $2, $3)', kind, from, JSON.stringify(value));
    core.get(RulesService).forget();
  };
  const succession = () => core.get(SuccessionService);

  it('are free of charge and as the city has it while no rule is made', async () => {
    expect(await counter.issue()).toMatchObject({ validThrough: '2031-06', fee: { amountCents: 0, waived: false } });
  });

  it('follow the rule of today, not the one of tomorrow', async () => {
    const tomorrow = core.clock.dayFromToday(1);
    await rule('validity', today(), { kids: 1, standard: 3, senior: null });
    await rule('validity', tomorrow, { kids: 1, standard: 8, senior: null });
    await rule('card_numbers', today(), { prefix: '51' });
    await rule('card_numbers', tomorrow, { prefix: '52' });
    const card = await counter.issue();
    expect([card.validThrough, card.cardNumber.slice(0, 2)]).toEqual(['2029-06', '51']);
    await expect(counter.issue({ validThrough: '2030-06' })).rejects.toMatchObject({ code: 'card.valid_through_not_allowed' });
    expect((await counter.issue({ validThrough: '2029-06' })).validThrough).toBe('2029-06');
  });

  it('adopt library numbers that look as the rule of the day says, and before it as agreed with the library', async () => {
    const adopt = (library: string) => refusal(counter.issue({ services: ['library'], adopt: { library } }));
    expect([await adopt('D100000001'), await adopt('E2000001')]).toEqual(['done', 'adopt.unavailable']);
    const card = await counter.issue();
    await rule('adopted_numbers', core.clock.dayFromToday(1), { library: ['^E[0-9]{7}$', '^2[0-9]{13}$'] });
    expect([await adopt('D100000002'), await adopt('E2000001')]).toEqual(['done', 'adopt.unavailable']);
    core.clock.set('2026-06-16T05:00:00Z');
    expect([await adopt('D100000003'), await adopt('E2000001')]).toEqual(['adopt.unavailable', 'done']);
    // A number of 14 digits needs its check digit, whatever the rule says.
    expect([await adopt('29840000000011'), await adopt('29840000000014')]).toEqual(['adopt.unavailable', 'done']);
    const wish = (library: string) => ({ adopt: { library } });
    expect(await refusal(succession().renew(counter.someone(), byCard(card), undefined, wish('D100000003')))).toBe('adopt.unavailable');
    const renewed = await succession().renew(counter.someone(), byCard(card), undefined, wish('E2000002'));
    const change = { presented: byCard(renewed), drop: ['library'] as const, add: [] };
    await core.get(AlterationService).changeServices(counter.someone(), change);
    const add = (library: string) =>
      refusal(core.get(AlterationService).changeServices(counter.someone(), { ...change, drop: [], add: ['library'], adopt: { library } }));
    expect([await add('D100000003'), await add('E2000003')]).toEqual(['adopt.unavailable', 'done']);
  });

  it('cost what the rule says for act and category, unless it is waived', async () => {
    await rule('fees', today(), FEES);
    const card = await counter.issue();
    expect(card.fee).toEqual({ amountCents: 500, waived: false });
    expect((await counter.issue({ feeWaived: true })).fee).toEqual({ amountCents: 0, waived: true });
    const kids = await counter.issue({ category: 'kids' });
    expect(kids.fee).toEqual({ amountCents: 0, waived: false });
    const replaced = await succession().replace(counter.someone(), byCard(card), 'lost');
    expect(replaced.fee).toEqual({ amountCents: 1000, waived: false });
    const waived = await succession().replace(counter.someone(), byCard(replaced), 'lost', { feeWaived: true });
    expect(waived.fee).toEqual({ amountCents: 0, waived: true });
    const grownUp = await succession().renew(counter.someone(), byCard(kids), 'standard');
    expect(grownUp.fee).toEqual({ amountCents: 700, waived: false });
  });

  it('cost nothing when the print was spoiled', async () => {
    await rule('fees', today(), FEES);
    const again = await succession().replace(counter.someone(), byCard(await counter.issue()), 'spoiled', { feeWaived: true });
    expect(again.fee).toEqual({ amountCents: 0, waived: false });
  });

  it('leave no trace of a waiver', async () => {
    await counter.issue({ feeWaived: true });
    const rows = await counter.rows(`SELECT to_jsonb(card)::text AS row FROM cards.card UNION ALL SELECT to_jsonb(entry)::text FROM audit.entry`);
    expect(rows.map(({ row }) => row as string).join().match(/waive|fee"/)).toBeNull();
  });

  it('are renewed in another number range, and for as long as the rule of the day gives time', async () => {
    await rule('validity', today(), { kids: 1, standard: 1, senior: null });
    const [early, late] = [await counter.issue(), await counter.issue()];
    await rule('renewal', '2028-09-01', { graceMonths: 3 });
    await rule('renewal', '2028-10-01', { graceMonths: 16 });
    await rule('card_numbers', '2028-10-01', { prefix: '77' });
    core.clock.set('2028-09-30T17:00:00Z');
    await expect(succession().renew(counter.someone(), byCard(early), undefined)).rejects.toMatchObject({ code: 'card.renewal_too_late' });
    core.clock.set('2028-10-01T05:00:00Z');
    const renewed = await succession().renew(counter.someone(), byCard(late), undefined);
    expect([renewed.cardNumber.slice(0, 2), renewed.validThrough]).toEqual(['77', '2029-10']);
  });
});
