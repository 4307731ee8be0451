import { LinksService, type LinkState } from '../../src/modules/links/index.js';
import { createCore, type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';
import { enrol, linkRow, wanted } from './link-rows.js';

describe('what acts do to links', () => {
  let core: TestCore;
  let links: LinksService;

  beforeAll(async () => {
    core = await createCore();
    links = core.get(LinksService);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  const act = (what: 'hold' | 'release' | 'end', ids: string[]) => core.database.transaction((tx) => links[what](tx, ids));
  const partnerHold = (id: string, hold: boolean) =>
    query(
      core.place.ownerUrl,
      `UPDATE links.link SET partner_hold = $2, desired_state = CASE WHEN $2 OR city_hold THEN 'suspended' ELSE 'active' END,
         desired_version = desired_version + 1 WHERE id = $1`,
      [id, hold],
    );

  it('a hold suspends, its release lets go, and each raises the version once', async () => {
    const [id = ''] = await enrol(core, ['library']);
    core.clock.set('2026-06-20T12:00:00Z');
    await act('hold', [id]);
    expect(await linkRow(core, id)).toMatchObject({ desired: 'suspended 2', city_hold: true, changed_on: '2026-06-20' });
    core.clock.set('2026-06-21T12:00:00Z');
    await act('hold', [id]);
    expect(await linkRow(core, id)).toMatchObject({ desired: 'suspended 2', changed_on: '2026-06-20' });
    await act('release', [id]);
    expect(await linkRow(core, id)).toMatchObject({ desired: 'active 3', city_hold: false, changed_on: '2026-06-21' });
    await act('release', [id]);
    expect(await linkRow(core, id)).toMatchObject({ desired: 'active 3' });
  });

  it("the city's hold comes and goes under a partner's hold without the partner noticing", async () => {
    const [id = ''] = await enrol(core, ['library']);
    await partnerHold(id, true);
    expect((await linkRow(core, id)).desired).toBe('suspended 2');
    await act('hold', [id]);
    expect(await linkRow(core, id)).toMatchObject({ desired: 'suspended 2', city_hold: true });
    await act('release', [id]);
    expect(await linkRow(core, id)).toMatchObject({ desired: 'suspended 2', city_hold: false, partner_hold: true });
    await act('hold', [id]);
    await partnerHold(id, false);
    await act('release', [id]);
    expect((await linkRow(core, id)).desired).toBe('active 4');
  });

  it.each(['hold', 'release', 'end'] as const)('an ended link is not touched by %s', async (what) => {
    const [id = ''] = await enrol(core, ['library']);
    await act('hold', [id]);
    await act('end', [id]);
    const before = await linkRow(core, id);
    expect(before.desired).toBe('ended 3');
    core.clock.set('2026-07-20T12:00:00Z');
    await act(what, [id]);
    expect(await linkRow(core, id)).toEqual(before);
  });

  it('touches the links it is given and no other', async () => {
    const ids = await enrol(core, ['transit', 'library', 'prescription']);
    const [other = ''] = await enrol(core, ['library']);
    await act('hold', ids);
    await act('hold', []);
    const states = await Promise.all([...ids, other].map(async (id) => (await linkRow(core, id)).desired));
    expect(states).toEqual(['suspended 2', 'suspended 2', 'suspended 2', 'active 1']);
  });

  describe('ends links at the end of their month', () => {
    it.each([
      ['2026-07-01T04:59:59Z', 0],
      ['2026-07-01T05:00:00Z', 1],
      ['2027-01-01T00:00:00Z', 1],
    ])('at %s in the city, %d of one through June', async (instant, expected) => {
      const [id = ''] = await enrol(core, ['library'], '2026-06');
      await enrol(core, ['library'], 'never');
      core.clock.set(instant);
      expect(await links.endExpired()).toBe(expected);
      expect((await linkRow(core, id)).desired).toBe(expected === 1 ? 'ended 2' : 'active 1');
      expect(await links.endExpired()).toBe(0);
    });

    it('at new year, held links too, and no ended one twice', async () => {
      const [live = '', held = '', gone = '', next = ''] = await Promise.all(
        ['2026-12', '2026-12', '2026-12', '2027-01'].map(async (month) => (await enrol(core, ['library'], month))[0]),
      );
      await act('hold', [held]);
      await wanted(core, gone, 'ended');
      core.clock.set('2027-01-01T06:00:00Z');
      expect(await links.endExpired()).toBe(2);
      const states = await Promise.all([live, held, gone, next].map(async (id) => (await linkRow(core, id)).desired));
      expect(states).toEqual(['ended 2', 'ended 3', 'ended 2', 'active 1']);
    });
  });

  it('shows the links of a card by service, with what is known of each', async () => {
    const ids = await enrol(core, ['transit', 'library', 'prescription']);
    await enrol(core, ['library']);
    await partnerHold(ids[1] as string, true);
    await query(core.place.ownerUrl, `UPDATE links.link SET published_version = 1, published_state = 'active', reported_version = 1, reported_state = 'active' WHERE id = $1`, [ids[0]]);
    await query(core.place.ownerUrl, `INSERT INTO links.work (link_id, service, stage, attempts, next_attempt_at, last_error_code) VALUES ($1, 'prescription', 'set_aside', 1, now(), 'rx.refused')`, [ids[2]]);
    const token = expect.any(String) as string;
    const active: LinkState = 'active';
    expect(await links.view(ids)).toEqual([
      { service: 'library', desired: 'suspended', reported: null, flag: 'partner_hold', token },
      { service: 'prescription', desired: active, reported: null, errorCode: 'rx.refused', token },
      { service: 'transit', desired: active, reported: active, token },
    ]);
    expect(await links.view([])).toEqual([]);
  });
});
