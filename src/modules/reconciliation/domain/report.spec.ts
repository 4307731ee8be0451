import fc from 'fast-check';
import { BREAK_CLASSES, NO_COUNTS, type RunCounts } from './classes.js';
import { type BreakGroup, type ReportedRun, reportOf } from './report.js';
import { isSmall, toldSum } from './small-counts.js';

const DAYS = ['2026-06-10', '2026-06-11', '2026-06-12'] as const;

const group = (given: Partial<BreakGroup>): BreakGroup => ({
  class: 'missing', state: 'open', urgent: false, firstSeen: DAYS[0], resolvedOn: null, count: 1, ...given,
});

type Given = Omit<ReportedRun, 'number'>;

const run = (startedOn: string, counts: Partial<RunCounts> | null, endedOn: string = startedOn): Given => ({
  id: startedOn, asOf: startedOn, startedOn, endedOn, state: counts ? 'done' : 'set_aside', reason: null, rows: 1_000, counts: counts && { ...NO_COUNTS, ...counts },
});

/** Newest first. */
const numbered = (runs: readonly Given[]): ReportedRun[] => runs.map((one, at) => ({ ...one, number: runs.length - at }));

const report = (groups: readonly BreakGroup[], runs: readonly Given[] = [], day: string = DAYS[2]) => ({
  inside: reportOf({ service: 'library', day, groups, runs: numbered(runs) }, 'inside'),
  outside: reportOf({ service: 'library', day, groups, runs: numbered(runs) }, 'outside'),
});

describe('a report', () => {
  const groups = [
    group({ count: 7 }),
    group({ count: 2, firstSeen: DAYS[2], state: 'repairing' }),
    group({ count: 3, resolvedOn: DAYS[1] }),
    group({ class: 'state_mismatch', urgent: true, count: 9, firstSeen: DAYS[2] }),
  ];
  const of = (name: string, shown: ReturnType<typeof reportOf>) => shown.classes.find((one) => one.class === name);
  const counts = (shown: { readonly ages: readonly { readonly breaks: unknown }[]; readonly breaks: unknown } | undefined) => [...(shown?.ages ?? []), shown].map((one) => one?.breaks);

  it('counts what stands by class, age and state, and what differed in each run', () => {
    const { inside } = report(groups, [run(DAYS[2], { missing: 9, stateMismatch: 9 }), run(DAYS[1], null)]);
    expect(counts(of('missing', inside))).toEqual([2, 7, 0, 0, 9]);
    expect(counts(inside)).toEqual([11, 7, 0, 0, 18]);
    expect([inside.states, inside.urgent]).toEqual([[{ state: 'open', breaks: 16 }, { state: 'repairing', breaks: 2 }, { state: 'waiting', breaks: 0 }, { state: 'accepted', breaks: 0 }], 9]);
    expect(inside.trend.map(({ differences, classes }) => [differences, classes?.length])).toEqual([[18, 8], [null, undefined]]);
  });

  it('tells nobody outside a small count, nor a sum that has one in it', () => {
    const { outside } = report(groups, [run(DAYS[2], { missing: 9, stateMismatch: 9 })]);
    expect(counts(of('missing', outside))).toEqual(['<5', 7, 0, 0, null]);
    expect(counts(of('state_mismatch', outside))).toEqual([9, 0, 0, 0, 9]);
    expect(counts(outside)).toEqual([null, 7, 0, 0, null]);
    expect([outside.states, outside.urgent]).toEqual([null, null]);
  });

  it('tells nobody outside the count of a run by which a small one could be found', () => {
    const { outside } = report(groups, [run(DAYS[2], { missing: 9, stateMismatch: 9, unknown: 3 })]);
    const [{ classes, differences } = { classes: null, differences: 0 }] = outside.trend;
    expect(classes?.filter((one) => one.differences !== 0)).toEqual([
      { class: 'missing', differences: null },
      { class: 'unknown', differences: '<5' },
      { class: 'state_mismatch', differences: 9 },
    ]);
    expect(differences).toBeNull();
  });

  it('tells nobody outside a count by which a small one of the checks beside it could be found', () => {
    const missing = (stand: number, listed: number) => {
      const { inside, outside } = report([group({ count: stand, firstSeen: DAYS[2] })], [run(DAYS[2], { missing: listed })]);
      return [inside, outside].map(({ trend }) => trend[0]?.classes?.find((one) => one.class === 'missing')?.differences);
    };
    expect([missing(12, 12), missing(12, 10), missing(12, 15), missing(17, 12), missing(6, 3)]).toEqual([[12, 12], [10, null], [15, null], [12, 12], [3, '<5']]);
  });

  describe('tells nobody outside the count of a run after which a report had a small one', () => {
    const missing = (groups: readonly BreakGroup[], runs: readonly Given[], day: string) =>
      report(groups, runs, day).outside.trend.map(({ classes }) => classes?.find((one) => one.class === 'missing')?.differences);
    const grown = [group({ count: 5 }), group({ count: 1, firstSeen: DAYS[1] })];

    it('also where runs that compared nothing came behind it', () => {
      // On the third day five are of one age and one of another; on the fourth all are of the same.
      const runs = [run('2026-06-13', null), run(DAYS[1], null), run(DAYS[1], { missing: 6 }), run(DAYS[0], { missing: 5 })];
      expect(missing(grown, runs, '2026-06-13')).toEqual([undefined, undefined, null, null]);
    });

    it('also where the next list of that day showed it no more, and many others', () => {
      const groups = [group({ count: 5 }), group({ count: 1, firstSeen: DAYS[1], resolvedOn: DAYS[2] }), group({ count: 6, firstSeen: DAYS[2] })];
      expect(missing(groups, [run(DAYS[2], { missing: 11 }), run(DAYS[1], { missing: 6 })], DAYS[2])).toEqual([11, null]);
    });

    it('also where two lists came on one day, of which the state between them is not known', () => {
      const gone = [group({ count: 5, resolvedOn: DAYS[2] }), group({ count: 1, firstSeen: DAYS[2], resolvedOn: DAYS[2] })];
      const runs = [run(DAYS[2], { missing: 6 }), run(DAYS[2], { missing: 6 })];
      expect(missing([...gone, group({ count: 6, firstSeen: DAYS[2] })], runs, DAYS[2])).toEqual([6, null]);
      expect(missing([group({ count: 5 })], [run(DAYS[2], { missing: 5 }), run(DAYS[2], { missing: 5 })], DAYS[2])).toEqual([5, 5]);
    });

    it('also where that was behind the midnight before which the next run began', () => {
      const groups = [group({ count: 5 }), group({ count: 1, firstSeen: DAYS[1], resolvedOn: DAYS[2] }), group({ count: 6, firstSeen: DAYS[2] })];
      expect(missing(groups, [run(DAYS[1], { missing: 11 }, DAYS[2]), run(DAYS[1], { missing: 6 })], DAYS[2])[1]).toBeNull();
    });

    it('whichever of two runs was wanted first', () => {
      const both = [{ ...run(DAYS[2], { missing: 6 }), number: 1 }, { ...run(DAYS[2], { missing: 6 }), number: 2 }];
      const groups = [group({ count: 6 }), group({ count: 6, firstSeen: '2026-06-01', resolvedOn: DAYS[2] })];
      const { trend } = reportOf({ service: 'library', day: DAYS[2], groups, runs: both }, 'outside');
      expect(trend.map(({ classes }) => classes?.find((one) => one.class === 'missing')?.differences)).toEqual([null, 6]);
    });
  });

  it('tells nothing of runs before the days of which small counts are still known', () => {
    const { outside, inside } = report([], [run('2026-01-10', { missing: 50 })]);
    const missing = (shown: typeof outside) => shown.trend[0]?.classes?.find((one) => one.class === 'missing')?.differences;
    expect([missing(outside), missing(inside)]).toEqual([null, 50]);
  });

  it('tells that a file has lines that nobody can read: they are about nobody', () => {
    const { outside } = report([group({ class: 'unreadable' })], [run(DAYS[2], { unreadable: 2 })]);
    expect([of('unreadable', outside)?.breaks, outside.breaks, outside.trend[0]?.differences]).toEqual([1, 1, 2]);
  });

  it('says nothing of who decided, whatever it is given', () => {
    const given = { ...run(DAYS[2], {}), decidedBy: 'canary' };
    expect(JSON.stringify(report(groups, [given]))).not.toContain('canary');
  });
});

