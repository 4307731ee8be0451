import request from 'supertest';
import { TOTP, Secret } from 'otpauth';
import { type Answer, answered, type Running } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { query } from '../setup/query.js';
import { asks, type Person, person } from './people.js';
import { PASSWORD, signIn, staffApplication } from './staff-application.js';

describe('a second factor', () => {
  let database: TestDatabase;
  let on: Running;
  let clerk: Person;
  let secret: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await staffApplication(database);
    on.clock.stop();
    clerk = await person(on, 'clerk', ['clerk']);
    const enrolled = await asks(on, clerk.token, 'post', '/v1/auth/totp');
    expect([enrolled.status, enrolled.headers['cache-control']]).toEqual([201, 'no-store']);
    secret = enrolled.body.secret as string;
    expect(enrolled.body.uri).toContain(`secret=${secret}`);
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  /** The code so many steps of half a minute from now, by a generator of the same library that reads the shown text. */
  const code = (steps = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: on.clock.now().getTime() + steps * 30_000 });
  const confirm = (totp: string) => asks(on, clerk.token, 'post', '/v1/auth/totp/confirmation', { totp });
  const signInWith = (totp: string, password = PASSWORD): Promise<Answer> =>
    answered(request(on.app.getHttpServer()).post('/v1/auth/login').send({ username: 'clerk', password, totp }));
  const turnOn = async () => {
    expect((await confirm(code())).status).toBe(204);
    on.clock.forward(60);
  };

  it('is that of RFC 6238', () => {
    const known = new TOTP({ secret: Secret.fromLatin1('12345678901234567890'), digits: 8 });
    expect([59, 1_111_111_109, 20_000_000_000].map((seconds) => known.generate({ timestamp: seconds * 1000 }))).toEqual(['94287082', '07081804', '65353130']);
  });

  it('counts only once it is confirmed by a code', async () => {
    expect((await signIn(on, 'clerk')).status).toBe(200);
    expect((await confirm('000000')).body.code).toBe('staff.totp_code_wrong');
    expect((await signIn(on, 'clerk')).status).toBe(200);
    await turnOn();
    const without = await signIn(on, 'clerk');
    expect([without.status, without.body.code]).toEqual([401, 'auth.totp_required']);
    expect((await signInWith(code())).status).toBe(200);
    expect((await confirm(code(1))).body.code).toBe('staff.totp_not_enrolled');
    expect((await asks(on, clerk.token, 'post', '/v1/auth/totp')).body.code).toBe('staff.totp_enrolled');
  });

  it('takes the place of one that was not confirmed', async () => {
    const before = code();
    secret = (await asks(on, clerk.token, 'post', '/v1/auth/totp')).body.secret as string;
    expect((await confirm(before)).body.code).toBe('staff.totp_code_wrong');
    expect((await confirm(code())).status).toBe(204);
  });

  it('does not tell whether a wrong password had a right code', async () => {
    await turnOn();
    for (const answer of [await signIn(on, 'clerk', 'not the password'), await signInWith(code(), 'not the password'), await signInWith('000000')]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'auth.credentials_invalid']);
    }
    expect((await signInWith(code())).status).toBe(200);
  });

  it('takes a code once, and none from before the last one', async () => {
    const first = code();
    await turnOn();
    expect((await signInWith(first)).status).toBe(401);
    const [now, next] = [code(), code(1)];
    expect((await signInWith(next)).status).toBe(200);
    expect([(await signInWith(next)).status, (await signInWith(now)).status]).toEqual([401, 401]);
    on.clock.forward(60);
    expect((await signInWith(code())).status).toBe(200);
  });

  it('takes codes of a clock that is half a minute off, and no further', async () => {
    await turnOn();
    on.clock.forward(600);
    expect([(await signInWith(code(-2))).status, (await signInWith(code(2))).status]).toEqual([401, 401]);
    expect((await signInWith(code(-1))).status).toBe(200);
    expect((await signInWith(code(1))).status).toBe(200);
  });

  it('takes a code once also from two at the same moment', async () => {
    await turnOn();
    const held = await HeldTransaction.begin(database.ownerUrl);
    await held.query('SELECT FROM staff.account FOR UPDATE');
    const both = Promise.all([signInWith(code()), signInWith(code())]);
    await held.waitedFor(2);
    await held.commit();
    expect((await both).map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('locks the name after five wrong codes', async () => {
    await turnOn();
    for (let time = 0; time < 5; time += 1) expect((await signInWith('000000')).status).toBe(401);
    expect((await signInWith(code())).body.code).toBe('auth.locked');
  });

  it('is kept sealed, and looks the same before and after it is confirmed', async () => {
    const sealed = async () => (await query(database.ownerUrl, 'SELECT sealed_totp FROM staff.account'))[0]?.sealed_totp as Buffer;
    const pending = await sealed();
    await turnOn();
    const confirmed = await sealed();
    expect(confirmed.length).toBe(pending.length);
    const plain = Buffer.from(Secret.fromBase32(secret).bytes);
    expect(confirmed.includes(plain) || pending.includes(plain)).toBe(false);
    expect(on.logged.join('\n')).not.toContain(secret);
  });
});
