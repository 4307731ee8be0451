import { cityDate } from '../../../kernel/clock/clock.js';
import { categoryAt } from './age.js';

describe('the category of a person', () => {
  it.each([
    ['on the day of birth', '2026-06-15', '2026-06-15', 'kids'],
    ['a day before the 14th birthday', '2012-06-16', '2026-06-15', 'kids'],
    ['on the 14th birthday', '2012-06-15', '2026-06-15', 'standard'],
    ['a day after it', '2012-06-14', '2026-06-15', 'standard'],
    ['a day before the 65th birthday', '1961-06-16', '2026-06-15', 'standard'],
    ['on the 65th birthday', '1961-06-15', '2026-06-15', 'senior'],
    ['a day after it', '1961-06-14', '2026-06-15', 'senior'],
    ['on New Year’s Eve, before a 14th birthday on 1 January', '2013-01-01', '2026-12-31', 'kids'],
    ['on that 1 January', '2013-01-01', '2027-01-01', 'standard'],
    ['on 31 December, the 14th birthday', '2012-12-31', '2026-12-31', 'standard'],
    ['on 30 December before it', '2012-12-31', '2026-12-30', 'kids'],
    ['at more than a hundred', '1920-02-29', '2026-06-15', 'senior'],
  ])('%s', (_, birthDate, today, expected) => {
    expect(categoryAt(birthDate, today)).toBe(expected);
  });

  it.each([
    ['28 February of a year without a leap day', '2012-02-29', '2026-02-28', 'kids'],
    ['1 March of such a year', '2012-02-29', '2026-03-01', 'standard'],
    ['28 February of a leap year', '1963-02-28', '2028-02-28', 'senior'],
    ['the day before, born on 29 February', '1964-02-29', '2029-02-28', 'standard'],
    ['1 March after it', '1964-02-29', '2029-03-01', 'senior'],
    ['29 February, born on 1 March', '2014-03-01', '2028-02-29', 'kids'],
    ['29 February, born on 28 February', '2014-02-28', '2028-02-29', 'standard'],
  ])('around a leap day: %s', (_, birthDate, today, expected) => {
    expect(categoryAt(birthDate, today)).toBe(expected);
  });

  it.each([
    ['a second before midnight in the city', '2026-06-15T04:59:59Z', 'kids'],
    ['at midnight in the city', '2026-06-15T05:00:00Z', 'standard'],
  ])('is decided by the city’s calendar: %s', (_, instant, expected) => {
    expect(categoryAt('2012-06-15', cityDate(new Date(instant), 'America/Chicago'))).toBe(expected);
  });

  it.each([
    ['2012-03-08', '2026-03-08T06:30:00Z', 'standard'],
    ['2012-03-08', '2026-03-08T05:30:00Z', 'kids'],
    ['2012-11-01', '2026-11-02T05:30:00Z', 'standard'],
    ['2012-11-02', '2026-11-02T05:30:00Z', 'kids'],
  ])('is not moved by the changing of clocks: born %s, at %s', (birthDate, instant, expected) => {
    expect(categoryAt(birthDate, cityDate(new Date(instant), 'America/Chicago'))).toBe(expected);
  });

  it('is none for somebody who is not born', () => {
    expect(categoryAt('2026-06-16', '2026-06-15')).toBeNull();
  });
});
