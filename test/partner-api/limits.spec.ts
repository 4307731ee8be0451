import { registeredClient, accessToken } from '../partners/token-client.js';
import { asAdmin } from '../partners/partner-application.js';
import { PartnerWorld } from './partner-world.js';

const QUOTA = 20;

describe('the limit of a client', () => {
  let world: PartnerWorld;

  beforeEach(async () => {
    world = await PartnerWorld.begin({ CITYKEY_PARTNER_REQUESTS: String(QUOTA) });
  });

  afterEach(() => world.end());

  const ask = (token: string) => world.api.post('/partner/v1/tokens/introspect', { token: 'x' }, { token, idempotencyKey: null });
  const standing = (headers: Readonly<Record<string, string>>) => /^"client";r=(\d+);t=(\d+)$/.exec(headers['ratelimit'] ?? '')?.slice(1).map(Number);

  it('is told with every answer, and holds', async () => {
    const token = await world.token('library');
    const answers = [];
    for (let times = 0; times < QUOTA; times += 1) answers.push(await ask(token));
    expect(answers.map(({ status }) => status)).toEqual(Array(QUOTA).fill(200));
    expect(answers.map(({ headers }) => standing(headers)?.[0])).toEqual(Array.from({ length: QUOTA }, (_, at) => QUOTA - 1 - at));
    for (const { headers } of answers) {
      expect(headers['ratelimit-policy']).toBe(`"client";q=${QUOTA};w=60`);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
    const refused = await ask(token);
    expect(refused).toMatchObject({ status: 429, body: { code: 'request.rate_limited', status: 429, limit: QUOTA } });
    const [left, seconds] = standing(refused.headers) ?? [];
    expect(left).toBe(0);
    expect(Number(refused.headers['retry-after'])).toBe(seconds);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('begins anew when it says so', async () => {
    const token = await world.token('library');
    for (let times = 0; times <= QUOTA; times += 1) await ask(token);
    const refused = await ask(token);
    world.on.clock.forward(Number(refused.headers['retry-after']) - 1);
    // A second is as fine as it is told; what is left of this one may have passed meanwhile.
    const nearly = await ask(token);
    if (nearly.status === 429) world.on.clock.forward(1);
    expect((await ask(token)).status).toBe(200);
  });

  it('is of one client: others of the partner and other partners go on', async () => {
    const token = await world.token('library');
    for (let times = 0; times <= QUOTA; times += 1) await ask(token);
    expect((await ask(token)).status).toBe(429);
    expect((await ask(await world.token('transit'))).status).toBe(200);
    const { body } = await asAdmin(world.on, 'get', '/v1/partners');
    const library = (body['partners'] as { id: string; service: string }[]).find(({ service }) => service === 'library');
    const second = await accessToken(world.on, await registeredClient(world.on, library?.id ?? ''));
    expect((await ask(second)).status).toBe(200);
  });

  it('is over all that a client asks for, refused questions included, and nobody else is counted', async () => {
    const paths = ['changes', 'tokens', 'status-list', 'changes?after=x'];
    for (const path of paths) await world.get('library', path);
    await world.post('library', 'tokens/report', {});
    const { headers } = await world.get('library', 'tokens');
    expect(standing(headers)?.[0]).toBe(QUOTA - 6);
    for (let times = 0; times < QUOTA + 5; times += 1) expect((await ask('no token at all')).status).toBe(401);
    expect((await world.get('library', 'tokens')).status).toBe(200);
    const staff = await asAdmin(world.on, 'get', '/v1/partners');
    expect(staff.headers['ratelimit']).toBeUndefined();
  });
});
