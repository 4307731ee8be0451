import fc from 'fast-check';
import { balances, COUNTED, type DayCount, toDestroy } from './balance.js';

const DAYS = ['2026-06-14', '2026-06-15', '2026-06-20'];

describe('the books of an event', () => {
  it('open each day with what the day before left', () => {
    const counts: DayCount[] = [
      { day: '2026-06-15', kind: 'issued', number: 30 },
      { day: '2026-06-14', kind: 'received', number: 50 },
      { day: '2026-06-15', kind: 'received', number: 10 },
      { day: '2026-06-15', kind: 'spoiled', number: 3 },
      { day: '2026-06-15', kind: 'destroyed', number: 2 },
      { day: '2026-06-15', kind: 'missing', number: 1 },
      { day: '2026-06-20', kind: 'destroyed', number: 1 },
    ];
    const nothing = { opening: 0, received: 0, issued: 0, spoiled: 0, destroyed: 0, missing: 0 };
    expect(balances(counts)).toEqual([
      { ...nothing, day: '2026-06-14', received: 50, closing: 50 },
      { day: '2026-06-15', opening: 50, received: 10, issued: 30, spoiled: 3, destroyed: 2, missing: 1, closing: 26 },
      { ...nothing, day: '2026-06-20', opening: 26, destroyed: 1, closing: 26 },
    ]);
    expect(toDestroy(balances(counts))).toBe(0);
    expect(balances([])).toEqual([]);
  });

  it('add up on every day, and over all days', () => {
    const count = fc.record({ day: fc.constantFrom(...DAYS), kind: fc.constantFrom(...COUNTED), number: fc.nat(500) });
    fc.assert(
      fc.property(fc.uniqueArray(count, { selector: ({ day, kind }) => day + kind }), (counts) => {
        const days = balances(counts);
        for (const [at, { opening, received, issued, spoiled, missing, closing }] of days.entries()) {
          expect(opening).toBe(days[at - 1]?.closing ?? 0);
          expect(opening + received).toBe(issued + spoiled + missing + closing);
        }
        const sum = (...kinds: string[]) => counts.filter(({ kind }) => kinds.includes(kind)).reduce((total, { number }) => total + number, 0);
        expect(days.at(-1)?.closing ?? 0).toBe(sum('received') - sum('issued', 'spoiled', 'missing'));
        expect(toDestroy(days)).toBe(sum('spoiled') - sum('destroyed'));
      }),
    );
  });
});
