import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { type Answer, answered } from '../partners/application.js';
import { StockRoom } from './stock-room.js';

describe('the station of a signed-in person', () => {
  let room: StockRoom;
  let token: string;

  beforeEach(async () => {
    room = await StockRoom.open();
    const password = 'a pass phrase for a test 5521';
    await room.on.app.get(StaffAccounts).create(systemCaller('test'), { username: 'ada', roles: ['clerk'], password });
    const signedIn = await answered(request(room.on.app.getHttpServer()).post('/v1/auth/login').send({ username: 'ada', password }));
    token = signedIn.body.accessToken as string;
  });

  afterEach(() => room.close());

  const put = (eventId: string, stationId: string): Promise<Answer> =>
    answered(request(room.on.app.getHttpServer()).put('/v1/auth/station').set('authorization', `Bearer ${token}`).send({ eventId, stationId }));
  const spoil = (): Promise<Answer> =>
    answered(
      request(room.on.app.getHttpServer())
        .post('/v1/stock/spoilage')
        .set({ authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() })
        .send({ count: 1 }),
    );

  it('is in the access token that she gets for it, and in the audit', async () => {
    const id = await room.event(1);
    expect((await spoil()).body.code).toBe('stock.station_required');
    const { status, body } = await put(id, 'A1');
    expect([status, body.expiresIn, body.roles]).toEqual([200, 300, ['clerk']]);
    token = body.accessToken as string;
    expect((await spoil()).body).toEqual({ spoiled: 1 });
    expect(await room.rows(`SELECT place FROM audit.entry WHERE act = 'stock.spoil'`)).toEqual([{ place: `${id}/A1` }]);
  });

  it('can be left', async () => {
    const id = await room.event(1);
    token = (await put(id, 'A1')).body.accessToken as string;
    const left = await answered(request(room.on.app.getHttpServer()).delete('/v1/auth/station').set('authorization', `Bearer ${token}`));
    token = left.body.accessToken as string;
    expect([left.status, (await spoil()).body.code]).toEqual([200, 'stock.station_required']);
  });

  it('is one of an open event', async () => {
    const id = await room.event(1);
    const codes = [await put(id, 'A9'), await put(randomUUID(), 'A1'), await put(id, 'a/b'), await put('x', 'A1')];
    expect(codes.map(({ body }) => body.code)).toEqual(['stock.station_unknown', 'stock.event_not_found', 'request.invalid', 'request.invalid']);
    await room.finish(id, 1);
    expect((await put(id, 'A1')).body.code).toBe('stock.event_closed');
    expect((await room.rows('SELECT place FROM staff.session'))[0]).toEqual({ place: null });
  });
});
