import { PublisherService, type Receipt, type Submission, WorkQueue } from '../../src/modules/links/index.js';
import { ReceiptsService } from '../../src/modules/links/receipts.service.js';
import { claimWork } from '../../src/modules/links/work.store.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { query } from '../setup/query.js';
import { CHANGE_SECONDS, enrol, linkRow, published, republished, wanted, workRow } from './link-rows.js';
import { accepted, rejected } from './scripted-adapter.js';

const LEASE_SECONDS = 300;

describe('work', () => {
  let core: TestCore;
  let queue: WorkQueue;
  let receipts: ReceiptsService;

  beforeAll(async () => {
    core = await createCore({ policies: { library: { ...POLICIES.library, changeEpochSeconds: CHANGE_SECONDS } } });
    queue = core.get(WorkQueue);
    receipts = core.get(ReceiptsService);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  const claim = async (limit = 50): Promise<Submission[]> => (await queue.claim('library', limit)).map(({ submission }) => submission);
  const claimOne = async () => (await claim())[0] as Submission;
  const settle = (...given: Receipt[]) => receipts.settle(given);

  /** So many links, published together. */
  const publishedLinks = async (count: number) => {
    const ids = await enrol(core, Array.from({ length: count }, () => 'library' as const));
    core.clock.advance(86_400);
    await core.get(PublisherService).publishDue('library');
    return ids;
  };

  describe('claimed', () => {
    it('carries what the partner is to show, and counts the attempt', async () => {
      const id = await published(core, 'library');
      const submission = await claimOne();
      expect(submission).toMatchObject({ linkId: id, origin: 'minted', state: 'active', version: 1, validThrough: 'never', reference: null });
      expect(submission.token).toMatch(/^29840[0-9]{9}$/);
      expect(await workRow(core, id)).toMatchObject({ stage: 'due', attempts: 1, leased: true, submitted_version: 1 });
    });

    it('is not claimed again while the lease runs, and is taken over when it is over', async () => {
      const id = await published(core, 'library');
      await claim();
      core.clock.advance(LEASE_SECONDS - 1);
      expect(await claim()).toEqual([]);
      core.clock.advance(1);
      expect(await claimOne()).toMatchObject({ linkId: id, version: 1 });
      expect(await workRow(core, id)).toMatchObject({ attempts: 2 });
    });

    it('goes to one of two workers at once, and neither waits for the other', async () => {
      const ids = await publishedLinks(10);
      const now = core.clock.now();
      const other = await HeldTransaction.begin(core.place.ownerUrl);
      const { text, values } = claimWork('library', 6, now, new Date(now.getTime() + 1_000));
      const theirs = (await other.query(text, [...values])).map(({ id }) => String(id));
      const mine = (await claim()).map(({ linkId }) => linkId);
      expect([theirs.length, mine.length]).toEqual([6, 4]);
      expect(new Set([...theirs, ...mine])).toEqual(new Set(ids));
      await other.commit();
      expect(await claim()).toEqual([]);
    });

    it('is only what is due, of one service, and no more than asked for', async () => {
      const ids = await publishedLinks(3);
      await query(core.place.ownerUrl, `UPDATE links.work SET next_attempt_at = $2 WHERE link_id = $1`, [ids[0], new Date(core.clock.now().getTime() + 1)]);
      expect(await queue.claim('transit', 50)).toEqual([]);
      expect(await claim(1)).toHaveLength(1);
      expect(await claim()).toHaveLength(1);
      core.clock.advance(1);
      expect(await claim()).toHaveLength(1);
    });

    it('by ten workers at once goes to each once', async () => {
      const ids = await publishedLinks(100);
      const claims = await Promise.all(Array.from({ length: 10 }, () => claim(10)));
      expect(claims.flat().map(({ linkId }) => linkId).sort()).toEqual([...ids].sort());
    });
  });

  describe('given back', () => {
    it('waits a while, and longer every time', async () => {
      const id = await published(core, 'library');
      const pauses: number[] = [];
      for (let attempt = 1; attempt <= 12; attempt += 1) {
        const claims = await queue.claim('library', 1);
        await queue.retryLater(claims, 'timeout');
        const work = await workRow(core, id);
        expect(work).toMatchObject({ stage: 'due', leased: false, attempts: attempt, last_error_code: 'timeout' });
        const pause = ((work?.next_attempt_at.getTime() ?? 0) - core.clock.now().getTime()) / 1000;
        const most = Math.min(900, 2 ** attempt);
        expect(pause).toBeGreaterThanOrEqual(most / 2);
        expect(pause).toBeLessThanOrEqual(most);
        expect(await claim()).toEqual([]);
        pauses.push(pause);
        core.clock.advance(pause);
      }
      expect(pauses.at(-1)).toBeGreaterThanOrEqual(450);
    });

    it('too late, after somebody else has taken it over, stays with that one', async () => {
      const id = await published(core, 'library');
      const slow = await queue.claim('library', 1);
      core.clock.advance(LEASE_SECONDS);
      expect(await claim()).toHaveLength(1);
      const before = await workRow(core, id);
      await queue.retryLater(slow, 'timeout');
      expect(await workRow(core, id)).toEqual(before);
      expect(await claim()).toEqual([]);
    });

    it('does not come back all at the same instant', async () => {
      await publishedLinks(20);
      const claims = await queue.claim('library', 20);
      await queue.retryLater(claims, 'timeout');
      const times = await query(core.place.ownerUrl, 'SELECT DISTINCT next_attempt_at FROM links.work');
      expect(times.length).toBeGreaterThan(15);
    });
  });

  describe('answered', () => {
    it('accepted is done, with the reference sealed', async () => {
      const id = await published(core, 'library');
      const submission = await claimOne();
      expect(await settle({ ...accepted(submission), reference: 'patron 17' } as Receipt)).toEqual({ accepted: 1, rejected: 0 });
      expect(await linkRow(core, id)).toMatchObject({ reported: 'active 1' });
      expect(await workRow(core, id)).toBeUndefined();
      const [row] = await query(core.place.ownerUrl, 'SELECT sealed_reference FROM links.link');
      expect(Buffer.from(row?.sealed_reference as Buffer).includes('patron 17')).toBe(false);
      await republished(core, 'library', id, 'suspended');
      expect(await claimOne()).toMatchObject({ version: 2, state: 'suspended', reference: 'patron 17' });
      await settle(accepted({ ...submission, version: 2 }));
      await republished(core, 'library', id, 'active');
      expect(await claimOne()).toMatchObject({ version: 3, reference: 'patron 17' });
    });

    it('rejected is set aside for staff, with the code', async () => {
      const id = await published(core, 'library');
      expect(await settle(rejected(await claimOne()))).toEqual({ accepted: 0, rejected: 1 });
      expect(await linkRow(core, id)).toMatchObject({ published: 'active 1', reported: 'none 0' });
      expect(await workRow(core, id)).toMatchObject({ stage: 'set_aside', leased: false, last_error_code: 'library.bad_reference' });
      core.clock.advance(LEASE_SECONDS * 1000);
      expect(await claim()).toEqual([]);
    });

    it('pending changes nothing', async () => {
      const id = await published(core, 'library');
      const { linkId, version } = await claimOne();
      const before = await workRow(core, id);
      expect(await settle({ linkId, version, outcome: 'pending' })).toEqual({ accepted: 0, rejected: 0 });
      expect(await workRow(core, id)).toEqual(before);
      expect((await linkRow(core, id)).reported).toBe('none 0');
    });

    it('set aside is due again when something new is published', async () => {
      const id = await published(core, 'library');
      await settle(rejected(await claimOne()));
      await republished(core, 'library', id, 'suspended');
      expect(await workRow(core, id)).toMatchObject({ stage: 'due', attempts: 0, last_error_code: null });
      expect(await claimOne()).toMatchObject({ linkId: id, version: 2, state: 'suspended' });
    });

    it('for a version that was overtaken in flight goes on with the new one at once', async () => {
      const id = await published(core, 'library');
      const submission = await claimOne();
      await republished(core, 'library', id, 'suspended');
      expect(await claim()).toEqual([]);
      await settle(accepted(submission));
      expect(await linkRow(core, id)).toMatchObject({ published: 'suspended 2', reported: 'active 1' });
      expect(await workRow(core, id)).toMatchObject({ stage: 'due', attempts: 0, leased: false });
      expect(await claimOne()).toMatchObject({ version: 2, state: 'suspended' });
    });

    it('with a refusal of a version that was overtaken in flight goes on with the new one too', async () => {
      const id = await published(core, 'library');
      const submission = await claimOne();
      await republished(core, 'library', id, 'suspended');
      await settle(rejected(submission));
      expect(await workRow(core, id)).toMatchObject({ stage: 'due', leased: false });
      expect(await claimOne()).toMatchObject({ version: 2 });
    });

    it('what the partner confirms is what it was sent, not what was published since', async () => {
      const id = await published(core, 'library');
      const submission = await claimOne();
      await republished(core, 'library', id, 'ended');
      await settle(accepted(submission));
      expect((await linkRow(core, id)).reported).toBe('active 1');
    });
  });

  describe('is not moved by a receipt', () => {
    const unmoved = async (id: string, receipt: Receipt) => {
      const before = [await linkRow(core, id), await workRow(core, id)];
      await settle(receipt);
      expect([await linkRow(core, id), await workRow(core, id)]).toEqual(before);
    };

    it.each([accepted, rejected])('that comes a second time', async (answer) => {
      const id = await published(core, 'library');
      const submission = await claimOne();
      await settle(answer(submission));
      await unmoved(id, answer(submission));
    });

    it.each([accepted, rejected])('for an older version than was submitted last', async (answer) => {
      const id = await published(core, 'library');
      const old = await claimOne();
      await republished(core, 'library', id, 'suspended');
      core.clock.advance(LEASE_SECONDS);
      expect(await claimOne()).toMatchObject({ version: 2 });
      await unmoved(id, answer(old));
    });

    it.each([accepted, rejected])('that comes late, after a newer version was confirmed', async (answer) => {
      const id = await published(core, 'library');
      const old = await claimOne();
      await republished(core, 'library', id, 'suspended');
      core.clock.advance(LEASE_SECONDS);
      await settle(accepted(await claimOne()));
      await unmoved(id, answer(old));
    });

    it.each([accepted, rejected])('for something that was never submitted', async (answer) => {
      const id = await published(core, 'library');
      await unmoved(id, answer({ linkId: id, version: 1 } as Submission));
      await wanted(core, id, 'suspended');
      await unmoved(id, answer({ linkId: id, version: 2 } as Submission));
      await unmoved(id, answer({ linkId: id, version: 99 } as Submission));
    });

    it.each([accepted, rejected])('for a version nobody may know of yet', async (answer) => {
      const id = await published(core, 'library');
      const submission = await claimOne();
      await wanted(core, id, 'suspended');
      await unmoved(id, answer({ ...submission, version: 2 }));
    });

    it('for a link of which nothing is known', async () => {
      const id = await published(core, 'library');
      expect(await settle(accepted({ linkId: '0f5c1a6f-8f0a-4a55-9d40-3f0c9e6e5a0e', version: 1 } as Submission))).toEqual({ accepted: 0, rejected: 0 });
      await unmoved(id, rejected({ linkId: '0f5c1a6f-8f0a-4a55-9d40-3f0c9e6e5a0e', version: 1 } as Submission));
    });
  });

  it('counts the receipts that counted', async () => {
    const ids = await publishedLinks(3);
    const batch = await claim();
    const [first, second, third] = ids.map((id) => batch.find(({ linkId }) => linkId === id) as Submission) as [Submission, Submission, Submission];
    const answers = [accepted(first), accepted(first), rejected(second), rejected({ ...third, version: 7 })];
    expect(await settle(...answers)).toEqual({ accepted: 1, rejected: 1 });
  });

  it('settles receipts and what closes with them in one commit', async () => {
    const id = await published(core, 'library');
    const submission = await claimOne();
    const broken = { name: 'broken', text: 'SELECT 1 / 0', values: [] };
    await expect(receipts.settle([accepted(submission)], [broken])).rejects.toThrow('division by zero');
    expect((await linkRow(core, id)).reported).toBe('none 0');
    expect(await workRow(core, id)).toMatchObject({ leased: true });
  });

  it('is settled although the publisher locks the same links the other way round', async () => {
    const [one = '', two = ''] = await publishedLinks(2);
    const batch = await claim();
    const order = [one, two].map((id) => batch.find(({ linkId }) => linkId === id) as Submission);
    const publisher = await HeldTransaction.begin(core.place.ownerUrl);
    await publisher.query(`SET LOCAL deadlock_timeout = '1min'`);
    await publisher.query('SELECT 1 FROM links.work WHERE link_id = $1 FOR UPDATE', [two]);
    const settling = settle(...order.map(accepted));
    await publisher.waitedFor();
    await publisher.query('SELECT 1 FROM links.link WHERE id = ANY($1) FOR UPDATE', [[one, two]]);
    await publisher.commit();
    expect(await settling).toEqual({ accepted: 2, rejected: 0 });
    expect(await query(core.place.ownerUrl, 'SELECT 1 FROM links.work')).toEqual([]);
  });

  it('is counted by service and stage', async () => {
    await publishedLinks(2);
    await settle(rejected((await claim(1))[0] as Submission));
    await published(core, 'transit');
    const backlog = (await queue.backlog()).map(({ service, stage, count }) => `${service} ${stage} ${count}`);
    expect(backlog.sort()).toEqual(['library due 1', 'library set_aside 1', 'transit due 1']);
  });
});
