import { PartnerFailure, type Receipt, type Service, SERVICES, type Submission, SyncService } from '../../src/modules/links/index.js';
import { LaneTools } from '../../src/modules/links/sync.service.js';
import { PartnerAdmin, PartnerRegistry } from '../../src/modules/partners/index.js';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { query } from '../setup/query.js';
import { CHANGE_SECONDS, enrol, linkRow, published, republished, workRow } from './link-rows.js';
import { accepted, rejected, ScriptedPartner } from './scripted-adapter.js';

const LEASE_SECONDS = 300;

describe('sync', () => {
  const partners = Object.fromEntries(SERVICES.map((service) => [service, new ScriptedPartner(service)])) as Record<Service, ScriptedPartner>;
  const { library, transit } = partners;
  let core: TestCore;
  let sync: SyncService;

  beforeAll(async () => {
    const quick = { changeEpochSeconds: CHANGE_SECONDS };
    core = await createCore({
      adapters: Object.values(partners),
      policies: { library: { ...POLICIES.library, ...quick }, transit: { ...POLICIES.transit, ...quick } },
    });
  });

  beforeEach(async () => {
    await core.reset();
    Object.values(partners).forEach((partner) => partner.forget());
    // A service of its own for each test, because lanes remember their failures.
    sync = new SyncService(Object.values(partners), core.get(PartnerRegistry), core.get(LaneTools));
  });

  afterAll(() => core.close());

  const run = (service: Service = 'library') => sync.run(service);
  const submitted = (partner: ScriptedPartner) => partner.batches.flat().map(({ state, version }) => `${state} ${version}`);

  it('makes the partner show what was published, and no more', async () => {
    const id = await published(core, 'library');
    expect([await run(), await run()]).toEqual([1, 0]);
    expect(submitted(library)).toEqual(['active 1']);
    await republished(core, 'library', id, 'suspended');
    await run();
    await republished(core, 'library', id, 'active');
    await run();
    expect(submitted(library)).toEqual(['active 1', 'suspended 2', 'active 3']);
    expect(await linkRow(core, id)).toMatchObject({ reported: 'active 3' });
  });

  it('hands over no more than the adapter takes at once', async () => {
    library.description = { batchSize: 2 };
    await enrol(core, ['library', 'library', 'library', 'library']);
    await published(core, 'library');
    expect([await run(), await run(), await run(), await run()]).toEqual([2, 2, 1, 0]);
  });

  it('skips what was undone before the partner was told', async () => {
    const id = await published(core, 'library');
    await republished(core, 'library', id, 'suspended');
    await republished(core, 'library', id, 'active');
    await run();
    expect(submitted(library)).toEqual(['active 3']);
  });

  it('submits the same again after a crash between submitting and writing down the answer', async () => {
    const id = await published(core, 'library');
    library.answer = () => new Promise(() => undefined);
    const crashed = new SyncService(Object.values(partners), core.get(PartnerRegistry), core.get(LaneTools));
    void crashed.run('library');
    while (library.batches.length === 0) await new Promise(setImmediate);
    library.answer = (batch) => batch.map(accepted);
    expect(await run()).toBe(0);
    core.clock.advance(LEASE_SECONDS);
    expect(await run()).toBe(1);
    expect(submitted(library)).toEqual(['active 1', 'active 1']);
    expect(library.batches[0]?.[0]?.token).toBe(library.batches[1]?.[0]?.token);
    expect((await linkRow(core, id)).reported).toBe('active 1');
  });

  it('tries again, later, what the partner did not answer', async () => {
    await enrol(core, ['library', 'library']);
    await published(core, 'library');
    library.answer = ([first]) => [accepted(first as Submission)];
    expect(await run()).toBe(3);
    expect(await run()).toBe(0);
    core.clock.advance(2);
    library.answer = (batch) => batch.map(accepted);
    expect(await run()).toBe(2);
  });

  it('tells a refusal from an acceptance in one batch', async () => {
    const [one = '', two = ''] = await enrol(core, ['library', 'library']);
    const three = await published(core, 'library');
    library.answer = (batch) => batch.map((submission) => (submission.linkId === two ? rejected(submission) : accepted(submission)));
    await run();
    expect([await workRow(core, one), await workRow(core, three)]).toEqual([undefined, undefined]);
    expect(await workRow(core, two)).toMatchObject({ stage: 'set_aside' });
  });

  it('is not led astray by answers for links it did not ask about', async () => {
    const [other = ''] = await enrol(core, ['transit']);
    const id = await published(core, 'library');
    const foreign = { linkId: other, version: 1 } as Submission;
    library.answer = (batch) => [...batch.map(accepted), accepted(foreign), rejected(foreign), { linkId: 'nonsense', version: 1, outcome: 'pending' }];
    await run();
    expect((await linkRow(core, id)).reported).toBe('active 1');
    expect((await linkRow(core, other)).reported).toBe('none 0');
  });

  describe('with a partner that fails', () => {
    it('does not keep the others waiting', async () => {
      await published(core, 'library');
      await published(core, 'transit');
      let release: (receipts: Receipt[]) => void = () => undefined;
      const asked = new Promise<void>((heard) => {
        library.answer = () => new Promise((resolve) => {
          release = resolve;
          heard();
        });
      });
      const hanging = run('library');
      await asked;
      expect(await run('transit')).toBe(1);
      expect(submitted(transit)).toEqual(['active 1']);
      release([]);
      await hanging;

      library.answer = () => Promise.reject(new PartnerFailure('credentials', 'http_401'));
      core.clock.advance(10);
      await run('library');
      await published(core, 'transit');
      expect(await run('transit')).toBe(1);
    });

    it('gives the batch back with the code, and its lane rests only after three failures', async () => {
      const id = await published(core, 'library');
      library.answer = () => Promise.reject(new PartnerFailure('retry', 'http_503'));
      for (let failure = 1; failure <= 3; failure += 1) {
        expect(await run()).toBe(0);
        expect(library.batches).toHaveLength(failure);
        expect(await workRow(core, id)).toMatchObject({ stage: 'due', leased: false, attempts: failure, last_error_code: 'http_503' });
        if (failure < 3) core.clock.advance(2 ** failure);
      }
      const due = 'UPDATE links.work SET next_attempt_at = $1';
      await query(core.place.ownerUrl, due, [core.clock.now()]);
      expect(await run()).toBe(0);
      expect(library.batches).toHaveLength(3);
      core.clock.advance(1);
      await run();
      expect(library.batches).toHaveLength(4);
    });

    it('recovers by itself', async () => {
      const id = await published(core, 'library');
      library.answer = () => Promise.reject(new PartnerFailure('retry', 'connect_failed'));
      for (let failure = 0; failure < 10; failure += 1) {
        await run();
        core.clock.advance(900);
      }
      library.answer = (batch) => batch.map(accepted);
      expect(await run()).toBe(1);
      expect((await linkRow(core, id)).reported).toBe('active 1');
    });

    it('rests for a minute when it does not let us in', async () => {
      await published(core, 'library');
      library.answer = () => Promise.reject(new PartnerFailure('credentials', 'http_401'));
      await run();
      library.answer = (batch) => batch.map(accepted);
      core.clock.advance(59);
      expect([await run(), library.batches.length]).toEqual([0, 1]);
      core.clock.advance(1);
      expect(await run()).toBe(1);
    });

    it('keeps nothing of an error that nobody foresaw but a code', async () => {
      const id = await published(core, 'library');
      library.answer = () => Promise.reject(new TypeError('patron MUSTERMANN has no card'));
      await run();
      expect(await workRow(core, id)).toMatchObject({ last_error_code: 'internal', leased: false });
    });
  });

  it('does not go to a paused partner, and takes up new settings at once', async () => {
    await published(core, 'library');
    const change = async (what: object) => {
      const { id, version } = await core.get(PartnerRegistry).partnerOf('library');
      await core.get(PartnerAdmin).change(systemCaller('test'), id, version, what);
    };
    await run('transit');
    await change({ state: 'paused' });
    expect([await run(), library.batches.length]).toEqual([0, 0]);
    await change({ state: 'active' });
    expect(await run()).toBe(1);
    const closed = library.closed;
    await change({ settings: { baseUrl: 'http://elsewhere' } });
    await run();
    expect(library.closed).toBe(closed + 1);
  });

  it('keeps to the schedule of its partner', async () => {
    library.description = { submitEverySeconds: 60, batchSize: 1 };
    await enrol(core, ['library']);
    await published(core, 'library');
    expect([await run(), await run()]).toEqual([1, 0]);
    core.clock.advance(59);
    expect(await run()).toBe(0);
    core.clock.advance(1);
    expect(await run()).toBe(1);
  });

  it('lets one instance at a time speak to a partner that wants it so', async () => {
    library.description = { exclusive: true };
    await published(core, 'library');
    const other = await HeldTransaction.begin(core.place.serviceUrl);
    await other.query(`SELECT pg_advisory_xact_lock(hashtext('links.lane'), hashtext('library'))`);
    expect([await run(), library.batches.length]).toEqual([0, 0]);
    await other.rollBack();
    expect(await run()).toBe(1);
    await published(core, 'library');
    expect(await run()).toBe(1);
  });

  describe('with answers that come later', () => {
    const pending = (batch: readonly Submission[]) => batch.map(({ linkId, version }): Receipt => ({ linkId, version, outcome: 'pending' }));
    const file = (batch: readonly Submission[]) => ({ reference: '17', name: 'f', content: Buffer.from('x'), entries: batch });

    beforeEach(() => {
      library.answer = async (batch) => {
        await library.storage.keepOutbound(file(batch));
        return pending(batch);
      };
    });

    it('waits for them, settles them and only then lets go of the file and the acknowledgement', async () => {
      const id = await published(core, 'library');
      await run();
      expect(await workRow(core, id)).toMatchObject({ stage: 'pending' });
      const [submission] = library.batches.flat();
      const seen: unknown[] = [];
      const settled = async () => void seen.push((await linkRow(core, id)).reported, await library.storage.findOutbound('17'));
      library.late.push({ receipts: [accepted(submission as Submission)], closes: ['17'], settled });
      await run();
      expect(seen).toEqual(['active 1', null]);
      expect(await workRow(core, id)).toBeUndefined();
    });

    it('asks for them again when they could not be written down', async () => {
      const id = await published(core, 'library');
      await run();
      const settled = jest.fn(() => Promise.resolve());
      const [submission] = library.batches.flat() as [Submission];
      const tooBig = { ...accepted(submission), version: 2 ** 40 } as Receipt;
      library.late.push({ receipts: [accepted(submission), tooBig], closes: ['17'], settled });
      await run();
      expect(settled).not.toHaveBeenCalled();
      expect(await workRow(core, id)).toMatchObject({ stage: 'pending' });
      expect(await library.storage.findOutbound('17')).not.toBeNull();
    });

    it('goes on with what was published while it waited', async () => {
      const id = await published(core, 'library');
      await run();
      await republished(core, 'library', id, 'suspended');
      expect(await workRow(core, id)).toMatchObject({ stage: 'pending' });
      expect(await run()).toBe(0);
      const [submission] = library.batches.flat() as [Submission];
      library.late.push({ receipts: [accepted(submission)], closes: ['17'], settled: () => Promise.resolve() });
      await run();
      expect(await linkRow(core, id)).toMatchObject({ published: 'suspended 2', reported: 'active 1' });
      expect(await run()).toBe(1);
      expect(submitted(library)).toEqual(['active 1', 'suspended 2']);
    });
  });

  it('frees what its adapters hold when it ends', async () => {
    await run('transit');
    const closed = transit.closed;
    await sync.onApplicationShutdown();
    expect(transit.closed).toBe(closed + 1);
  });
});
