import crypto from 'node:crypto';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { PublishedLinks, PublisherService, type Service, STATUS_LIST_CAPACITY } from '../../src/modules/links/index.js';
import { PartnerAdmin, PartnerRegistry } from '../../src/modules/partners/index.js';
import { createCore, type TestCore } from '../setup/core.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { query } from '../setup/query.js';
import { enrol, likeness, linkRow, wanted, workRow } from './link-rows.js';

const CALLER = systemCaller('test');

describe('publication', () => {
  let core: TestCore;
  let publisher: PublisherService;

  beforeAll(async () => {
    core = await createCore();
    publisher = core.get(PublisherService);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  const publish = (service: Service = 'library') => publisher.publishDue(service);
  const at = (instant: string) => core.clock.set(instant);

  it('lets enrolments out once a day and changes every quarter of an hour', async () => {
    at('2026-06-15T17:00:00Z');
    expect(await publish()).toBe(0);
    const [id = ''] = await enrol(core, ['library']);
    at('2026-06-15T23:59:59Z');
    expect(await publish()).toBe(0);
    expect(await linkRow(core, id)).toMatchObject({ desired: 'active 1', published: 'none 0' });
    at('2026-06-16T00:00:00Z');
    expect(await publish()).toBe(1);
    expect(await linkRow(core, id)).toMatchObject({ desired: 'active 1', published: 'active 1', reported: 'none 0' });

    await wanted(core, id, 'suspended');
    at('2026-06-16T00:14:59Z');
    expect(await publish()).toBe(0);
    at('2026-06-16T00:15:00Z');
    const [second = ''] = await enrol(core, ['library']);
    expect(await publish()).toBe(1);
    expect(await linkRow(core, id)).toMatchObject({ published: 'suspended 2' });
    expect(await linkRow(core, second)).toMatchObject({ published: 'none 0' });
  });

  it('takes a change before the enrolment was published for part of the enrolment', async () => {
    await publish();
    const [id = ''] = await enrol(core, ['library']);
    await wanted(core, id, 'suspended');
    core.clock.advance(900);
    expect(await publish()).toBe(0);
    core.clock.advance(86_400);
    expect(await publish()).toBe(1);
    expect(await linkRow(core, id)).toMatchObject({ published: 'suspended 2' });
  });

  it('publishes a window once', async () => {
    const [id = ''] = await enrol(core, ['library']);
    expect(await Promise.all([publish(), publish(), publish()])).toEqual(expect.arrayContaining([1, 0, 0]));
    await wanted(core, id, 'suspended');
    expect(await publish()).toBe(0);
  });

  it('leaves another service alone, and a paused partner', async () => {
    const [transit = '', library = ''] = await enrol(core, ['transit', 'library']);
    expect(await publish('transit')).toBe(1);
    expect((await linkRow(core, transit)).published).toBe('active 1');
    expect((await linkRow(core, library)).published).toBe('none 0');
    const pause = async (state: 'paused' | 'active') => {
      const partner = await core.get(PartnerRegistry).partnerOf('library');
      await core.get(PartnerAdmin).change(CALLER, partner.id, partner.version, { state });
    };
    await pause('paused');
    expect(await publish()).toBe(0);
    await pause('active');
    expect(await publish()).toBe(1);
  });

  it('goes on when the window is made longer or shorter', async () => {
    const windows = async (seconds: number) => {
      const { id, version } = await core.get(PartnerRegistry).partnerOf('library');
      await core.get(PartnerAdmin).change(CALLER, id, version, { policy: { enrolmentEpochSeconds: seconds } });
    };
    for (const seconds of [2, 86_400, 60, 86_400]) {
      await windows(seconds);
      await enrol(core, ['library']);
      core.clock.advance(seconds);
      expect(await publish()).toBe(1);
    }
  });

  it('is done by one instance at a time, and by the next when that one is gone', async () => {
    const [id = ''] = await enrol(core, ['library', 'transit']);
    const other = await HeldTransaction.begin(core.place.serviceUrl);
    await other.query(`SELECT pg_advisory_xact_lock(hashtext('links.publication'), hashtext('library'))`);
    expect(await publish()).toBe(0);
    expect(await publish('transit')).toBe(1);
    expect((await linkRow(core, id)).published).toBe('none 0');
    await other.rollBack();
    expect(await publish()).toBe(1);
  });

  it('waits for a change that is under way, and tells of it', async () => {
    const [id = ''] = await enrol(core, ['library']);
    const act = await HeldTransaction.begin(core.place.ownerUrl);
    await act.query(`UPDATE links.link SET desired_state = 'suspended', desired_version = 2 WHERE id = $1`, [id]);
    const publishing = publish();
    await act.waitedFor();
    await act.commit();
    expect(await publishing).toBe(1);
    expect((await linkRow(core, id)).published).toBe('suspended 2');
  });

  it('is one transaction: when work cannot be queued, nothing was published and the window is still to come', async () => {
    const [id = ''] = await enrol(core, ['library']);
    const guard = 'ALTER TABLE links.work';
    await query(core.place.ownerUrl, `${guard} ADD CONSTRAINT closed CHECK (false)`);
    await expect(publish()).rejects.toThrow('closed');
    await query(core.place.ownerUrl, `${guard} DROP CONSTRAINT closed`);
    expect((await linkRow(core, id)).published).toBe('none 0');
    expect(await publish()).toBe(1);
  });

  it('tells no partner of a link that ended before anybody knew of it', async () => {
    const [id = ''] = await enrol(core, ['library']);
    await wanted(core, id, 'ended');
    await publish();
    expect(await linkRow(core, id)).toMatchObject({ published: 'ended 2', reported: 'ended 2' });
    expect(await workRow(core, id)).toBeUndefined();
  });

  it('queues work for what it published and for nothing else', async () => {
    const [first = ''] = await enrol(core, ['library']);
    await publish();
    const [second = ''] = await enrol(core, ['library']);
    expect(await workRow(core, first)).toMatchObject({ stage: 'due', attempts: 0, leased: false, submitted_version: null });
    expect(await workRow(core, second)).toBeUndefined();
  });

  describe('in an order that tells nothing', () => {
    const CARDS = 300;
    // By chance the likeness of two orders of 300 is about 0.06 from 0; a third means five times that.
    const CHANCE = 0.33;
    const ordered = async (sql: string, ...values: unknown[]) =>
      (await query(core.place.ownerUrl, sql, values)).map(({ id }) => String(id));

    it('works links off in another order than they were issued in, and than at another partner', async () => {
      const cards: string[][] = [];
      for (let card = 0; card < CARDS; card += 1) cards.push(await enrol(core, ['transit', 'library']));
      await publish('library');
      await publish('transit');
      const work = (service: Service) => ordered('SELECT link_id AS id FROM links.work WHERE service = $1 ORDER BY ctid', service);
      const issued = (place: number) => cards.map((ids) => ids[place] as string);
      const [transit, library] = [await work('transit'), await work('library')];
      expect(new Set(library)).toEqual(new Set(issued(1)));
      expect(Math.abs(likeness(library, issued(1)))).toBeLessThan(CHANCE);
      expect(Math.abs(likeness(transit, issued(0)))).toBeLessThan(CHANCE);
      const cardOf = new Map(cards.flatMap((ids, card) => ids.map((id) => [id, String(card)])));
      const byCard = (ids: string[]) => ids.map((id) => cardOf.get(id) as string);
      expect(Math.abs(likeness(byCard(transit), byCard(library)))).toBeLessThan(CHANCE);
    });

    it('would be noticed if it told something', () => {
      const ids = Array.from({ length: CARDS }, (_, place) => String(place));
      expect(likeness(ids, ids)).toBe(1);
      expect(likeness(ids, [...ids].reverse())).toBe(-1);
      const nearly = ids.map((id, place) => ids[place ^ 1] ?? id);
      expect(likeness(ids, nearly)).toBeGreaterThan(CHANCE);
    });
  });

  describe("a position in the partner's status list", () => {
    const positions = async (service: Service) => {
      const found: number[] = [];
      for await (const { position } of core.get(PublishedLinks).statuses(service)) found.push(position);
      return found;
    };

    it("is drawn once, is nobody else's, and stays", async () => {
      const ids = await enrol(core, Array.from({ length: 200 }, () => 'library' as const));
      await publish();
      const drawn = await positions('library');
      expect(new Set(drawn).size).toBe(200);
      expect(drawn.every((position) => Number.isInteger(position) && position >= 0 && position < STATUS_LIST_CAPACITY)).toBe(true);
      // In random-looking order: positions counted up would be sorted, or all small.
      expect(Math.max(...drawn)).toBeGreaterThan(STATUS_LIST_CAPACITY / 2);
      await wanted(core, ids[0] as string, 'ended');
      await wanted(core, ids[1] as string, 'suspended');
      core.clock.advance(900);
      expect(await publish()).toBe(2);
      expect(await positions('library')).toEqual(drawn);
    });

    it('is not had before publication', async () => {
      await enrol(core, ['library']);
      expect(await positions('library')).toEqual([]);
    });

    /** Publishes with these draws; when they are used up, the last one comes for ever. */
    const publishDrawing = async (draws: number[], service: Service = 'library') => {
      const spy = jest.spyOn(crypto, 'randomInt') as unknown as jest.SpyInstance<number, [number]>;
      spy.mockImplementation((most) => (most === STATUS_LIST_CAPACITY ? ((draws.length > 1 ? draws.shift() : draws[0]) as number) : 0));
      await publish(service);
      spy.mockRestore();
    };

    it('is drawn again when it is taken', async () => {
      await enrol(core, ['library']);
      await publishDrawing([7]);
      await enrol(core, ['library', 'library']);
      core.clock.advance(86_400);
      await publishDrawing([7, 8, 7, 8, 9]);
      expect((await positions('library')).sort()).toEqual([7, 8, 9]);
    });

    it('may be the same at two partners, and shows that to nobody', async () => {
      await enrol(core, ['library', 'transit']);
      await publishDrawing([7]);
      await publishDrawing([7], 'transit');
      expect([await positions('library'), await positions('transit')]).toEqual([[7], [7]]);
      const rows = await query(core.place.ownerUrl, 'SELECT status_index, sealed_status_index FROM links.link');
      expect(new Set(rows.flatMap((row) => Object.values(row).map((value) => (value as Buffer).toString('hex')))).size).toBe(4);
    });
  });
});
