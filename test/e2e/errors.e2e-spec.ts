import { randomUUID } from 'node:crypto';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';
import { type Answer, type Call } from './api.js';
import { type Card, tokenOf, World } from './world.js';

let world: World;
let card: Card;
let clerk: string;

beforeAll(async () => {
  world = await World.begin({ poolSize: 5 });
  card = await world.issue();
  clerk = await world.staff('clerk');
});
afterAll(() => world.end());

const CARD = { category: 'standard', services: ['transit', 'library'] };
const SECRET = 'Zx81-Secret-Value';

/** What comes back for one mistake, by what was sent. */
const MISTAKES: readonly (readonly [what: string, status: number, code: string, send: () => Promise<Answer>])[] = [
  ['malformed JSON', 400, 'request.malformed_json', () => issue(`{"category":"${SECRET}"`)],
  ['JSON in another encoding', 400, 'request.malformed_json', () => issue(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))],
  ['an unknown field', 400, 'request.unknown_field', () => issue({ ...CARD, holderName: SECRET })],
  ['an unknown field further down', 400, 'request.unknown_field', () => issue({ ...CARD, adopt: { passport: SECRET } })],
  ['a wrong type', 400, 'request.invalid', () => issue({ ...CARD, validThrough: 7 })],
  ['a wrong type where a category belongs', 400, 'request.invalid', () => issue({ ...CARD, category: 17 })],
  ['a wrong type where services belong', 400, 'request.invalid', () => issue({ ...CARD, services: SECRET })],
  ['a missing field', 400, 'request.invalid', () => issue({ services: [] })],
  ['a service named twice', 400, 'request.invalid', () => issue({ ...CARD, services: ['transit', 'transit'] })],
  ['an unknown category', 422, 'category.unknown', () => issue({ ...CARD, category: SECRET })],
  ['an unknown service', 422, 'service.unknown', () => issue({ ...CARD, services: [SECRET] })],
  ['a month out of reach', 422, 'card.valid_through_not_allowed', () => issue({ ...CARD, validThrough: '2999-01' })],
  ['an identifier that cannot be adopted', 409, 'adopt.unavailable', () => issue({ ...CARD, adopt: { library: SECRET } })],
  ['an identifier that a card has already', 409, 'adopt.unavailable', () => issue({ ...CARD, adopt: { transit: tokenOf(card, 'transit') } })],
  ['an identifier for a service not chosen', 422, 'adopt.without_service', () => issue({ category: 'kids', services: ['transit'], adopt: { library: '1' } })],
  ['no Idempotency-Key', 400, 'idempotency.key_required', () => issue(CARD, { idempotencyKey: null })],
  ['an Idempotency-Key that can be guessed', 400, 'idempotency.key_invalid', () => issue(CARD, { idempotencyKey: '1' })],
  ['an Idempotency-Key used for something else', 422, 'idempotency.key_reused', reused],
  ['no credentials', 401, 'auth.credentials_missing', () => world.api.post('/v1/cards', CARD)],
  ['wrong credentials', 401, 'auth.credentials_invalid', () => issue(CARD, { token: SECRET })],
  ['a partner\'s credentials', 401, 'auth.credentials_invalid', async () => issue(CARD, { token: await world.partner('library') })],
  ['a clerk\'s credentials at a partner\'s address', 401, 'auth.credentials_invalid', () => post('/partner/v1/tokens/introspect', { token: 'x' })],
  ['a wrong password', 401, 'auth.credentials_invalid', () => world.api.post('/v1/auth/login', { username: 'clerk', password: SECRET })],
  ['a name nobody has', 401, 'auth.credentials_invalid', () => world.api.post('/v1/auth/login', { username: SECRET, password: SECRET })],
  ['the wrong role', 403, 'auth.role_required', () => post('/v1/cards/revocation', { presented: presented(), reason: 'misuse' })],
  ['a code that opens nothing', 404, 'card.not_found', () => post('/v1/cards/lookup', { presented: { cardCode: SECRET } })],
  ['card and slip at once', 400, 'request.invalid', () => post('/v1/cards/lookup', { presented: { ...presented(), slipCode: card.slipCode } })],
  ['an unknown reason', 422, 'reason.unknown', () => post('/v1/cards/suspension', { presented: presented(), reason: SECRET })],
  ['an act the state forbids', 409, 'card.transition_not_allowed', () => post('/v1/cards/reinstatement', { presented: presented() })],
  ['a body that is too large', 413, 'request.too_large', () => issue({ ...CARD, padding: SECRET.repeat(5_000) })],
  ['another media type', 415, 'request.unsupported_media_type', () => issue(`category=${SECRET}`, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })],
  ['an unknown address', 404, 'route.unknown', () => world.api.get(`/v1/${SECRET}`)],
  ['a method the address does not take', 405, 'route.method_not_allowed', () => world.api.call('DELETE', '/v1/cards')],
];

