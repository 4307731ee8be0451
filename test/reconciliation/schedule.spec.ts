import { Database, UnitOfWork } from '../../src/kernel/database/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { Metrics } from '../../src/kernel/metrics/index.js';
import { PartnerFailure, type Service } from '../../src/modules/links/index.js';
import { PartnerAdmin } from '../../src/modules/partners/index.js';
import { Runs } from '../../src/modules/reconciliation/index.js';
import { AdoptedChecks } from '../../src/modules/reconciliation/checks.service.js';
import { ListSources } from '../../src/modules/reconciliation/list-sources.js';
import { Schedule } from '../../src/modules/reconciliation/schedule.service.js';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { until } from '../setup/until.js';
import { ReconciliationRoom } from './reconciliation-room.js';

const MINUTE = 60_000;

describe('the schedule', () => {
  let room: ReconciliationRoom;
  let schedule: Schedule;

  beforeAll(async () => {
    room = await ReconciliationRoom.open();
    schedule = room.get(Schedule);
  });
  beforeEach(() => room.reset());
  afterAll(() => room.close());

  const runs = async (service: Service = 'transit') =>
    (await room.rows('SELECT state, reason, source, as_of::text, started_on::text FROM reconciliation.run WHERE service = $1 ORDER BY started_on, as_of, state DESC, number', service)).map(
      ({ state, reason, as_of }) => [state, reason, as_of],
    );
  /** Looks at a moment, and does what is to be done then. */
  const at = async (moment: string, service: Service = 'transit') => {
    room.kernel.clock.set(moment);
    await schedule.look(service);
    await room.get(Runs).takeUp(service);
  };
  /** Looks every ten minutes from one moment to another. */
  const through = async (from: string, to: string) => {
    for (let time = Date.parse(from); time <= Date.parse(to); time += 10 * MINUTE) await at(new Date(time).toISOString());
  };
  const agree = async (service: Service, policy: Record<string, unknown>, state: 'active' | 'paused' = 'active') => {
    const [row] = await room.rows('SELECT id, version FROM partners.partner WHERE service = $1', service);
    await room.get(PartnerAdmin).change(systemCaller('test'), row?.['id'] as string, row?.['version'] as number, { policy, state });
  };
  const uploading = async (work: () => Promise<void>) => {
    const transit = room.partners.transit as { fullList?: unknown };
    // On the instance it hides the method of its class.
    transit.fullList = undefined;
    try {
      await work();
    } finally {
      delete transit.fullList;
    }
  };
  const gauges = async () => (await room.get(Metrics).text()).split('\n').filter((line) => line.startsWith('citykey_reconciliation') && line.includes('transit'));

  it('asks for a list once in a night, at its hour, and not for those that were before the service was', async () => {
    await through('2026-06-15T17:00:00Z', '2026-06-16T07:50:00Z');
    expect(await runs()).toEqual([]);
    await through('2026-06-16T08:00:00Z', '2026-06-16T23:50:00Z');
    expect(await runs()).toEqual([['done', null, '2026-06-16']]);
    expect(await room.rows(`SELECT act, actor, reason FROM audit.entry WHERE act LIKE 'reconciliation.start'`)).toEqual([
      { act: 'reconciliation.start', actor: 'reconciliation', reason: 'transit' },
    ]);
  });

  it.each([
    ['that is left out when summer begins', 2, '2026-03-07T18:00:00Z', '2026-03-09T06:00:00Z', '2026-03-08'],
    ['that comes twice when summer ends', 1, '2026-10-31T18:00:00Z', '2026-11-02T06:00:00Z', '2026-11-01'],
  ])('has one night for an hour %s', async (_, listHour, from, to, night) => {
    await agree('transit', { listHour });
    await through(from, to);
    expect(await runs()).toEqual([['done', null, night]]);
    await agree('transit', { listHour: 3 });
  });

  it('makes up for nights in which the service was away, and reports them', async () => {
    await at('2026-06-15T17:00:00Z');
    await at('2026-06-18T15:00:00Z');
    expect(await runs()).toEqual([
      ['missed', 'not_asked', '2026-06-16'],
      ['missed', 'not_asked', '2026-06-17'],
      ['missed', 'not_asked', '2026-06-18'],
      ['done', null, '2026-06-18'],
    ]);
    await at('2026-06-19T08:05:00Z');
    expect((await runs()).slice(4)).toEqual([['done', null, '2026-06-19']]);
  });

  it('asks again for a list whose partner was away, in a while, until it is given', async () => {
    await at('2026-06-15T17:00:00Z');
    room.partners.transit.listed = async function* () {
      yield await Promise.resolve({ token: '1600000000000000', state: 'active', validThrough: null });
      throw new PartnerFailure('retry', 'timeout');
    };
    await through('2026-06-16T08:00:00Z', '2026-06-16T08:30:00Z');
    expect(await runs()).toEqual([['failed', 'partner_failed', '2026-06-16']]);
    await through('2026-06-16T08:40:00Z', '2026-06-16T09:10:00Z');
    expect((await runs()).map(([state]) => state)).toEqual(['failed', 'failed']);
    room.partners.transit.listed = null;
    await through('2026-06-16T09:20:00Z', '2026-06-16T13:00:00Z');
    expect((await runs()).map(([state]) => state)).toEqual(['failed', 'failed', 'done']);
  });

  describe('notes once a night that a list which is laid out', () => {
    const laidOut = (sequence: number, rows = 1) => {
      room.partners.transit.listed = async function* (meet) {
        meet({ asOf: room.today, sequence, rows });
        yield await Promise.resolve({ token: '1600000000000001', state: 'active', validThrough: null });
      };
    };
    const missedNights = async () => (await gauges())[0]?.split(' ')[1];
    const night = (day: number) => through(`2026-06-${day}T08:00:00Z`, `2026-06-${day}T09:30:00Z`);
    beforeEach(async () => {
      await at('2026-06-15T17:00:00Z');
      laidOut(41);
      await night(16);
      expect([await runs(), await missedNights()]).toEqual([[['done', null, '2026-06-16']], '0']);
    });

    it('is the old one still', async () => {
      for (const day of [17, 18]) await night(day);
      expect((await runs()).slice(1)).toEqual([
        ['set_aside', 'sequence_repeated', '2026-06-17'],
        ['missed', 'not_received', '2026-06-17'],
        ['set_aside', 'sequence_repeated', '2026-06-18'],
        ['missed', 'not_received', '2026-06-18'],
      ]);
      expect([await missedNights(), await room.rows(`SELECT FROM audit.entry WHERE act = 'reconciliation.missed'`)]).toEqual(['2', [{}, {}]]);
      laidOut(42);
      await night(19);
      expect([(await runs()).at(-1), await missedNights()]).toEqual([['done', null, '2026-06-19'], '0']);
    });

    it('is there no more, when the night is over', async () => {
      room.partners.transit.listed = async function* () {
        yield await Promise.reject(new PartnerFailure('retry', 'no_list'));
      };
      await at('2026-06-17T08:00:00Z');
      await at('2026-06-18T08:00:00Z');
      expect([(await runs()).slice(1).filter(([state]) => state === 'missed'), await missedNights()]).toEqual([[['missed', 'not_received', '2026-06-17']], '1']);
      laidOut(42);
      await at('2026-06-19T08:00:00Z');
      expect([(await runs()).filter(([state]) => state === 'missed').length, await missedNights()]).toEqual([2, '0']);
    });

    it('is one that was set aside before, and not the first time: then it has come', async () => {
      laidOut(42, 99);
      await night(17);
      expect([(await runs()).slice(1), await missedNights()]).toEqual([[['set_aside', 'row_count_wrong', '2026-06-17']], '0']);
      await night(18);
      expect([(await runs()).slice(2), await missedNights()]).toEqual([[['set_aside', 'row_count_wrong', '2026-06-18'], ['missed', 'not_received', '2026-06-18']], '1']);
    });

    it('is the old one, whichever instance looks', async () => {
      await at('2026-06-17T08:00:00Z');
      const other = new Schedule(room.get(Database), room.get(UnitOfWork), room.kernel.clock, new EventLog('silent'), room.get(ListSources), room.get(AdoptedChecks));
      const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
      await held.query(`SELECT FROM reconciliation.schedule WHERE service = 'transit' FOR UPDATE`);
      const looks = [schedule.look('transit'), other.look('transit')];
      try {
        await held.waitedFor(2);
      } finally {
        await held.rollBack();
      }
      await Promise.all(looks);
      expect((await runs()).filter(([state]) => state === 'missed')).toEqual([['missed', 'not_received', '2026-06-17']]);
    });
  });

  it('notes that a partner’s list did not come, until one does', () =>
    uploading(async () => {
      await room.seed('transit', [{ token: '1600000000000001', state: 'active', validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' }]);
      await at('2026-06-15T17:00:00Z');
      await room.send('transit', ['1600000000000001,active']);
      await at('2026-06-16T08:00:00Z');
      expect(await runs()).toEqual([['done', null, '2026-06-15']]);
      expect(await gauges()).toEqual(['citykey_reconciliation_missed_nights{service="transit"} 0', 'citykey_reconciliation_list_age_days{service="transit"} 1']);
      await through('2026-06-17T08:00:00Z', '2026-06-17T12:00:00Z');
      await at('2026-06-18T08:00:00Z');
      expect((await runs()).slice(1)).toEqual([
        ['missed', 'not_received', '2026-06-17'],
        ['missed', 'not_received', '2026-06-18'],
      ]);
      expect(await gauges()).toEqual(['citykey_reconciliation_missed_nights{service="transit"} 2', 'citykey_reconciliation_list_age_days{service="transit"} 3']);
      expect(await room.rows(`SELECT act, reason FROM audit.entry WHERE act = 'reconciliation.missed'`)).toHaveLength(2);
      await room.send('transit', ['1600000000000001,active']);
      expect(await gauges()).toEqual(['citykey_reconciliation_missed_nights{service="transit"} 0', 'citykey_reconciliation_list_age_days{service="transit"} 0']);
      await at('2026-06-19T08:00:00Z');
      expect(await runs()).toHaveLength(4);
    }));

  it('waits for a list that is just coming when its night is due, and notes that none came when it breaks off', () =>
    uploading(async () => {
      await at('2026-06-15T17:00:00Z');
      let breakOff: (error: Error) => void = () => undefined;
      const held = new Promise<never>((_, reject) => (breakOff = reject));
      const bytes = (async function* () {
        yield Buffer.from('1600000000000001,active\n');
        await held;
      })();
      const sent = room.send('transit', [], { bytes }).catch(() => null);
      await until(async () => (await runs())[0]?.[0] === 'receiving');
      await at('2026-06-16T08:00:00Z');
      expect(await runs()).toEqual([['receiving', null, '2026-06-15']]);
      await room.rows(`UPDATE reconciliation.run SET state = 'failed', reason = 'interrupted', ended_on = started_on`);
      breakOff(new Error('the connection was reset'));
      await sent;
      await at('2026-06-16T08:10:00Z');
      expect(await runs()).toEqual([['failed', 'interrupted', '2026-06-15'], ['missed', 'not_received', '2026-06-16']]);
    }));

  it('lets a paused partner be, and one that is asked by hand only; another is asked weekly', async () => {
    for (const service of ['transit', 'library', 'prescription'] as const) await at('2026-06-15T17:00:00Z', service);
    await agree('transit', {}, 'paused');
    await agree('library', { listEveryDays: 0 });
    await agree('prescription', { listEveryDays: 7 });
    for (let day = 16; day <= 24; day += 1) {
      for (const service of ['transit', 'library', 'prescription'] as const) await at(`2026-06-${day}T08:00:00Z`, service);
    }
    expect([await runs('transit'), await runs('library'), await runs('prescription')]).toEqual([[], [], [['done', null, '2026-06-22']]]);
    await agree('transit', {});
    await agree('library', { listEveryDays: 1 });
    await agree('prescription', { listEveryDays: 1 });
    await at('2026-06-25T08:00:00Z');
    expect(await runs('transit')).toEqual([['done', null, '2026-06-25']]);
  });

  it('sees to a night once, however many instances look at the same moment', async () => {
    await at('2026-06-15T17:00:00Z');
    room.kernel.clock.set('2026-06-16T08:00:00Z');
    const other = new Schedule(room.get(Database), room.get(UnitOfWork), room.kernel.clock, new EventLog('silent'), room.get(ListSources), room.get(AdoptedChecks));
    const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
    await held.query(`SELECT FROM reconciliation.schedule WHERE service = 'transit' FOR UPDATE`);
    const looks = [schedule.look('transit'), other.look('transit')];
    await held.waitedFor(2);
    await held.rollBack();
    await Promise.all(looks);
    expect(await runs()).toEqual([['queued', null, null]]);
    expect(await room.rows(`SELECT FROM audit.entry WHERE act LIKE 'reconciliation.%'`)).toHaveLength(1);
  });
});
