import { startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { migrate } from '../../src/data-source.js';
import { type PartnerRecord } from '../../src/modules/links/index.js';
import { Runs } from '../../src/modules/reconciliation/index.js';
import { temporaryHome } from '../setup/homes.js';
import { gate } from '../setup/gate.js';
import { portsInARow } from '../setup/ports.js';
import { until } from '../setup/until.js';
import { type PlannedLink } from './planned-list.js';
import { ReconciliationRoom, supervisor } from './reconciliation-room.js';

const tokens = Array.from({ length: 12 }, (_, at) => `16${String(at).padStart(14, '0')}`);
const links = tokens.map((token): PlannedLink => ({ token, state: 'active', validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' }));

/** A server of its own, because all other tests share one. */
describe('when the database is restarted', () => {
  const home = temporaryHome();
  const start = (port: number) => startEmbedded({ home, log: () => undefined, port });
  let server: Awaited<ReturnType<typeof start>>;
  let room: ReconciliationRoom;

  beforeAll(async () => {
    server = await start(await portsInARow(1));
    const { ownerUrl } = server;
    await migrate(ownerUrl);
    room = await ReconciliationRoom.open({ place: { ownerUrl, serviceUrl: server.serviceUrl(), drop: () => Promise.resolve() }, fresh: true });
  });

  afterAll(async () => {
    await room.close();
    await server.stop();
  });

  beforeEach(async () => {
    await room.reset();
    await room.seed('transit', links);
  });

  async function restart(): Promise<void> {
    await server.stop();
    server = await start(Number(new URL(server.ownerUrl).port));
  }

  /** Nothing is left of what was under way, and the next run finds what is to be found, once. */
  async function nextIsClean(): Promise<void> {
    expect(await room.rows('SELECT 1 FROM reconciliation.difference UNION ALL SELECT 1 FROM reconciliation.progress UNION ALL SELECT 1 FROM reconciliation.break')).toEqual([]);
    const run = await room.send('transit', tokens.slice(0, 7).map((token) => `${token},active`));
    expect([run.state, run.counts]).toMatchObject(['done', { ours: 12, theirs: 7, matched: 7, missing: 5 }]);
    expect(await room.rows('SELECT desired_version, count(*)::int AS count FROM links.link GROUP BY 1 ORDER BY 1')).toEqual([
      { desired_version: 1, count: 7 },
      { desired_version: 2, count: 5 },
    ]);
  }

  it('while a list comes, the run has failed and changed nothing', async () => {
    const held = gate();
    room.partners.transit.listed = async function* (): AsyncGenerator<PartnerRecord> {
      for (const token of tokens) yield { token, state: 'active', validThrough: null };
      await held.passed;
    };
    const { id } = await room.get(Runs).request(supervisor(), 'transit');
    const taken = room.get(Runs).takeUp('transit').catch(() => false);
    await until(async () => (await room.run(id)).state === 'receiving');
    await restart();
    held.open();
    await taken;
    await room.get(Runs).takeUp('transit');
    expect(await room.run(id)).toMatchObject({ state: 'failed', counts: null });
    await nextIsClean();
  });

  it('while a run waits, it is taken up afterwards', async () => {
    tokens.forEach((token) => room.partners.transit.shown.set(token, 'active'));
    const { id } = await room.get(Runs).request(supervisor(), 'transit');
    await restart();
    await room.get(Runs).takeUp('transit').catch(() => false);
    await room.get(Runs).takeUp('transit');
    expect(await room.run(id)).toMatchObject({ state: 'done', counts: { matched: 12 } });
  });
});
