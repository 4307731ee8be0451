import { randomUUID } from 'node:crypto';
import { query } from '../setup/query.js';
import { type Answer } from './api.js';
import { SERVICES } from './partner-sites.js';
import { type Card, World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

async function count(table: string): Promise<number> {
  const [row] = await query(world.database.ownerUrl, `SELECT count(*)::int AS count FROM ${table}`);
  return row?.['count'] as number;
}

async function counts(): Promise<Record<string, number>> {
  const tables = ['cards.card', 'links.link', 'audit.entry', 'kernel.idempotency'];
  return Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await count(table)] as const)));
}

const grown = (before: Record<string, number>, by: Record<string, number>) =>
  Object.fromEntries(Object.entries(before).map(([table, rows]) => [table, rows + (by[table] ?? 0)]));

/** So many requests at the same time. */
async function atOnce(times: number, ask: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, ask));
}

describe('many clerks at once', () => {
  it('issue 200 cards with 200 numbers and 600 links, and every card opens its own three', async () => {
    const token = await world.staff('clerk');
    const before = await counts();
    const answers = await atOnce(200, () => world.api.post('/v1/cards', { category: 'standard', services: SERVICES }, { token }));
    expect(answers.map(({ status }) => status)).toEqual(Array(200).fill(201));
    const cards = answers.map(({ body }) => body as unknown as Card);
    const distinct = (values: readonly string[]) => new Set(values).size;
    expect(distinct(cards.map(({ cardNumber }) => cardNumber))).toBe(200);
    expect(distinct(cards.flatMap(({ cardCode, slipCode }) => [cardCode, slipCode]))).toBe(400);
    expect(distinct(cards.flatMap(({ services }) => services.map((one) => one.token)))).toBe(600);
    expect(await counts()).toEqual(
      grown(before, { 'cards.card': 200, 'links.link': 600, 'audit.entry': 200, 'kernel.idempotency': 200 }),
    );
    for (const { cardCode, slipCode, services } of cards.slice(0, 20)) {
      const tokens = async (presented: Record<string, string>) => (await world.lookUp(presented)).services.map((one) => one.token).sort();
      expect(await tokens({ cardCode })).toEqual(services.map((one) => one.token).sort());
      expect(await tokens({ slipCode })).toEqual(services.map((one) => one.token).sort());
    }
  });
});

describe('one Idempotency-Key many times at once', () => {
  it('makes one card and gives 50 equal answers', async () => {
    const call = { token: await world.staff('clerk'), idempotencyKey: randomUUID() };
    const before = await counts();
    const answers = await atOnce(50, () => world.api.post('/v1/cards', { category: 'kids', services: SERVICES }, call));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 201 });
    expect(await counts()).toEqual(
      grown(before, { 'cards.card': 1, 'links.link': 3, 'audit.entry': 1, 'kernel.idempotency': 1 }),
    );
    const again = await world.api.post('/v1/cards', { services: SERVICES, category: 'kids' }, call);
    expect(again.text).toBe(answers[0]?.text);
    const other = await world.api.post('/v1/cards', { category: 'senior', services: SERVICES }, call);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.key_reused' } });
  });

  it('suspends a card once', async () => {
    const { cardCode } = await world.issue();
    const call = { token: await world.staff('clerk'), idempotencyKey: randomUUID() };
    const before = await counts();
    const body = { presented: { cardCode }, reason: 'lost' };
    const answers = await atOnce(20, () => world.api.post('/v1/cards/suspension', body, call));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['200 {"state":"suspended"}']));
    expect(await counts()).toEqual(grown(before, { 'audit.entry': 1, 'kernel.idempotency': 1 }));
  });

  it('of 20 suspensions with keys of their own lets one through', async () => {
    const { cardCode } = await world.issue();
    const token = await world.staff('clerk');
    const body = { presented: { cardCode }, reason: 'lost' };
    const answers = await atOnce(20, () => world.api.post('/v1/cards/suspension', body, { token }));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(409)]);
  });
});
