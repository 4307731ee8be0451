import { cityDate } from '../../../kernel/clock/clock.js';
import { validThroughAllowed, validThroughFor, withinGrace } from './validity.js';

const VALIDITY = { kids: 2, standard: 5, senior: null };

describe('how long a card is valid', () => {
  it.each([
    ['kids', '2026-06-15', '2028-06'],
    ['standard', '2026-06-15', '2031-06'],
    ['senior', '2026-06-15', 'never'],
    ['kids', '2026-12-31', '2028-12'],
    ['kids', '2027-01-01', '2029-01'],
    ['standard', '2026-12-31', '2031-12'],
    ['standard', '2027-01-01', '2032-01'],
    ['kids', '2028-02-29', '2030-02'],
    ['standard', '2028-02-29', '2033-02'],
    ['standard', '2028-03-01', '2033-03'],
  ] as const)('%s on %s: %s', (category, today, expected) => {
    expect(validThroughFor(category, today, VALIDITY)).toBe(expected);
  });

  it.each([
    ['a second before midnight at the end of the year', '2027-01-01T05:59:59Z', '2028-12'],
    ['at midnight', '2027-01-01T06:00:00Z', '2029-01'],
    ['a second before midnight at the end of a summer month', '2026-07-01T04:59:59Z', '2028-06'],
    ['at that midnight', '2026-07-01T05:00:00Z', '2028-07'],
    ['in the hour after the clocks went back, at the start of a month', '2026-11-01T07:30:00Z', '2028-11'],
    ['in the last hour of that month', '2026-12-01T05:59:59Z', '2028-11'],
  ])('counts by the city and not by Greenwich: %s', (_, instant, expected) => {
    expect(validThroughFor('kids', cityDate(new Date(instant), 'America/Chicago'), VALIDITY)).toBe(expected);
  });
});

describe('what a clerk may choose instead', () => {
  const today = '2026-06-15';

  it.each([
    ['2026-05', 'standard', false],
    ['2026-06', 'standard', true],
    ['2026-07', 'standard', true],
    ['2031-06', 'standard', true],
    ['2031-07', 'standard', false],
    ['never', 'standard', false],
    ['2028-06', 'kids', true],
    ['2028-07', 'kids', false],
    ['2031-06', 'kids', false],
    ['never', 'kids', false],
    ['never', 'senior', true],
    ['2099-12', 'senior', true],
    ['2026-06', 'senior', true],
    ['2026-05', 'senior', false],
  ] as const)('%s for %s: %p', (chosen, category, expected) => {
    expect(validThroughAllowed(chosen, category, today, VALIDITY)).toBe(expected);
  });

  it.each(['', '2027', '2027-00', '2027-13', '2027-1', '2027-01-01', 'Never', '2027-01\n', '12027-01', ' 2027-01', '2027/01'])(
    'is never %j',
    (chosen) => {
      expect(validThroughAllowed(chosen, 'senior', today, VALIDITY)).toBe(false);
      expect(validThroughAllowed(chosen, 'standard', today, VALIDITY)).toBe(false);
    },
  );
});

describe('another rule', () => {
  const validity = { kids: null, standard: 1, senior: 10 };

  it.each([
    ['kids', '2026-12-31', 'never'],
    ['standard', '2028-02-29', '2029-02'],
    ['senior', '2026-11-01', '2036-11'],
  ] as const)('gives another month: %s on %s', (category, today, expected) => {
    expect(validThroughFor(category, today, validity)).toBe(expected);
    expect(validThroughAllowed(expected, category, today, validity)).toBe(true);
  });

  it('bounds what a clerk may choose', () => {
    expect(validThroughAllowed('2029-03', 'standard', '2028-02-29', validity)).toBe(false);
    expect(validThroughAllowed('never', 'senior', '2028-02-29', validity)).toBe(false);
    expect(validThroughAllowed('never', 'kids', '2028-02-29', validity)).toBe(true);
  });
});

describe('time for renewal', () => {
  it.each([
    ['2026-06', '2026-06-30', 0, true],
    ['2026-06', '2026-07-01', 0, false],
    ['2026-06', '2026-09-30', 3, true],
    ['2026-06', '2026-10-01', 3, false],
    ['2026-12', '2027-01-31', 1, true],
    ['2026-12', '2027-02-01', 1, false],
    ['2028-02', '2029-02-28', 12, true],
    ['2028-02', '2029-03-01', 12, false],
    ['2027-02', '2028-02-29', 12, true],
    ['never', '9999-12-31', 0, true],
  ])('of a card valid through %s on %s with %i months: %p', (validThrough, today, months, expected) => {
    expect(withinGrace(validThrough, today, months)).toBe(expected);
  });
});
