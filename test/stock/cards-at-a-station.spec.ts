import { randomUUID } from 'node:crypto';
import { type Caller } from '../../src/kernel/auth/index.js';
import { SuccessionService } from '../../src/modules/cards/succession.service.js';
import { StockService } from '../../src/modules/stock/index.js';
import { byCard, Counter } from '../cards/counter.js';
import { createCore, type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';

describe('cards made at a station', () => {
  let core: TestCore;
  let counter: Counter;
  let eventId: string;
  let clerk: () => Caller;

  beforeAll(async () => {
    core = await createCore();
    counter = new Counter(core);
  });

  beforeEach(async () => {
    await core.reset();
    eventId = randomUUID();
    await query(core.place.ownerUrl, `INSERT INTO stock.event (id, name, day, state, stations) VALUES ($1, 'Ward office', $2, 'open', '{A1}')`, [
      eventId,
      core.clock.today(),
    ]);
    clerk = () => ({ ...counter.someone(), place: `${eventId}/A1` });
  });

  afterAll(() => core.close());

  const blanks = (count: number) =>
    query(
      core.place.ownerUrl,
      `INSERT INTO stock.blank (id, chip_index, key_version, state, event_id, station, received_by)
       SELECT gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 1, 'assigned', $1, 'A1', 'somebody else' FROM generate_series(1, $2)`,
      [eventId, count],
    );
  const left = () => counter.count('stock.blank');
  const counted = async () =>
    Object.fromEntries((await counter.rows('SELECT kind, number FROM stock.count')).map(({ kind, number }) => [kind, number])) as object;

  it('take a blank each, and a bad print counts the blank as spoiled', async () => {
    await blanks(4);
    const succession = core.get(SuccessionService);
    const first = await counter.issue({}, clerk());
    const second = await succession.replace(clerk(), byCard(first), 'spoiled');
    const third = await succession.replace(clerk(), byCard(second), 'damaged');
    await succession.renew(clerk(), byCard(third), undefined);
    expect(await left()).toBe(0);
    expect(await counted()).toEqual({ issued: 3, spoiled: 1 });
  });

  it('are not made without a blank, and then nothing is written', async () => {
    await expect(counter.issue({}, clerk())).rejects.toMatchObject({ code: 'stock.blank_not_here' });
    await blanks(1);
    const card = await counter.issue({}, clerk());
    await expect(core.get(SuccessionService).replace(clerk(), byCard(card), 'lost')).rejects.toMatchObject({ code: 'stock.blank_not_here' });
    expect(await counter.lookUp(byCard(card))).toMatchObject({ state: 'issued' });
    expect([await counter.count('cards.card'), await counter.count('links.link')]).toEqual([1, 3]);
  });

  it.each([
    ['issue', (caller: Caller) => counter.issue({}, caller)],
    ['replacement', async (caller: Caller) => core.get(SuccessionService).replace(caller, byCard(await counter.issue()), 'damaged')],
    ['renewal', async (caller: Caller) => core.get(SuccessionService).renew(caller, byCard(await counter.issue()), undefined)],
  ])('are not made by somebody who received the blanks, and an auditor sees the attempt: %s', async (act, attempt) => {
    await blanks(1);
    const me = clerk();
    await counter.rows(`INSERT INTO stock.duty (event_id, account, duty) VALUES ($1, $2, 'receiving')`, eventId, me.account);
    await expect(attempt(me)).rejects.toMatchObject({ code: 'stock.separation_of_duties' });
    expect([await left(), await counted()]).toEqual([1, {}]);
    const refused = await counter.rows(`SELECT actor, act, reason, place, subject FROM audit.entry WHERE outcome = 'refused'`);
    expect(refused).toEqual([{ actor: me.account, act: `card.${act}`, reason: 'stock.separation_of_duties', place: me.place, subject: null }]);
  });

  it('leave the stock alone where nobody stands at a station', async () => {
    await blanks(1);
    expect(core.get(StockService).applies(counter.someone())).toBe(false);
    await counter.issue();
    expect([await left(), await counted()]).toEqual([1, {}]);
  });
});