const presented = () => ({ cardCode: card.cardCode });
const post = (route: string, body: unknown, call: Call = {}) => world.api.post(route, body, { token: clerk, ...call });
const issue = (body: unknown, call: Call = {}) => post('/v1/cards', body, call);

async function reused(): Promise<Answer> {
  const idempotencyKey = randomUUID();
  expect((await issue(CARD, { idempotencyKey })).status).toBe(201);
  return issue({ ...CARD, category: 'kids' }, { idempotencyKey });
}

describe('a mistake', () => {
  it.each(MISTAKES)('%s is answered with %d %s, and with nothing that was sent', async (_, status, code, send) => {
    const answer = await send();
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ type: `urn:citykey:problem:${code}`, status, title: expect.any(String) as string });
    expect(answer.body['requestId']).toBe(answer.headers['x-request-id']);
    expect(answer.text + JSON.stringify(answer.headers) + world.logged.join('')).not.toContain(SECRET);
  });

  it('when signing in, made often, locks the name for a growing time, and says for how long', async () => {
    const wrong = () => world.api.post('/v1/auth/login', { username: 'nobody-of-that-name', password: SECRET });
    const answers: Answer[] = [];
    while (answers.at(-1)?.status !== 429 && answers.length < 12) answers.push(await wrong());
    const locked = answers.at(-1) as Answer;
    expect(locked.body).toMatchObject({ code: 'auth.locked', status: 429 });
    const first = Number(locked.headers['retry-after']);
    expect(first).toBeGreaterThanOrEqual(1);
    world.clock.forward(first + 1);
    expect((await wrong()).status).toBe(401);
    expect(Number((await wrong()).headers['retry-after'])).toBeGreaterThan(first);
  });
});

describe('while the database is away', () => {
  const name = () => new URL(world.database.ownerUrl).pathname.slice(1);
  const elsewhere = () => world.database.ownerUrl.replace(/\/[^/]+$/, '/postgres');

  async function shutOut(): Promise<void> {
    await query(elsewhere(), `ALTER DATABASE ${name()} ALLOW_CONNECTIONS false`);
    const others = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name()}'`;
    while ((await query(elsewhere(), others)).length > 0);
  }

  it('answers 503 with Retry-After, and by itself works again with the same Idempotency-Key', async () => {
    clerk = await world.staff('clerk');
    const idempotencyKey = randomUUID();
    await shutOut();
    for (let times = 0; times < 8; times += 1) {
      const away = await issue(CARD, { idempotencyKey });
      expect(away).toMatchObject({ status: 503, body: { code: 'database.unavailable' } });
      expect(Number(away.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
    expect(await post('/v1/cards/lookup', { presented: presented() })).toMatchObject({ status: 503, body: { code: 'database.unavailable' } });
    expect(await world.api.get('/health/ready')).toMatchObject({ status: 503, body: { code: 'service.not_ready' } });
    expect(await world.api.get('/health/live')).toMatchObject({ status: 200 });

    await query(elsewhere(), `ALTER DATABASE ${name()} ALLOW_CONNECTIONS true`);
    await until(async () => (await world.api.get('/health/ready')).status === 200);
    const issued = await issue(CARD, { idempotencyKey });
    expect(issued.status).toBe(201);
    expect((await issue(CARD, { idempotencyKey })).text).toBe(issued.text);
    expect((await world.lookUp(presented())).state).toBe('issued');
    await world.round();
    expect((await world.lookUp(presented())).services.map(({ reported }) => reported)).toEqual(Array(3).fill('active'));
  });
});
