import pg from 'pg';
import { Database } from '../../src/kernel/database/index.js';
import { FeedWatch } from '../../src/modules/partner-api/feed-watch.js';
import { until } from '../setup/until.js';
import { briefly, type Instance, type Listed, PartnerWorld } from './partner-world.js';

describe('waiting for a change', () => {
  let world: PartnerWorld;
  let other: Instance;

  beforeAll(async () => {
    world = await PartnerWorld.begin();
    other = await world.another();
  });

  afterAll(() => world.end());

  const end = async () => (await world.changes('library')).next;
  const waitOn = async (instance: Instance, after: string, seconds = 30, call: { signal?: AbortSignal } = {}) => {
    const headers = { authorization: `Bearer ${await world.token('library')}` };
    return fetch(`${instance.api.url}/partner/v1/changes?wait=${seconds}&after=${after}`, { headers, ...call });
  };
  const listed = async (answer: Promise<Response>) => ((await (await answer).json()) as { changes: Listed[] }).changes;
  const waitingAt = ({ on }: Instance) => {
    const watch: object = on.app.get(FeedWatch, { strict: false });
    return (watch as { waiting: Set<unknown> }).waiting.size;
  };

  it('ends with the change, whichever instance published it', async () => {
    const after = await end();
    const waits = [waitOn(world.main, after), waitOn(other, after)];
    await until(() => waitingAt(world.main) === 1 && waitingAt(other) === 1);
    const [link] = await world.enrolled('library');
    for (const wait of waits) expect(briefly(await listed(wait))).toEqual([`${link?.token} active`]);
    expect([waitingAt(world.main), waitingAt(other)]).toEqual([0, 0]);
  });

  it('does not begin when there is a change already', async () => {
    const after = await end();
    await world.enrolled('library');
    expect(await listed(waitOn(world.main, after))).toHaveLength(1);
  });

  it('ends when its time is over, with nothing and the same place', async () => {
    const after = await end();
    const body = (await (await waitOn(world.main, after, 1)).json()) as { changes: Listed[]; next: string };
    expect(body.changes).toEqual([]);
    const [link] = await world.enrolled('library');
    expect(briefly((await world.changes('library', body.next)).changes)).toEqual([`${link?.token} active`]);
  });

  it('is not ended by changes of others', async () => {
    const after = await end();
    const wait = waitOn(world.main, after, 2);
    await until(() => waitingAt(world.main) === 1);
    await world.enrolled('transit');
    expect(await listed(wait)).toEqual([]);
  });

  it('holds no connection, and many share one question', async () => {
    const after = await end();
    const driver: object = world.on.app.get(Database, { strict: false }).dataSource.driver;
    const pool = (driver as { master: pg.Pool }).master;
    const waits = Array.from({ length: 40 }, () => waitOn(world.main, after));
    await until(() => waitingAt(world.main) === 40);
    await until(() => pool.idleCount === pool.totalCount);
    const asked = jest.spyOn(pg.Client.prototype, 'query');
    await until(() => asked.mock.calls.length >= 3);
    const names = asked.mock.calls.map(([statement]) => (statement as { name?: string }).name);
    asked.mockRestore();
    expect(new Set(names)).toEqual(new Set(['feed-heads']));
    const [link] = await world.enrolled('library');
    for (const wait of waits) expect(briefly(await listed(wait))).toEqual([`${link?.token} active`]);
  });

  it('is for so many and no more: others are answered at once', async () => {
    const after = await end();
    const waits = Array.from({ length: 64 }, () => waitOn(world.main, after));
    await until(() => waitingAt(world.main) === 64);
    expect(await listed(waitOn(world.main, after))).toEqual([]);
    await world.enrolled('library');
    for (const wait of waits) expect(await listed(wait)).toHaveLength(1);
  });

  it('ends when the caller hangs up', async () => {
    const hangUp = new AbortController();
    const wait = waitOn(world.main, await end(), 30, { signal: hangUp.signal });
    wait.catch(() => undefined);
    await until(() => waitingAt(world.main) === 1);
    hangUp.abort();
    await expect(wait).rejects.toThrow('abort');
    await until(() => waitingAt(world.main) === 0);
  });

  it('takes 0 to 30 seconds', async () => {
    for (const wait of ['-1', '31', 'x', '1.5']) expect((await world.get('library', `changes?wait=${wait}`)).status).toBe(400);
    expect((await world.get('library', 'changes?wait=0')).status).toBe(200);
  });

  it('is answered at once when the instance stops', async () => {
    const third = await world.another();
    const after = await end();
    const wait = waitOn(third, after);
    await until(() => waitingAt(third) === 1);
    const begun = Date.now();
    const stopped = third.on.app.close();
    const answer = await wait;
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { changes: Listed[] }).changes).toEqual([]);
    await stopped;
    expect(Date.now() - begun).toBeLessThan(10_000);
    world.others.pop();
  });
});
