import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { LIST_FORMATS } from '../../src/modules/reconciliation/index.js';
import { drawKeys, keyringOf } from '../setup/kernel.js';
import { compiledThread } from './compiled-thread.js';
import { planned, type PlannedLink, textOf } from './planned-list.js';
import { inPieces, ReconciliationRoom } from './reconciliation-room.js';

/** Small blocks, so that a short list has many; on one connection, on two, and on threads. */
const WAYS = {
  'on two connections': { blockBytes: 4_000 },
  'on one connection': { blockBytes: 4_000, sessions: 1 as const },
  'on threads': { blockBytes: 4_000, threads: 2, blocksBeforeThreads: 1, threadProgram: compiledThread() },
};

describe.each(Object.entries(WAYS))('a comparison %s', (_, settings) => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open({ settings });
  });

  beforeEach(() => room.reset());

  afterAll(() => room.close());

  it.each([0, 1, 2, 10, 1_000])('finds exactly what was planted, with %d cases', async (size) => {
    const plan = planned({ seed: size + 11, size, asOf: room.today });
    await room.seed('transit', plan.links);
    const run = await room.send('transit', plan.lines);
    expect([run.state === 'done' || run.state === 'awaiting_decision', run.counts]).toEqual([true, plan.counts]);
    expect(await room.breaks('transit')).toEqual(plan.breaks);
  });

  it('does not depend on the order of lines, or on where the stream is cut', async () => {
    const plan = planned({ seed: 5, size: 300, differing: 0.5, asOf: room.today });
    await room.seed('transit', plan.links);
    const bytes = inPieces(textOf([...plan.lines].reverse(), false), 7);
    const run = await room.send('transit', [], { bytes });
    expect(run.counts).toEqual(plan.counts);
    expect(await room.breaks('transit')).toEqual(plan.breaks);
  });
});

