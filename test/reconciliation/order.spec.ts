import { type Service } from '../../src/modules/links/index.js';
import { ReconciliationQueries, ReconciliationReports, Runs } from '../../src/modules/reconciliation/index.js';
import { insertMissed } from '../../src/modules/reconciliation/schedule.store.js';
import { Database } from '../../src/kernel/database/index.js';
import { ownerDataSource } from '../../src/data-source.js';
import { RunsInOrder1764000000034 } from '../../src/migrations/0034-runs-in-order.js';
import { ReconciliationRoom, supervisor } from './reconciliation-room.js';

describe('runs of all services', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open();
  });
  beforeEach(() => room.reset());
  afterAll(() => room.close());

  const page = (after: string | null, limit: number, service: Service | null = null) => room.get(ReconciliationQueries).runs(service, after, limit);
  const all = async (limit: number) => {
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const { runs, next }: Awaited<ReturnType<typeof page>> = await page(after, limit);
      found.push(...runs.map(({ id }) => id));
      if (next === null) return found;
      after = next;
    }
  };
  const missed = (service: Service, nights: readonly string[]) =>
    room.get(Database).query(insertMissed({ service, source: 'pull', reason: 'not_received', nights, day: room.today }));

  it('are listed in the order in which they came, whatever each service has counted', async () => {
    const ids: string[] = [];
    for (const service of ['library', 'library', 'library', 'transit', 'library', 'prescription'] as const) ids.unshift((await room.send(service, [])).id);
    expect((await page(null, 100)).runs.map(({ id }) => id)).toEqual(ids);
    expect([await all(1), await all(2), await all(5)]).toEqual([ids, ids, ids]);
    expect((await page(null, 1)).runs).toMatchObject([{ service: 'prescription' }]);
  });

  it('stay where they are when they begin or are missed, so that no page repeats or leaves one out', async () => {
    const first = await room.send('library', []);
    const { id: waiting } = await room.get(Runs).request(supervisor(), 'transit');
    await missed('prescription', ['2026-06-14', '2026-06-13']);
    const last = await room.send('library', []);
    const before = await page(null, 3);
    await room.get(Runs).takeUp('transit');
    const newest = await room.send('library', []);
    const rest = await page(before.next, 3);
    expect(before.runs.map(({ id, asOf }) => (id === last.id ? 'last' : asOf))).toEqual(['last', '2026-06-14', '2026-06-13']);
    expect(rest.runs.map(({ id }) => id)).toEqual([waiting, first.id]);
    expect((await page(null, 1)).runs[0]?.id).toBe(newest.id);
  });

  it('stand so in the trend of a report too: a night without a list is not before a list of the same day that came later', async () => {
    await missed('transit', ['2026-06-14']);
    await room.send('transit', []);
    const { trend } = await room.get(ReconciliationReports).report('transit', 'inside');
    expect(trend.map(({ state }) => state)).toEqual(['done', 'missed']);
  });

  it('without any break, several in a row, list none and add up to nothing in every report', async () => {
    const ids: string[] = [];
    for (let day = 0; day < 3; day += 1) {
      ids.push((await room.send('transit', [])).id);
      room.kernel.clock.advance(86_400);
    }
    for (const id of ids) expect(await room.get(ReconciliationQueries).breaks(id, { class: null, state: null }, { after: null, limit: 10 }, true)).toEqual({ breaks: [], next: null });
    const reports = room.get(ReconciliationReports);
    for (const audience of ['inside', 'outside'] as const) {
      const { breaks, classes, trend } = await reports.report('transit', audience);
      expect([breaks, classes.every((one) => one.breaks === 0), trend.map(({ differences }) => differences)]).toEqual([0, true, [0, 0, 0]]);
      expect(await reports.page('transit', audience)).not.toMatch(/NaN|Infinity|undefined/);
      expect(await reports.table('transit', audience)).toContain('all,all,0');
    }
  });

  it('that were there before they were counted together stand by their days and numbers', async () => {
    const source = await ownerDataSource(room.kernel.place.ownerUrl).initialize();
    const [runner, migration] = [source.createQueryRunner(), new RunsInOrder1764000000034()];
    await migration.down(runner);
    await room.rows(`INSERT INTO reconciliation.run (id, service, number, source, as_of, started_on, ended_on, state, reason)
      SELECT gen_random_uuid(), service, number, 'pull', '2026-06-01', started_on::date, started_on::date, CASE WHEN number IS NULL THEN 'missed' ELSE 'failed' END, 'internal'
      FROM (VALUES ('transit', 1, '2026-06-03'), ('library', 9, '2026-06-02'), ('library', NULL, '2026-06-02'), ('library', 8, '2026-06-01')) AS run (service, number, started_on)`);
    await migration.up(runner);
    await source.destroy();
    const newest = await room.send('prescription', []);
    const { runs } = await page(null, 100);
    expect(runs.map(({ service, state, startedOn }) => `${service} ${state} ${startedOn}`)).toEqual([
      `prescription done ${newest.startedOn}`,
      'transit failed 2026-06-03',
      'library missed 2026-06-02',
      'library failed 2026-06-02',
      'library failed 2026-06-01',
    ]);
  });
});
