import { chips, person, RIBBONS, StockRoom } from './stock-room.js';

describe('an event and its blanks', () => {
  let room: StockRoom;

  beforeEach(async () => {
    room = await StockRoom.open();
  });

  afterEach(() => room.close());

  const AUDITED = ['stock.separation_of_duties', 'stock.not_balanced'];

  /** The act is refused with this, and nothing has changed; an auditor sees the refusals that matter, and no others. */
  async function refuses(act: () => Promise<{ status: number; body: Readonly<Record<string, unknown>> }>, status: number, code: string) {
    const [before, refusals] = [await room.everything(), (await room.refusals()).length];
    const answer = await act();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await room.everything()).toBe(before);
    expect((await room.refusals()).length - refusals).toBe(AUDITED.includes(code) ? 1 : 0);
    return answer;
  }

  const spoil = (body: object, as = room.clerk) => room.ask('post', '/v1/stock/spoilage', { as, body });
  const miss = (id: string, stationId: string, count: number) => room.ask('post', `/v1/stock/events/${id}/missing`, { body: { stationId, count } });
  const destroy = (id: string, count: number) => room.ask('post', `/v1/stock/events/${id}/destruction`, { body: { count } });

  it('adds up from its opening to its close', async () => {
    const id = await room.event(10);
    for (let card = 0; card < 4; card += 1) await room.draw();
    await room.draw(undefined, undefined, 'spoiled');
    expect((await spoil({ count: 2 })).body).toEqual({ spoiled: 2 });
    expect((await miss(id, 'A1', 1)).body).toEqual({ missing: 1 });
    expect((await destroy(id, 1)).body).toEqual({ destroyed: 1 });
    const day = { day: room.on.clock.today(), opening: 0, received: 10, issued: 4, spoiled: 3, destroyed: 1, missing: 1, closing: 2 };
    expect(await room.day(id)).toEqual(day);
    expect((await room.rows('SELECT count(*)::int AS left FROM stock.blank'))[0]).toEqual({ left: 2 });
    const closed = await room.finish(id, 2);
    expect([closed.status, closed.body]).toEqual([200, { days: [day] }]);
    const { body } = await room.ask('get', `/v1/stock/events/${id}`, { as: person('auditor') });
    expect(body).toMatchObject({ state: 'closed', blanks: [], ribbons: { ...RIBBONS, account: room.reconciler.account, day: day.day } });
    expect((await room.ask('get', '/v1/stock')).body).toEqual({ inStore: 2 });
    expect(await room.rows('SELECT 1 FROM stock.duty')).toEqual([]);
    const acts = await room.rows(`SELECT act, place FROM audit.entry WHERE act ~ '^stock' ORDER BY act`);
    expect(acts.map(({ act, place }) => `${String(act)} ${String(place)}`)).toEqual([
      `stock.assign ${id}/A1`,
      `stock.destroy ${id}`,
      `stock.event_close ${id}`,
      `stock.event_open ${id}`,
      `stock.missing ${id}/A1`,
      'stock.receive null',
      `stock.spoil ${id}/A1`,
    ]);
  });

  it('opens the next day with what is left', async () => {
    const id = await room.event(5);
    await room.draw();
    room.on.clock.forward(86_400);
    await room.draw();
    expect(await room.day(id)).toMatchObject({ opening: 4, received: 0, issued: 1, closing: 3 });
    expect((await room.finish(id, 3)).body.days).toMatchObject([{ received: 5, issued: 1, closing: 4 }, { opening: 4, issued: 1, closing: 3 }]);
  });

  it.each([0, 2, 4])('is not closed while %i were counted and 3 must be there', async (closing) => {
    const id = await room.event(5);
    await room.draw();
    await room.draw();
    const { body } = await refuses(() => room.finish(id, closing), 409, 'stock.not_balanced');
    expect(body.counts).toEqual({ opening: 0, received: 5, issued: 2, spoiled: 0, missing: 0, closing, expected: 3 });
    expect((await room.finish(id, 3)).status).toBe(200);
  });

  it('is not closed before somebody says where the used ribbons are', async () => {
    const id = await room.event(1);
    await refuses(() => room.finish(id, 1, { ribbons: { inCustody: false, destroyed: false } }), 409, 'stock.ribbons_unaccounted');
    await refuses(() => room.ask('post', `/v1/stock/events/${id}/close`, { as: room.reconciler, body: { closing: 1 } }), 400, 'request.invalid');
  });

  it('takes no more blanks when it is closed', async () => {
    const id = await room.event(3);
    await spoil({ count: 1 });
    await room.finish(id, 2);
    await refuses(() => room.finish(id, 2), 409, 'stock.event_closed');
    await refuses(() => room.assign(id, { stationId: 'A1', count: 1 }), 409, 'stock.event_closed');
    await refuses(() => spoil({ count: 1 }), 409, 'stock.event_closed');
    await refuses(() => miss(id, 'A1', 1), 409, 'stock.event_closed');
    expect((await destroy(id, 1)).status).toBe(200);
    await refuses(() => destroy(id, 1), 409, 'stock.too_few_blanks');
  });

  it('gets only blanks that are there, at stations that are there', async () => {
    const id = await room.event(3);
    await room.batch(chips(2, 100).join('\n'));
    await refuses(() => room.assign(id, { stationId: 'A1', count: 3 }), 409, 'stock.too_few_blanks');
    await refuses(() => room.assign(id, { stationId: 'A1', chips: [...chips(1, 100), ...chips(1, 900)] }), 409, 'stock.too_few_blanks');
    await refuses(() => room.assign(id, { stationId: 'A1', chips: chips(1) }), 409, 'stock.too_few_blanks');
    const unknown = await refuses(() => room.assign(id, { stationId: 'A7', count: 1 }), 422, 'stock.station_unknown');
    expect(unknown.body.allowed).toEqual(['A1', 'A2']);
    for (const body of [{ stationId: 'A1' }, { stationId: 'A1', count: 1, chips: chips(1, 100) }, { stationId: 'A1', count: 0 }]) {
      await refuses(() => room.assign(id, body), 400, 'request.invalid');
    }
    expect((await room.assign(id, { stationId: 'A2', chips: chips(2, 100) })).body).toEqual({ assigned: 2 });
    expect((await room.ask('get', `/v1/stock/events/${id}`)).body.blanks).toEqual(expect.arrayContaining([{ station: 'A1', blanks: 3 }, { station: 'A2', blanks: 2 }]));
  });

  it('loses no more blanks than a station has', async () => {
    const id = await room.event(2);
    await refuses(() => spoil({ count: 3 }), 409, 'stock.blank_not_here');
    await refuses(() => spoil({ chip: chips(1, 900)[0] }), 409, 'stock.blank_not_here');
    await refuses(() => miss(id, 'A2', 1), 409, 'stock.too_few_blanks');
    await refuses(() => destroy(id, 1), 409, 'stock.too_few_blanks');
    await refuses(() => spoil({}), 400, 'request.invalid');
    expect((await spoil({ chip: chips(1)[0] })).body).toEqual({ spoiled: 1 });
    room.place = null;
    await refuses(() => spoil({ count: 1 }), 409, 'stock.station_required');
  });

  it('is opened for today or later', async () => {
    const open = (day: string) => room.ask('post', '/v1/stock/events', { body: { name: 'Ward office 25', day, stations: ['1'] } });
    await refuses(() => open('2020-01-01'), 422, 'stock.event_day_past');
    await refuses(() => open('2031-02-29'), 400, 'request.invalid');
    expect((await open(room.on.clock.dayFromToday(1))).status).toBe(201);
  });

  it('is unknown by any other id', async () => {
    for (const id of ['a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4', 'canary-7']) {
      await refuses(() => room.ask('get', `/v1/stock/events/${id}`), 404, 'stock.event_not_found');
      await refuses(() => room.finish(id, 0), 404, 'stock.event_not_found');
    }
  });

  it('is listed, newest day first, page by page', async () => {
    for (const days of [3, 1, 2]) await room.ask('post', '/v1/stock/events', { body: { name: 'Here', day: room.on.clock.dayFromToday(days), stations: ['1'] } });
    const days: unknown[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await room.ask('get', `/v1/stock/events?limit=1${next === '' ? '' : `&after=${next}`}`, { as: room.clerk });
      days.push(...(body.events as { day: string }[]).map(({ day }) => day));
      next = body.next as string | null;
    }
    expect(days).toEqual([3, 2, 1].map((ahead) => room.on.clock.dayFromToday(ahead)));
  });

  it.each(['clerk', 'auditor', 'admin'] as const)('is not run by a mere %s', async (role) => {
    const id = await room.event(1);
    await refuses(() => room.assign(id, { stationId: 'A1', count: 1 }, person(role)), 403, 'auth.role_required');
    await refuses(() => room.finish(id, 1, { as: person(role) }), 403, 'auth.role_required');
  });

  describe('is run by different people:', () => {
    it('who received may not reconcile', async () => {
      const id = await room.event(1);
      await refuses(() => room.finish(id, 1, { as: room.store }), 403, 'stock.separation_of_duties');
      const told = { actor: room.store.account, role: 'supervisor', act: 'stock.event_close', reason: 'stock.separation_of_duties', place: id };
      expect(await room.refusals()).toEqual([told]);
    });

    it('who received may not spoil', async () => {
      const id = await room.event(1);
      const there = { ...room.store, role: 'clerk' as const };
      await refuses(() => spoil({ count: 1 }, there), 403, 'stock.separation_of_duties');
      expect(await room.refusals()).toMatchObject([{ act: 'stock.spoil', place: `${id}/A1` }]);
    });

    it('who issued or spoiled may not reconcile', async () => {
      const id = await room.event(2);
      const other = person('supervisor');
      await room.draw(room.at(room.place, other));
      await refuses(() => room.finish(id, 1, { as: other }), 403, 'stock.separation_of_duties');
    });

    it('who assigned may not issue', async () => {
      await room.event(1);
      const before = await room.everything();
      await expect(room.draw(room.at(room.place, room.store))).rejects.toMatchObject({ code: 'stock.separation_of_duties' });
      expect(await room.everything()).toBe(before);
    });

    it('who received the batch may neither issue nor reconcile, though another assigned it', async () => {
      const [received, assigned] = [person('supervisor'), person('supervisor')];
      await room.batch(chips(2).join('\n'), { as: received });
      const id = await room.event(0, assigned);
      await room.assign(id, { stationId: 'A1', count: 2 }, assigned);
      await expect(room.draw(room.at(room.place, received))).rejects.toMatchObject({ code: 'stock.separation_of_duties' });
      await refuses(() => room.finish(id, 2, { as: received }), 403, 'stock.separation_of_duties');
      await refuses(() => room.finish(id, 2, { as: assigned }), 403, 'stock.separation_of_duties');
    });

    it('who issued may not assign more, nor get blanks assigned that she received', async () => {
      const both = person('supervisor');
      await room.batch(chips(1, 500).join('\n'), { as: both });
      const id = await room.event(0);
      await room.batch(chips(1).join('\n'));
      await room.assign(id, { stationId: 'A1', chips: chips(1) });
      await room.draw(room.at(room.place, both));
      await refuses(() => room.assign(id, { stationId: 'A1', count: 1 }), 403, 'stock.separation_of_duties');
      await room.batch(chips(1, 600).join('\n'));
      await refuses(() => room.assign(id, { stationId: 'A1', chips: chips(1, 600) }, both), 403, 'stock.separation_of_duties');
    });
  });
});