/** The report that anybody outside has, after three nights in which so many breaks of a class came. */
function toldAfter(came: readonly number[]): string {
  const groups = came.map((count, at) => group({ count, firstSeen: DAYS[at] })).filter(({ count }) => count > 0);
  const missing = (day: string) => groups.filter(({ firstSeen }) => firstSeen <= day).reduce((sum, { count }) => sum + count, 0);
  return JSON.stringify(report(groups, [...DAYS].reverse().map((day) => run(day, { missing: missing(day) }))).outside);
}

describe('what is told outside', () => {
  it('is the same for every small count that there could be', () => {
    const upTo = Array.from({ length: 9 }, (_, count) => count);
    const byText = new Map<string, number[][]>();
    for (const came of upTo.flatMap((first) => upTo.flatMap((second) => upTo.map((third) => [first, second, third])))) {
      const text = toldAfter(came);
      byText.set(text, [...(byText.get(text) ?? []), came]);
    }
    // On the third day what came on the second and on the third is of one age, and what came on the first is older.
    const cells = [([, second = 0, third = 0]: number[]) => second + third, ([first = 0]: number[]) => first];
    const open = [...byText].flatMap(([text, all]) => {
      const { ages } = (JSON.parse(text) as { classes: { ages: { breaks: unknown }[] }[] }).classes[0] ?? { ages: [] };
      return cells.flatMap((cell, at) => (ages[at]?.breaks === '<5' ? [new Set(all.map(cell))] : []));
    });
    expect(open.length).toBeGreaterThan(5);
    for (const counts of open) expect(counts).toEqual(new Set([1, 2, 3, 4]));
  });

  it('has no sum with a small count in it', () => {
    const counts = fc.array(fc.record({ class: fc.constantFrom(...BREAK_CLASSES), firstSeen: fc.constantFrom(...DAYS, '2026-06-01'), count: fc.integer({ min: 1, max: 9 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(counts, (given) => {
        const { inside, outside } = report(given.filter((one) => one.class !== 'unreadable').map(group));
        outside.classes.forEach((one, at) => {
          const exact = inside.classes[at];
          const small = one.ages.some((_, age) => isSmall(exact?.ages[age]?.breaks as number));
          expect(one.breaks).toEqual(small ? null : exact?.breaks);
          if (small) expect(outside.breaks).toBeNull();
        });
        outside.ages.forEach((one, at) => expect(one.breaks).toEqual(toldSum(outside.classes.map(({ ages }) => ages[at]?.breaks ?? 0))));
      }),
    );
  });
});
