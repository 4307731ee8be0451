import { isLate, lastDue, nightsDue } from './nights.js';

describe('nights', () => {
  it('are due from their hour on', () => {
    expect([lastDue('2026-03-01', 2, 3), lastDue('2026-03-01', 3, 3), lastDue('2026-03-01', 23, 3)]).toEqual(['2026-02-28', '2026-03-01', '2026-03-01']);
    expect([lastDue('2026-01-01', 0, 0), lastDue('2026-01-01', 22, 23)]).toEqual(['2026-01-01', '2025-12-31']);
  });

  it.each([
    ['2026-02-27', '2026-03-01', 1, ['2026-02-28', '2026-03-01']],
    ['2026-03-01', '2026-03-01', 1, []],
    ['2026-03-01', '2026-02-28', 1, []],
    ['2026-03-01', '2026-03-16', 7, ['2026-03-08', '2026-03-15']],
    ['2026-03-01', '2026-03-16', 0, []],
  ])('after %s up to %s, %i days apart, are %j', (seenTo, due, everyDays, nights) => {
    expect(nightsDue(seenTo, due, everyDays)).toEqual(nights);
  });

  it('of a long absence are the last ones', () => {
    const nights = nightsDue('2025-01-01', '2026-03-01', 1);
    expect([nights.length, nights.at(-1)]).toEqual([31, '2026-03-01']);
  });

  it('are late after two hours', () => {
    expect([3, 4, 5].map((hour) => isLate('2026-03-01', '2026-03-01', hour, 3))).toEqual([false, false, true]);
    expect(isLate('2026-02-28', '2026-03-01', 1, 3)).toBe(true);
  });
});
