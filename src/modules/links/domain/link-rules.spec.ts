import fc from 'fast-check';
import { epochStart, monthPassed, retryAfterSeconds, stateUnder } from './link-rules.js';

describe('the state of a link under its holds', () => {
  it.each([
    [false, false, false, 'active'],
    [true, false, false, 'suspended'],
    [false, true, false, 'suspended'],
    [true, true, false, 'suspended'],
    [false, false, true, 'ended'],
    [true, false, true, 'ended'],
    [false, true, true, 'ended'],
    [true, true, true, 'ended'],
  ] as const)('city %p, partner %p, ended %p: %s', (city, partner, ended, expected) => {
    expect(stateUnder({ city, partner }, ended)).toBe(expected);
  });
});

describe('a month', () => {
  it.each([
    ['2026-06', '2026-05-31', false],
    ['2026-06', '2026-06-30', false],
    ['2026-06', '2026-07-01', true],
    ['2026-12', '2026-12-31', false],
    ['2026-12', '2027-01-01', true],
    ['2027-01', '2026-12-31', false],
    ['never', '9999-12-31', false],
  ])('%s on %s has passed: %p', (month, today, expected) => {
    expect(monthPassed(month, today)).toBe(expected);
  });
});

describe('the window an instant lies in', () => {
  it.each([
    ['1970-01-01T00:00:00.000Z', 900, 0],
    ['1970-01-01T00:14:59.999Z', 900, 0],
    ['1970-01-01T00:15:00.000Z', 900, 900],
    ['2026-06-15T13:37:11.500Z', 900, Date.UTC(2026, 5, 15, 13, 30) / 1000],
    ['2026-06-15T13:37:11.500Z', 86_400, Date.UTC(2026, 5, 15) / 1000],
    ['2026-06-15T13:37:11.500Z', 1, Date.UTC(2026, 5, 15, 13, 37, 11) / 1000],
  ])('%s in windows of %d s began at %d', (instant, seconds, expected) => {
    expect(epochStart(new Date(instant), seconds)).toBe(expected);
  });

  it('begins a day after the one before at the latest, also when the window was changed in between', () => {
    const windows = fc.integer({ min: 1, max: 86_400 });
    fc.assert(
      fc.property(fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), windows, windows, (now, before, after) => {
        const entered = epochStart(now, before);
        const later = new Date(now.getTime() + after * 1000);
        expect(epochStart(later, after)).toBeGreaterThan(entered);
      }),
    );
  });
});

describe('the pause before another try', () => {
  it.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [5, 32],
    [9, 512],
    [10, 900],
    [11, 900],
    [1_000_000, 900],
  ])('after %d attempts is from half of %d seconds to the whole', (attempts, ceiling) => {
    expect(retryAfterSeconds(attempts, 0)).toBe(ceiling / 2);
    expect(retryAfterSeconds(attempts, 0.5)).toBe(ceiling * 0.75);
    expect(retryAfterSeconds(attempts, 1)).toBe(ceiling);
  });
});