describe('a comparison', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open({ settings: { blockBytes: 2_000 } });
  });

  beforeEach(() => room.reset());

  afterAll(() => room.close());

  it('finds exactly what was planted, whatever it is', async () => {
    let firstToken = 0;
    const plans = fc.record({ seed: fc.nat(), size: fc.nat({ max: 60 }), differing: fc.constantFrom(0, 0.1, 0.5, 1) });
    await fc.assert(
      fc.asyncProperty(plans, async (options) => {
        await room.reset();
        firstToken += 1_000;
        const plan = planned({ ...options, asOf: room.today, firstToken });
        await room.seed('library', plan.links);
        const run = await room.send('library', plan.lines);
        expect({ counts: run.counts, breaks: await room.breaks('library') }).toEqual({ counts: plan.counts, breaks: plan.breaks });
      }),
      { numRuns: 25, seed: 4_711 },
    );
  });

  it('takes lists of JSON as it takes those of CSV', async () => {
    expect(LIST_FORMATS).toContain('ndjson');
    const plan = planned({ seed: 8, size: 50, asOf: room.today });
    await room.seed('prescription', plan.links);
    const json = plan.lines.map((line) => {
      const [token, state, validThrough] = line.split(',');
      return /^16[0-9]{14},(active|suspended|ended)/.test(line) && (line.match(/,/g)?.length ?? 0) < 3
        ? JSON.stringify({ token, state, ...(validThrough ? { validThrough } : {}) })
        : line;
    });
    const run = await room.send('prescription', textOf(json, false), { format: 'ndjson' });
    expect(run.counts).toEqual(plan.counts);
    expect(await room.breaks('prescription')).toEqual(plan.breaks);
  });

  it('knows nothing of other services', async () => {
    const plan = planned({ seed: 3, size: 40, asOf: room.today });
    await room.seed('transit', plan.links);
    await room.seed('library', planned({ seed: 4, size: 40, asOf: room.today, firstToken: 500 }).links);
    expect((await room.send('transit', plan.lines)).counts).toEqual(plan.counts);
    expect(await room.breaks('library')).toEqual([]);
  });

  const link = (token: string, given: Partial<PlannedLink> = {}): PlannedLink => ({
    token, state: 'active', validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05', ...given,
  });

  it('takes the live one of two links that had a token one after the other', async () => {
    await room.seed('prescription', [link('CK22', { state: 'ended' })]);
    await room.seed('prescription', [link('CK22')]);
    expect((await room.send('prescription', ['CK22,active'])).counts).toMatchObject({ ours: 1, theirs: 1, matched: 1, endedStillLive: 0 });
  });

  it('leaves adopted library accounts alone: they belong to their holders', async () => {
    await room.seed('library', [link('D000000001'), link('D000000002', { state: 'suspended' }), link('D000000003', { state: 'ended' })], 'adopted');
    const { counts } = await room.send('library', ['D000000001,ended', 'D000000003,active']);
    expect(counts).toMatchObject({ ours: 2, theirs: 2, apart: 2, apartPresent: 2, missing: 0, endedStillLive: 0 });
    expect(await room.breaks('library')).toEqual([]);
    await room.seed('transit', [link('1600000000000001', { state: 'suspended' })], 'adopted');
    expect((await room.send('transit', ['1600000000000001,active'])).counts).toMatchObject({ stateMismatch: 1 });
  });

  it('looks at what its partner refused as at anything else: nobody is on the way with it', async () => {
    const ids = await room.seed('transit', [link('1600000000000001', { state: 'ended', version: 2 })]);
    const work = `INSERT INTO links.work (link_id, service, stage, attempts, next_attempt_at) VALUES ($1, 'transit', $2, 1, now())`;
    await room.rows(work, ids.get('1600000000000001'), 'pending');
    expect((await room.send('transit', ['1600000000000001,active'])).counts).toMatchObject({ inFlightPresent: 1, endedStillLive: 0 });
    await room.rows(`UPDATE links.work SET stage = 'set_aside'`);
    expect((await room.send('transit', ['1600000000000001,active'])).counts).toMatchObject({ inFlightPresent: 0, endedStillLive: 1 });
  });

  it('goes by the days that were agreed with the partner', async () => {
    const days = ['2026-06-15', '2026-06-14', '2026-06-13', '2026-06-12'].map((changedOn, at) => link(`160000000000000${at}`, { changedOn }));
    await room.seed('transit', days);
    const policy = (inFlightDays: number) =>
      room.rows(`UPDATE partners.partner SET policy = policy || jsonb_build_object('inFlightDays', $1::int) WHERE service = 'transit'`, inFlightDays);
    const missing = async (asOf: string) => {
      // The registry remembers for five seconds.
      room.kernel.clock.advance(6);
      // What the list before had repaired is on its way.
      await room.rows('UPDATE links.link SET desired_version = reported_version');
      return (await room.send('transit', [], { asOf, rows: 0 })).counts?.missing;
    };
    try {
      // By default a change of the day before the list's own may not be in it.
      expect(await missing('2026-06-13')).toBe(0);
      expect(await missing('2026-06-14')).toBe(1);
      expect(await missing('2026-06-15')).toBe(2);
      await policy(0);
      expect(await missing('2026-06-15')).toBe(3);
      await policy(3);
      expect(await missing('2026-06-15')).toBe(0);
    } finally {
      await policy(1);
    }
  });

  it('keeps no line that nobody can read, and no token in clear', async () => {
    const plan = planned({ seed: 21, size: 200, differing: 1, asOf: room.today });
    await room.seed('transit', plan.links);
    await room.send('transit', plan.lines);
    const tables = ['run', 'break', 'difference', 'progress'].map((name) => `SELECT to_jsonb(t)::text AS row FROM reconciliation.${name} t`);
    const everything = JSON.stringify(await room.rows(tables.join(' UNION ALL ')));
    const hexOf = (token: string) => Buffer.from(token).toString('hex');
    const tokens = plan.lines.map((line) => line.split(',')[0] ?? '').filter((token) => /\d{10}|canary/.test(token));
    expect(tokens.length).toBeGreaterThan(100);
    expect(tokens.filter((token) => everything.includes(token) || everything.includes(hexOf(token)))).toEqual([]);
    expect(await room.rows('SELECT 1 FROM reconciliation.difference UNION ALL SELECT 1 FROM reconciliation.progress')).toEqual([]);
  });
});

describe('while keys change,', () => {
  it('links are found under every key that lives', async () => {
    const keys = drawKeys();
    const room = await ReconciliationRoom.open({ keyring: keyringOf(keys), settings: { blockBytes: 2_000 } });
    const name = 'links.token-index.transit';
    const before = planned({ seed: 1, size: 300, differing: 0.5, asOf: room.today });
    await room.seed('transit', before.links);
    const later = await ReconciliationRoom.open({ keyring: keyringOf({ ...keys, [name]: { ...keys[name], 2: randomBytes(32) } }), place: room.kernel.place });
    const after = planned({ seed: 2, size: 300, differing: 0.5, asOf: room.today, firstToken: 10_000 });
    await later.seed('transit', after.links);
    const run = await later.send('transit', [...before.lines, ...after.lines]);
    const sum = Object.fromEntries(Object.entries(before.counts).map(([count, value]) => [count, value + after.counts[count as keyof typeof after.counts]]));
    expect(run.counts).toEqual(sum);
    const expected = new Set([...before.breaks, ...after.breaks]);
    expect(await later.breaks('transit')).toEqual([...expected].sort());
    await later.close();
    await room.close();
  });
});

describe('a comparison of a hundred thousand', () => {
  it('finds exactly what was planted', async () => {
    const room = await ReconciliationRoom.open({ settings: { threads: 2, threadProgram: compiledThread() } });
    const plan = planned({ seed: 100_000, size: 100_000, differing: 0.02, asOf: room.today });
    await room.seed('transit', plan.links);
    const run = await room.send('transit', plan.lines);
    expect(run.counts).toEqual(plan.counts);
    expect(await room.breaks('transit')).toEqual(plan.breaks);
    await room.close();
  });
});
