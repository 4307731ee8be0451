import { randomUUID } from 'node:crypto';
import { Controller, Module, Post } from '@nestjs/common';
import request from 'supertest';
import { type Caller, Staff, StaffTokens } from '../../src/kernel/auth/index.js';
// oxlint-disable-next-line typescript/consistent-type-imports -- the constructor below says by it what it is given
import { UnitOfWork } from '../../src/kernel/database/index.js';
import { CalledBy } from '../../src/kernel/http/index.js';
import { Sessions, StaffModule } from '../../src/modules/staff/index.js';
import { type Answer, answered, type Running } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { cookieOf, signIn, staffApplication, withAccount, withCookie } from './staff-application.js';

const PLACE = 'fair-2026/station-3';

/** An act of the kind that the modules have. */
@Controller('acts')
class ActController {
  constructor(private readonly work: UnitOfWork) {}

  @Post()
  @Staff('clerk')
  act(@CalledBy() caller: Caller): Promise<object> {
    const audit = { act: 'test.act', reason: null, subject: null, outcome: 'done' as const };
    return this.work.run(caller, () => Promise.resolve({ result: { place: caller.place }, audit }));
  }
}

@Module({ imports: [StaffModule], controllers: [ActController] })
class ActModule {}

describe('the place where a person works', () => {
  let database: TestDatabase;
  let on: Running;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await staffApplication(database, { modules: [ActModule] });
    await withAccount(on, 'clerk');
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  const act = (token: unknown) =>
    answered(request(on.app.getHttpServer()).post('/acts').set('authorization', `Bearer ${String(token)}`));
  const sessionOf = async (signedIn: Answer) => (await on.app.get(StaffTokens).verify(signedIn.body.accessToken as string)).sessionId;
  const audited = (name: string) => query(database.ownerUrl, 'SELECT place FROM audit.entry WHERE act = $1', [name]);

  it('is nowhere until it is said, and then in every entry of the session', async () => {
    const signedIn = await signIn(on, 'clerk');
    expect((await act(signedIn.body.accessToken)).body).toEqual({ place: null });
    const placed = await on.app.get(Sessions).setPlace(await sessionOf(signedIn), PLACE);
    expect(placed).toEqual({ accessToken: expect.any(String) as string, expiresIn: 300, roles: ['clerk'] });
    expect((await act(placed.accessToken)).body).toEqual({ place: PLACE });
    const refreshed = await withCookie(on, 'refresh', cookieOf(signedIn));
    expect((await act(refreshed.body.accessToken)).body).toEqual({ place: PLACE });
    expect(await audited('test.act')).toEqual([{ place: null }, { place: PLACE }, { place: PLACE }]);
    expect(await audited('staff.place')).toEqual([{ place: PLACE }]);
  });

  it('belongs to one session, and can be left again', async () => {
    const [first, second] = [await signIn(on, 'clerk'), await signIn(on, 'clerk')];
    await on.app.get(Sessions).setPlace(await sessionOf(first), PLACE);
    const other = await withCookie(on, 'refresh', cookieOf(second));
    expect((await act(other.body.accessToken)).body).toEqual({ place: null });
    const left = await on.app.get(Sessions).setPlace(await sessionOf(first), null);
    expect((await act(left.accessToken)).body).toEqual({ place: null });
    expect(await query(database.ownerUrl, 'SELECT DISTINCT place FROM staff.session')).toEqual([{ place: null }]);
  });

  it('cannot be said for a session that is over, and nothing is left behind', async () => {
    const signedIn = await signIn(on, 'clerk');
    const session = await sessionOf(signedIn);
    on.clock.forward(12 * 3600 + 1);
    for (const id of [session, randomUUID()]) {
      await expect(on.app.get(Sessions).setPlace(id, PLACE)).rejects.toMatchObject({ code: 'auth.credentials_invalid' });
    }
    expect(await query(database.ownerUrl, 'SELECT DISTINCT place FROM staff.session')).toEqual([{ place: null }]);
    expect(await audited('staff.place')).toEqual([]);
  });
});
