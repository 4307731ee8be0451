import { HeldTransaction } from '../setup/held-transaction.js';
import { chips, person, refusal, STATIONS, StockRoom } from './stock-room.js';

const LOCK = 'SELECT 1 FROM stock.event WHERE id = $1 FOR UPDATE';

describe('the blank of a new card', () => {
  let room: StockRoom;

  beforeEach(async () => {
    room = await StockRoom.open();
  });

  afterEach(() => room.close());

  const blanks = async () => (await room.rows('SELECT count(*)::int AS count FROM stock.blank'))[0]?.count;
  const settled = async (...acts: Promise<unknown>[]) =>
    (await Promise.allSettled(acts)).map((end) => (end.status === 'fulfilled' ? 'done' : (end.reason as { code?: string }).code)).sort();

  /** The draw is refused with this, and nothing has changed. */
  async function refuses(code: string, ...drawn: Parameters<StockRoom['draw']>): Promise<void> {
    const before = await room.everything();
    await expect(room.draw(...drawn)).rejects.toMatchObject({ code });
    expect(await room.everything()).toBe(before);
  }

  it('is any of the station without a chip, and is forgotten', async () => {
    const id = await room.event(2);
    await room.draw();
    expect(await blanks()).toBe(1);
    expect(await room.day(id)).toMatchObject({ issued: 1, closing: 1 });
    await room.draw();
    await refuses('stock.blank_not_here');
  });

  it('is this very one with a chip', async () => {
    await room.event(3);
    await room.draw(undefined, chips(1, 2)[0]);
    await refuses('stock.blank_not_here', undefined, chips(1, 2)[0]);
    await refuses('stock.blank_not_here', undefined, chips(1, 900)[0]);
    await room.draw(undefined, chips(1, 1)[0]);
    await room.draw(undefined, chips(1, 3)[0]);
    expect(await blanks()).toBe(0);
  });

  it('is of this station and this event', async () => {
    const first = await room.event(2);
    await refuses('stock.blank_not_here', room.at(`${first}/${STATIONS[1]}`));
    await refuses('stock.blank_not_here', room.at(`${first}/${STATIONS[1]}`), chips(1)[0]);
    const second = await room.event(0);
    await refuses('stock.blank_not_here', room.at(`${second}/${STATIONS[0]}`), chips(1)[0]);
    await room.batch(chips(1, 500).join('\n'));
    await refuses('stock.blank_not_here', room.at(`${second}/${STATIONS[0]}`), chips(1, 500)[0]);
  });

  it('counts as spoiled for a print that is made again', async () => {
    const id = await room.event(3);
    await room.draw();
    await room.draw(undefined, undefined, 'spoiled');
    expect(await room.day(id)).toMatchObject({ issued: 1, spoiled: 1, closing: 1 });
  });

  it('comes from no stock without a station', async () => {
    await room.event(1);
    await room.draw(room.at(null));
    expect(await blanks()).toBe(1);
  });

  it('is not taken when the card is not made', async () => {
    await room.event(1);
    const before = await room.everything();
    const unknown = room.at('a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4/A1');
    await expect(room.draw(unknown)).rejects.toMatchObject({ code: 'stock.event_not_found' });
    expect(await room.everything()).toBe(before);
  });

  it('goes to one of two stations that want the last one', async () => {
    const id = await room.event(1);
    const held = await HeldTransaction.begin(room.database.ownerUrl);
    await held.query('SELECT 1 FROM stock.blank FOR UPDATE');
    const both = settled(room.draw(), room.draw(room.at(room.place, person('clerk'))));
    await held.waitedFor(2);
    await held.commit();
    expect(await both).toEqual(['done', 'stock.blank_not_here']);
    expect(await room.day(id)).toMatchObject({ issued: 1, closing: 0 });
  });

  it('is still there for the second when the first card is not made after all', async () => {
    await room.event(1);
    const held = await HeldTransaction.begin(room.database.ownerUrl);
    await held.query(LOCK, [room.place?.split('/')[0]]);
    await held.query('DELETE FROM stock.blank');
    const second = settled(room.draw());
    await held.waitedFor();
    await held.rollBack();
    expect(await second).toEqual(['done']);
  });

  it('is lost for none when many draw at once', async () => {
    const id = await room.event(6);
    const draws = Array.from({ length: 9 }, () => room.draw(room.at(room.place, person('clerk'))));
    expect((await settled(...draws)).filter((end) => end === 'done')).toHaveLength(6);
    expect(await room.day(id)).toMatchObject({ issued: 6, closing: 0 });
  });

  it('is refused when the event is closed meanwhile', async () => {
    const id = await room.event(2);
    const held = await HeldTransaction.begin(room.database.ownerUrl);
    await held.query(LOCK, [id]);
    await held.query(`UPDATE stock.event SET state = 'closed' WHERE id = $1`, [id]);
    const draw = settled(room.draw());
    await held.waitedFor();
    await held.commit();
    expect(await draw).toEqual(['stock.event_closed']);
    expect(await blanks()).toBe(2);
  });

  it('makes a close wait, which then no longer adds up', async () => {
    const id = await room.event(2);
    const held = await HeldTransaction.begin(room.database.ownerUrl);
    await held.query(LOCK, [id]);
    const draw = room.draw();
    await held.waitedFor();
    const close = room.finish(id, 2);
    await held.waitedFor(2);
    await held.commit();
    await draw;
    const { status, body } = await close;
    expect([status, body.code, (body.counts as Record<string, number>).expected]).toEqual([409, 'stock.not_balanced', 1]);
    expect(refusal(await room.finish(id, 1))[0]).toBe(200);
  });
});

describe('where stock is required', () => {
  it('no card is made without a station', async () => {
    const room = await StockRoom.open({ CITYKEY_STOCK: 'required' });
    const before = await room.everything();
    await expect(room.draw(room.at(null))).rejects.toMatchObject({ code: 'stock.station_required' });
    expect(await room.everything()).toBe(before);
    await room.event(1);
    await room.draw();
    await room.close();
  });
});
