import { systemCaller } from '../../src/kernel/auth/index.js';
import { readConfig } from '../../src/kernel/config/config.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { LinksService, PartnerFailure, PublisherService, type Receipt, type Service, SERVICES, SyncService } from '../../src/modules/links/index.js';
import { LaneDesk } from '../../src/modules/links/lane-desk.service.js';
import { LinksJobs } from '../../src/modules/links/links.jobs.js';
import { LaneTools } from '../../src/modules/links/sync.service.js';
import { PartnerAdmin, PartnerRegistry } from '../../src/modules/partners/index.js';
import { createCore, type TestCore } from '../setup/core.js';
import { codeOf } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';
import { enrol, linkRow, published } from './link-rows.js';
import { accepted, ScriptedPartner } from './scripted-adapter.js';

const CALLER = systemCaller('test');
const DAY = 86_400;

describe('full audits', () => {
  const partners = Object.fromEntries(SERVICES.map((service) => [service, new ScriptedPartner(service, service !== 'library')])) as Record<Service, ScriptedPartner>;
  const { prescription: partner } = partners;
  let core: TestCore;
  let sync: SyncService;

  const instance = () => new SyncService(Object.values(partners), core.get(PartnerRegistry), core.get(LaneTools));

  beforeAll(async () => {
    core = await createCore({ adapters: Object.values(partners) });
  });

  beforeEach(async () => {
    await core.reset();
    Object.values(partners).forEach((one) => one.forget());
    sync = instance();
  });

  afterAll(() => core.close());

  const run = (on = sync, service: Service = 'prescription') => on.run(service);
  const ask = () => core.get(LaneDesk).askForFullAudit(CALLER, 'prescription');
  const days = async (count: number, on = sync) => {
    core.clock.advance(count * DAY);
    await run(on);
  };
  const rows = (sql: string) => query(core.place.ownerUrl, sql);

  /** Resolves when the partner is asked the next time, and then keeps it waiting until it is let go. */
  function held<T>(set: (work: () => Promise<T>) => void, answer: () => T): { readonly asked: Promise<void>; readonly release: () => void } {
    let release: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (release = resolve));
    const asked = new Promise<void>((heard) => {
      set(async () => {
        heard();
        await open;
        return answer();
      });
    });
    return { asked, release };
  }

  describe('are sent', () => {
    it('every seven days from the first turn of the lane on, once', async () => {
      await run();
      await days(6);
      expect(partner.audits).toEqual([]);
      await days(1);
      await days(0);
      core.clock.advance(3_600);
      await run();
      expect(partner.audits).toHaveLength(1);
      await days(6);
      expect(partner.audits).toHaveLength(1);
      await days(1);
      expect(partner.audits).toHaveLength(2);
    });

    it('at once when weeks were missed, by one instance and not again by another, and no more often than that', async () => {
      await run();
      core.clock.advance(40 * DAY);
      const [one, other] = [instance(), instance()];
      await Promise.all([run(one), run(other)]);
      core.clock.advance(3_600);
      await Promise.all([run(one), run(other)]);
      expect(partner.audits).toHaveLength(1);
      await days(6, one);
      expect(partner.audits).toHaveLength(1);
    });

    it('once, also when another instance saw that it was due while it was sent', async () => {
      await run();
      core.clock.advance(7 * DAY);
      const { asked, release } = held<void>((work) => (partner.auditing = work), () => undefined);
      const running = run();
      await asked;
      const other = instance();
      await run(other);
      release();
      await running;
      await run(other);
      expect(partner.audits).toHaveLength(1);
    });

    it('as often as was agreed with the partner, or never by themselves', async () => {
      const change = async (fullAuditEveryDays: number) => {
        const { id, version } = await core.get(PartnerRegistry).partnerOf('prescription');
        await core.get(PartnerAdmin).change(CALLER, id, version, { policy: { fullAuditEveryDays } });
      };
      await run();
      await change(1);
      await days(1);
      expect(partner.audits).toHaveLength(1);
      await change(0);
      await days(400);
      expect(partner.audits).toHaveLength(1);
      await change(7);
    });

    it('not while the lane is stopped or its partner paused, and at once when they go on', async () => {
      await run();
      await core.get(LaneDesk).setPaused(CALLER, 'prescription', true);
      await days(8);
      expect(partner.audits).toEqual([]);
      const setState = async (state: 'active' | 'paused') => {
        const { id, version } = await core.get(PartnerRegistry).partnerOf('prescription');
        await core.get(PartnerAdmin).change(CALLER, id, version, { state });
      };
      await setState('paused');
      await core.get(LaneDesk).setPaused(CALLER, 'prescription', false);
      await days(1);
      expect(partner.audits).toEqual([]);
      await setState('active');
      await days(0);
      expect(partner.audits).toHaveLength(1);
    });

    it('once for all who asked before it began, and once more for who asked while it was sent', async () => {
      await ask();
      await ask();
      const { asked, release } = held<void>((work) => (partner.auditing = work), () => undefined);
      const running = run();
      await asked;
      await ask();
      release();
      await running;
      expect(partner.audits).toHaveLength(1);
      partner.auditing = () => undefined;
      core.clock.advance(60);
      await run();
      core.clock.advance(60);
      await run();
      expect(partner.audits).toHaveLength(2);
      const acts = await rows(`SELECT act, reason, outcome FROM audit.entry`);
      expect(acts).toEqual(Array(3).fill({ act: 'lane.full_audit', reason: 'prescription', outcome: 'done' }));
    });

    it('when the partner says that it needs the full list, and not again before it had time to take it in', async () => {
      partner.waiting = [{ code: 'transit.full_list_wanted', count: 1, sinceDay: '2026-06-15' }];
      for (let minute = 0; minute < 25; minute += 1) {
        await run();
        core.clock.advance(60);
      }
      expect(partner.audits).toHaveLength(3);
      partner.waiting = [{ code: 'x12.file_aged', count: 1, sinceDay: '2026-06-15' }];
      core.clock.advance(3_600);
      await run();
      expect(partner.audits).toHaveLength(3);
    });

    it('to nobody whose protocol has no such file', async () => {
      await run(sync, 'library');
      core.clock.advance(30 * DAY);
      await run(sync, 'library');
      expect(partners.library.audits).toEqual([]);
      expect(await codeOf(core.get(LaneDesk).askForFullAudit(CALLER, 'library'))).toBe('lane.no_full_audit');
      expect(await rows('SELECT 1 FROM audit.entry')).toEqual([]);
    });
  });

  describe('that fail', () => {
    it('are tried again after growing pauses, are seen, and keep nothing else of the lane waiting', async () => {
      partner.auditing = () => Promise.reject(new PartnerFailure('retry', 'connection_closed'));
      await ask();
      let tries = 0;
      const { auditing } = partner;
      partner.auditing = () => {
        tries += 1;
        return auditing();
      };
      for (let second = 0; second < 20 * 60; second += 10) {
        await run();
        core.clock.advance(10);
      }
      // A minute, two, four, eight, each shortened by up to a half.
      expect(tries).toBeGreaterThanOrEqual(5);
      expect(tries).toBeLessThanOrEqual(7);
      expect(sync.standing('prescription')).toMatchObject({ circuit: 'closed', failures: 0, fullAudit: { failures: tries, lastErrorCode: 'connection_closed' } });
      await published(core, 'prescription');
      expect(await run()).toBe(1);
      partner.auditing = () => undefined;
      core.clock.advance(900);
      await run();
      expect(partner.audits).toHaveLength(1);
      expect(sync.standing('prescription')?.fullAudit).toMatchObject({ failures: 0 });
    });

    it('keep nothing of an error that nobody foresaw but a code', async () => {
      partner.auditing = () => Promise.reject(new TypeError('member MUSTERMANN'));
      await ask();
      await run();
      expect(sync.standing('prescription')?.fullAudit).toEqual({ failures: 1, lastErrorCode: 'internal' });
    });

    it('because the lane itself fails, wait with it', async () => {
      await published(core, 'prescription');
      await ask();
      partner.answer = () => Promise.reject(new PartnerFailure('credentials', 'login_refused'));
      await run();
      core.clock.advance(30);
      await run();
      expect([partner.batches.length, partner.audits.length]).toEqual([1, 0]);
      partner.answer = (batch) => batch.map(accepted);
      core.clock.advance(30);
      await run();
      expect([partner.batches.length, partner.audits.length]).toEqual([2, 1]);
    });
  });

  describe('and submissions', () => {
    it('are never under way together: an audit waits for a submission of another instance', async () => {
      await published(core, 'prescription');
      await ask();
      const { asked, release } = held<readonly Receipt[]>((work) => (partner.answer = work), () => []);
      const submitting = run();
      await asked;
      const other = instance();
      await run(other);
      await run(other);
      expect(partner.audits).toEqual([]);
      release();
      await submitting;
      expect(partner.audits).toHaveLength(1);
      core.clock.advance(10);
      await run(other);
      expect(partner.audits).toHaveLength(1);
    });

    it('are never under way together: submissions and answers wait for an audit', async () => {
      await ask();
      const { asked, release } = held<void>((work) => (partner.auditing = work), () => undefined);
      const auditing = run();
      await asked;
      await published(core, 'prescription');
      let fetched = 0;
      const settled = () => Promise.resolve(void (fetched += 1));
      partner.late.push({ receipts: [], closes: [], settled });
      const other = instance();
      expect([await run(other), partner.batches.length, fetched]).toEqual([0, 0, 0]);
      const again = run();
      release();
      await auditing;
      expect(await again).toBe(0);
      expect([await run(other), partner.batches.length, fetched]).toEqual([1, 1, 1]);
    });

    it('do not keep what changes from being published', async () => {
      await ask();
      const { asked, release } = held<void>((work) => (partner.auditing = work), () => undefined);
      const jobs = new LinksJobs(readConfig({}), core.get(PublisherService), sync, core.get(LinksService), core.get(EventLog));
      jobs.tick();
      await asked;
      const [id = ''] = await enrol(core, ['prescription']);
      core.clock.advance(DAY);
      jobs.tick();
      await until(async () => (await linkRow(core, id)).published === 'active 1');
      release();
      await jobs.onApplicationShutdown();
      expect(partner.audits).toHaveLength(1);
    });

    it('do not keep an instance from ending', async () => {
      await enrol(core, Array<Service>(3).fill('prescription'));
      await published(core, 'prescription');
      await run();
      await ask();
      core.clock.advance(10);
      const { asked, release } = held<void>((work) => (partner.auditing = work), () => undefined);
      const auditing = run();
      await asked;
      const ended = sync.onApplicationShutdown();
      release();
      await Promise.all([auditing, ended]);
      expect(partner.audits).toEqual([]);
      await run(instance());
      expect(partner.audits.map((links) => links.length)).toEqual([4]);
    });
  });
});
