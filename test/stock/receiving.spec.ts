import { randomUUID } from 'node:crypto';
import { chips, person, refusal, StockRoom } from './stock-room.js';

describe('receiving blanks', () => {
  let room: StockRoom;

  beforeEach(async () => {
    room = await StockRoom.open();
  });

  afterEach(() => room.close());

  const stored = async () => (await room.ask('get', '/v1/stock')).body.inStore;

  it('keeps chips as blind indexes only, in another order than the list', async () => {
    const list = chips(50);
    const answer = await room.batch(`chip\n${list.join('\r\n')}\r\n`);
    expect([answer.status, answer.body]).toEqual([201, { received: 50 }]);
    const rows = await room.rows('SELECT blank::text AS row, chip_index, received_by FROM stock.blank');
    expect(new Set(rows.map(({ received_by: account }) => account))).toEqual(new Set([room.store.account]));
    const indexes = rows.map(({ chip_index: index }) => (index as Buffer).toString('hex'));
    expect(indexes).toEqual([...indexes].sort());
    const everything = `${await room.everything()}${room.on.logged.join('')}`;
    expect(list.filter((chip) => everything.includes(chip))).toEqual([]);
    expect((await room.rows('SELECT act, role FROM audit.entry WHERE act ~ $1', '^stock'))).toEqual([{ act: 'stock.receive', role: 'supervisor' }]);
    expect(await stored()).toBe(50);
  });

  it.each([
    ['pairs', '1612345678000001,9840123456789017', 'stock.file_pairs_numbers'],
    ['pairs late', `${chips(3).join('\n')}\n1612345678000009;9840123456789017\n`, 'stock.file_pairs_numbers'],
    ['wrong length', '161234567800000', 'stock.file_invalid'],
    ['a word', 'canary-7', 'stock.file_invalid'],
    ['one twice', '1612345678000001\n1612345678000002\n1612345678000001', 'stock.file_invalid'],
    ['nothing', '\n', 'stock.file_invalid'],
  ])('refuses a list with %s, says nothing of it and keeps nothing', async (_, list, code) => {
    const before = await room.everything();
    const answer = await room.batch(list);
    expect(refusal(answer)).toEqual([422, code]);
    expect(answer.text + room.on.logged.join('')).not.toMatch(/canary|16123456|98401234/);
    expect(await room.everything()).toBe(before);
  });

  it('refuses a whole list of which one blank is in stock', async () => {
    await room.batch(chips(3).join('\n'));
    const before = await room.everything();
    expect(refusal(await room.batch(chips(3, 3).join('\n')))).toEqual([409, 'stock.chip_taken']);
    expect(await room.everything()).toBe(before);
  });

  it('receives a list once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await room.batch(chips(2).join('\n'), { headers });
    expect(await room.batch(chips(2).join('\n'), { headers })).toMatchObject({ status: 201, body: first.body });
    expect(refusal(await room.batch(chips(3).join('\n'), { headers }))).toEqual([422, 'idempotency.key_reused']);
    expect(await stored()).toBe(2);
    expect(refusal(await room.batch(chips(2, 10).join('\n'), { headers: { 'idempotency-key': '7' } }))).toEqual([400, 'idempotency.key_invalid']);
  });

  it('takes fifty thousand at once and no more', async () => {
    expect((await room.batch(chips(50_000).join('\n'))).body).toEqual({ received: 50_000 });
    expect(refusal(await room.batch(chips(50_001, 100_000).join('\n')))).toEqual([422, 'stock.file_invalid']);
    const { status, body } = await room.batch(`${'1'.repeat(15)}\n`.repeat(80_000));
    expect([status, body.code, body.limit]).toEqual([413, 'request.too_large', 1_200_000]);
    expect(await stored()).toBe(50_000);
  });

  it('takes CSV here and nowhere else, and nothing but CSV here', async () => {
    const csv = { 'content-type': 'text/csv' };
    const before = await room.everything();
    expect(refusal(await room.ask('post', '/v1/stock/events', { body: 'chip\n1', headers: csv }))).toEqual([415, 'request.unsupported_media_type']);
    expect(refusal(await room.ask('post', '/v1/stock/batches', { body: { chips: chips(1) } }))).toEqual([415, 'request.unsupported_media_type']);
    expect((await room.ask('post', '/v1/stock/batches', { body: {} })).body).toMatchObject({ allowed: ['text/csv'] });
    expect(refusal(await room.batch('x', { headers: { 'content-encoding': 'gzip' } }))).toEqual([415, 'request.unsupported_media_type']);
    expect(await room.everything()).toBe(before);
  });

  it.each(['clerk', 'auditor', 'counsel', 'admin'] as const)('is not for a mere %s', async (role) => {
    expect(refusal(await room.batch(chips(1).join('\n'), { as: person(role) }))).toEqual([403, 'auth.role_required']);
    expect(await stored()).toBe(0);
  });
});
