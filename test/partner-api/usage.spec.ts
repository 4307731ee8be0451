import { ClientUsage } from '../../src/modules/partners/client-usage.js';
import { dump } from '../setup/kernel.js';
import { type Enrolled, type Instance, PartnerWorld } from './partner-world.js';

const ASKED = 37;
const DAY_SECONDS = 86_400;

describe('how much a partner asks for', () => {
  let world: PartnerWorld;
  let other: Instance;
  let links: Enrolled[];
  let day: string;

  beforeAll(async () => {
    world = await PartnerWorld.begin();
    other = await world.another();
    links = await world.enrolled('library', 3);
    for (const service of ['library', 'transit'] as const) await world.token(service);
    day = world.on.clock.today();
  });

  afterAll(() => world.end());

  const tables = () => dump(world.database.ownerUrl, 'xmin, xmax');
  const ask = async (instance: Instance) =>
    instance.api.post('/partner/v1/tokens/introspect', { token: links[0]?.token }, { token: await world.token('library'), idempotencyKey: null });
  const writeDown = ({ on }: Instance) => on.app.get(ClientUsage, { strict: false }).writeDown();
  async function daysLater<T>({ on }: Instance, days: number, work: () => Promise<T>): Promise<T> {
    on.clock.forward(days * DAY_SECONDS);
    try {
      return await work();
    } finally {
      on.clock.forward(-days * DAY_SECONDS);
    }
  }
  const rows = () => world.sql('SELECT client_id, day, operation, requests FROM partners.usage ORDER BY operation');
  const usage = async (service: 'library' | 'transit', from: string, to: string) => world.get(service, `usage?from=${from}&to=${to}`);

  it('leaves nothing in the database while the day lasts', async () => {
    const before = await tables();
    for (let times = 0; times < ASKED; times += 1) await ask(times % 2 === 0 ? world.main : other);
    await world.get('library', 'changes');
    expect((await tables())['links.change']).toEqual(before['links.change']);
    for (const instance of [world.main, other]) expect(await writeDown(instance)).toBe(0);
    expect(await tables()).toEqual(before);
  });

  it('is not lost when it cannot be written down', async () => {
    await world.sql('ALTER TABLE partners.usage RENAME TO usage_away');
    await expect(daysLater(world.main, 1, () => writeDown(world.main))).rejects.toThrow('does not exist');
    await world.sql('ALTER TABLE partners.usage_away RENAME TO usage');
  });

  it('is written down when the day is over: a rounded number for each operation, and nothing else', async () => {
    const before = await tables();
    for (const instance of [world.main, other]) expect(await daysLater(instance, 1, () => writeDown(instance))).toBeGreaterThan(0);
    const after = await tables();
    expect({ ...after, 'partners.usage': [] }).toEqual({ ...before, 'partners.usage': [] });
    const kept = await rows();
    const introspections = kept.find(({ operation }) => operation === 'introspectToken');
    expect(introspections).toMatchObject({ client_id: world.clientId('library'), day });
    // 19 on one instance and 18 on the other: each is rounded by itself.
    expect([20, 30, 40]).toContain(introspections?.['requests']);
    for (const { requests } of kept) expect((requests as number) % 10).toBe(0);
    expect(new Set(kept.map(({ operation }) => operation)).size).toBe(kept.length);
    expect(await writeDown(world.main)).toBe(0);
  });

  it('is shown to the partner, and to no other', async () => {
    const { status, body, headers } = await usage('library', day, day);
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    const kept = await rows();
    const shown = kept.map(({ client_id, ...rest }) => ({ clientId: client_id, ...rest }));
    expect(body).toEqual({ usage: shown });
    expect((await usage('transit', day, day)).body).toEqual({ usage: [] });
    expect((await usage('library', '2020-01-01', '2020-01-31')).body).toEqual({ usage: [] });
    for (const [from, to] of [['2026-02-02', '2026-02-01'], ['2026-01-01', '2026-02-01'], ['2026-02-30', '2026-03-01'], ['x', day]] as const) {
      expect(await usage('library', from, to)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    }
    expect((await world.get('library', 'usage')).status).toBe(400);
  });

  it('is written down too when an instance stops, and forgotten after 92 days', async () => {
    await world.sql('DELETE FROM partners.usage');
    for (let times = 0; times < 20; times += 1) await ask(other);
    await other.on.app.get(ClientUsage, { strict: false }).onModuleDestroy();
    expect(await rows()).toMatchObject([{ operation: 'introspectToken', requests: 20 }]);
    const counts = world.on.app.get(ClientUsage, { strict: false });
    expect(await daysLater(world.main, 92, () => counts.forget())).toBe(0);
    expect(await daysLater(world.main, 93, () => counts.forget())).toBe(1);
  });
});
