import { inflateSync } from 'node:zlib';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { type Service, SERVICES } from './partner-sites.js';
import { type Card, PUBLIC_URL, tokenOf, World } from './world.js';

/** IETF Token Status List, section 7.1. */
const STATUS = { active: 0, ended: 1, suspended: 2 } as const;

let world: World;
let cards: [active: Card, suspended: Card, ended: Card];

beforeAll(async () => {
  world = await World.begin();
  cards = [await world.issue(), await world.issue(), await world.issue()];
  await world.round();
  await world.act('clerk', 'suspension', { presented: { slipCode: cards[1].slipCode }, reason: 'lost' });
  await world.act('supervisor', 'revocation', { presented: { cardCode: cards[2].cardCode }, reason: 'misuse' });
  await world.round();
});
afterAll(() => world.end());

interface StatusListClaims {
  readonly ttl: number;
  readonly status_list: { readonly bits: number; readonly lst: string };
}

async function listOf(service: Service): Promise<{ claims: StatusListClaims; bytes: Buffer; jwt: string }> {
  const currentDate = world.clock.now();
  const answer = await world.api.get('/partner/v1/status-list', { token: await world.partner(service) });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/statuslist+jwt' } });
  const keys = (await world.api.get('/partner/v1/status-list/keys')).body as unknown as JSONWebKeySet;
  const verified = await jwtVerify<StatusListClaims>(answer.text, createLocalJWKSet(keys), {
    issuer: PUBLIC_URL,
    subject: `${PUBLIC_URL}/partner/v1/status-list`,
    typ: 'statuslist+jwt',
    currentDate,
  });
  const claims = verified.payload;
  return { claims, bytes: inflateSync(Buffer.from(claims.status_list.lst, 'base64url')), jwt: answer.text };
}

async function positionOf(service: Service, card: Card): Promise<number> {
  const call = { token: await world.partner(service), idempotencyKey: null };
  const { body } = await world.api.post('/partner/v1/tokens/introspect', { token: tokenOf(card, service) }, call);
  return (body['statusList'] as { idx: number }).idx;
}

/** Two bits each, the lowest first. */
const read = (bytes: Buffer, position: number) => ((bytes[position >> 2] ?? 0) >> ((position & 3) * 2)) & 3;

describe('the status list', () => {
  it.each(SERVICES)('of %s verifies, and reads what the partner may know of each token', async (service) => {
    const { claims, bytes } = await listOf(service);
    expect(claims.status_list.bits).toBe(2);
    const states = await Promise.all(cards.map(async (card) => read(bytes, await positionOf(service, card))));
    expect(states).toEqual([STATUS.active, STATUS.suspended, STATUS.ended]);
    const taken = [...bytes].flatMap((byte, at) => [0, 1, 2, 3].map((place) => ({ at: at * 4 + place, status: (byte >> (place * 2)) & 3 })));
    expect(taken.filter(({ status }) => status !== 0)).toHaveLength(2);
  });

  it('has the three links of a card at unrelated positions', async () => {
    const positions = await Promise.all(SERVICES.map((service) => positionOf(service, cards[0])));
    expect(new Set(positions).size).toBe(3);
  });

  it('does not verify once it is tampered with', async () => {
    const { jwt } = await listOf('transit');
    const [head, body, signature] = jwt.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, ttl: 9 })).toString('base64url');
    const keys = (await world.api.get('/partner/v1/status-list/keys')).body as unknown as JSONWebKeySet;
    expect(decodeProtectedHeader(jwt)).toMatchObject({ typ: 'statuslist+jwt' });
    const verified = (text: string) => jwtVerify(text, createLocalJWKSet(keys), { currentDate: new Date(0) });
    await expect(verified(jwt)).resolves.toBeDefined();
    await expect(verified([head, forged, signature].join('.'))).rejects.toThrow('signature verification failed');
  });

  it('is for partners only', async () => {
    expect(await world.api.get('/partner/v1/status-list')).toMatchObject({ status: 401 });
    expect(await world.api.get('/partner/v1/status-list', { token: await world.staff('clerk') })).toMatchObject({ status: 401 });
  });
});
