import { systemCaller } from '../../src/kernel/auth/index.js';
import { Metrics } from '../../src/kernel/metrics/index.js';
import { type LaneStorage, PartnerFailure, type Service, SERVICES, SyncService } from '../../src/modules/links/index.js';
import { LaneDesk } from '../../src/modules/links/lane-desk.service.js';
import { LaneSchedule } from '../../src/modules/links/lane-schedule.js';
import { createCore, type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';
import { published } from './link-rows.js';
import { ScriptedPartner } from './scripted-adapter.js';

const CALLER = systemCaller('test');

describe('lanes', () => {
  const NOTICE = { code: 'test.answer_strange', count: 2, sinceDay: '2026-06-14' };
  const partners = Object.fromEntries(SERVICES.map((service) => [service, new ScriptedPartner(service)])) as Record<Service, ScriptedPartner>;
  let core: TestCore;
  let desk: LaneDesk;
  let sync: SyncService;

  beforeAll(async () => {
    const adapters = Object.values(partners).map((partner) => ({
      service: partner.service,
      profile: partner.profile,
      failureCodes: ['timeout', 'http_503'],
      noticeCodes: partner.service === 'transit' ? [NOTICE.code, 'test.other'] : [],
      create: (connection: unknown, storage: LaneStorage) => partner.create(connection, storage),
    }));
    core = await createCore({ adapters });
    desk = core.get(LaneDesk);
    sync = core.get(SyncService);
  });

  beforeEach(async () => {
    await core.reset();
    Object.values(partners).forEach((partner) => partner.forget());
  });

  afterAll(() => core.close());

  const lane = async (service: Service) => (await desk.list()).find((one) => one.service === service);

  it('show what waits, by stage, and for how long', async () => {
    await published(core, 'library');
    core.clock.advance(90);
    expect(await lane('library')).toMatchObject({ state: 'running', backlog: { due: 1, pending: 0, setAside: 0 }, oldestWaitingSeconds: 90 });
    expect(await lane('transit')).toMatchObject({ backlog: { due: 0, pending: 0, setAside: 0 }, oldestWaitingSeconds: null });
  });

  it('let nothing out while they are stopped, and everything when they go on', async () => {
    await published(core, 'transit');
    await desk.setPaused(CALLER, 'transit', true);
    expect(await sync.run('transit')).toBe(0);
    expect(partners.transit.batches).toEqual([]);
    expect(await lane('transit')).toMatchObject({ state: 'paused', backlog: { due: 1 } });
    await desk.setPaused(CALLER, 'transit', false);
    expect(await sync.run('transit')).toBe(1);
    expect(await lane('transit')).toMatchObject({ state: 'running', backlog: { due: 0 } });
    const acts = await query(core.place.ownerUrl, `SELECT act, reason FROM audit.entry ORDER BY act`);
    expect(acts).toEqual([{ act: 'lane.pause', reason: 'transit' }, { act: 'lane.resume', reason: 'transit' }]);
  });

  it('show what waits for a person, and measure it by the codes that the profile registered alone', async () => {
    await sync.run('transit');
    expect((await lane('transit'))?.notices).toEqual([]);
    partners.transit.waiting = [NOTICE, { code: 'MUSTERMANN', count: 1, sinceDay: '2026-06-14' }];
    partners.library.waiting = [{ code: 'test.other', count: 5, sinceDay: '2026-06-14' }];
    expect((await lane('transit'))?.notices).toContainEqual(NOTICE);
    const measured = (text: string) => text.split('\n').filter((line) => line.startsWith('citykey_lane_notices{'));
    expect(measured(await core.get(Metrics).text())).toEqual([
      'citykey_lane_notices{service="transit",code="test.answer_strange"} 2',
      'citykey_lane_notices{service="transit",code="test.other"} 0',
    ]);
    partners.transit.waiting = [];
    expect(measured(await core.get(Metrics).text())[0]).toMatch(/ 0$/);
  });

  it('show how they have fared, and measure the same: last success, last error by a code that is registered, and whether they wait', async () => {
    const measured = async () => (await core.get(Metrics).text()).split('\n').filter((line) => /^citykey_lane_(circuit|last)_.*service="library"/.test(line));
    const told = async () => {
      const { circuit, failures, lastErrorCode, lastSuccessAt } = (await lane('library')) as NonNullable<Awaited<ReturnType<typeof lane>>>;
      return [circuit, failures, lastErrorCode, lastSuccessAt];
    };
    await sync.run('library');
    // Nothing was asked of it yet.
    expect([await told(), await measured()]).toEqual([['closed', 0, null, null], ['citykey_lane_circuit_open{service="library"} 0']]);
    await published(core, 'library');
    await sync.run('library');
    const [at, seconds] = [core.clock.now(), Math.floor(core.clock.now().getTime() / 1000)];
    expect(await told()).toEqual(['closed', 0, null, at.toISOString()]);
    const success = `citykey_lane_last_success_timestamp_seconds{service="library"} ${seconds}`;
    expect(await measured()).toEqual(['citykey_lane_circuit_open{service="library"} 0', success]);

    await published(core, 'library');
    for (const code of ['timeout', 'timeout', 'MUSTERMANN', 'http_503'] as const) {
      partners.library.answer = () => Promise.reject(new PartnerFailure('retry', code));
      core.clock.advance(3_600);
      await sync.run('library');
      // A turn in which its links wait for their next try says nothing of the partner.
      await sync.run('library');
    }
    expect(await told()).toEqual(['open', 4, 'http_503', at.toISOString()]);
    expect(await measured()).toEqual([
      'citykey_lane_circuit_open{service="library"} 1',
      success,
      'citykey_lane_last_error{service="library",code="http_503"} 1',
    ]);
    partners.library.answer = () => Promise.reject(new PartnerFailure('retry', 'MUSTERMANN'));
    core.clock.advance(3_600);
    await sync.run('library');
    expect((await measured()).slice(2)).toEqual([
      'citykey_lane_last_error{service="library",code="http_503"} 0',
      'citykey_lane_last_error{service="library",code="other"} 1',
    ]);
  });

  it('count it as a success that a partner with whom files are exchanged was looked up, though nothing was to be told', async () => {
    const success = async () => (await lane('transit'))?.lastSuccessAt;
    core.clock.advance(30 * 86_400);
    await sync.run('transit');
    expect(await success()).not.toBe(core.clock.now().toISOString());
    partners.transit.description = { exclusive: true };
    await sync.run('transit');
    expect(await success()).toBe(core.clock.now().toISOString());
  });

  it('say how long ago their last full audit was, where there are any', async () => {
    const other = new ScriptedPartner('transit', true);
    const own = await createCore({ adapters: [other] });
    await own.get(SyncService).run('transit');
    own.clock.advance(3 * 86_400);
    expect(await own.get(Metrics).text()).toContain('citykey_lane_full_audit_age_days{service="transit"} 3');
    expect(await own.get(Metrics).text()).not.toContain('citykey_lane_full_audit_age_days{service="library"}');
    // A profile that this program no longer knows has none, and keeps nobody from looking.
    expect((await own.get(LaneDesk).list()).map(({ service, fullAudit }) => [service, fullAudit === null])).toEqual([
      ['library', true],
      ['prescription', true],
      ['transit', false],
    ]);
    await own.close();
  });

  it('are measured, by service and stage alone', async () => {
    await published(core, 'library');
    const text = await core.get(Metrics).text();
    expect(text).toContain('citykey_lane_backlog{service="library",stage="due"} 1');
    expect(text).toContain('citykey_lane_paused{service="transit"} 0');
  });
});

describe('when a lane may speak', () => {
  let now = 0;
  const schedule = (submitEverySeconds: number) =>
    new LaneSchedule(
      () => ({ service: 'library', profile: 'x', batchSize: 1, carriesExpiry: true, exclusive: true, submitEverySeconds }),
      () => now,
    );

  beforeEach(() => (now = 1_000_000));

  it('submits once a day where that is agreed, and fetches answers every quarter of an hour', () => {
    const daily = schedule(86_400);
    expect([daily.maySubmit, daily.mayCollect]).toEqual([true, true]);
    daily.submitting();
    daily.collecting();
    expect(daily.mayBegin).toBe(false);
    now += 899_000;
    expect(daily.mayBegin).toBe(false);
    now += 1_000;
    expect([daily.mayBegin, daily.maySubmit, daily.mayCollect]).toEqual([true, false, true]);
    now += 85_500_000;
    expect(daily.maySubmit).toBe(true);
  });

  it('waits after the third failure in a row, longer each time, and at once after refused credentials', () => {
    const failing = schedule(0);
    const down = new PartnerFailure('retry', 'timeout');
    failing.failed(down, 1);
    failing.failed(down, 1);
    expect(failing.standing).toMatchObject({ circuit: 'closed', failures: 2, lastErrorCode: 'timeout' });
    failing.failed(down, 1);
    expect([failing.mayBegin, failing.standing.circuit]).toEqual([false, 'open']);
    now += 1_000;
    expect(failing.mayBegin).toBe(true);
    failing.failed(down, 1);
    now += 1_000;
    expect(failing.mayBegin).toBe(false);
    now += 1_000;
    failing.succeeded();
    expect(failing.standing).toMatchObject({ circuit: 'closed', failures: 0, lastSuccessAt: now });
    failing.failed(new PartnerFailure('credentials', 'client_refused'), 0);
    now += 59_000;
    expect(failing.mayBegin).toBe(false);
    now += 1_000;
    expect(failing.mayBegin).toBe(true);
  });
});
