import { cityDate, Clock } from './clock.js';

const CHICAGO = 'America/Chicago';

class Stopped extends Clock {
  constructor(
    public instant: string,
    zone = CHICAGO,
  ) {
    super(zone);
  }

  override now(): Date {
    return new Date(this.instant);
  }
}

describe("the city's day", () => {
  it.each([
    ['the last second of a month, in winter', '2026-02-01T05:59:59.999Z', '2026-01-31'],
    ['the first second of a month, in winter', '2026-02-01T06:00:00Z', '2026-02-01'],
    ['the last second of a month, in summer', '2026-08-01T04:59:59Z', '2026-07-31'],
    ['the first second of a month, in summer', '2026-08-01T05:00:00Z', '2026-08-01'],
    ['new year', '2027-01-01T05:59:59Z', '2026-12-31'],
    ['leap day', '2028-02-29T12:00:00Z', '2028-02-29'],
    ['midnight of the day the clocks go forward', '2026-03-08T06:00:00Z', '2026-03-08'],
    ['a second before midnight of that day', '2026-03-09T04:59:59Z', '2026-03-08'],
    ['midnight after the day the clocks went back', '2026-11-02T06:00:00Z', '2026-11-02'],
    ['a second before it', '2026-11-02T05:59:59Z', '2026-11-01'],
    ['the hour that comes twice', '2026-11-01T07:30:00Z', '2026-11-01'],
  ])('is right at %s', (_, instant, day) => {
    expect(cityDate(new Date(instant), CHICAGO)).toBe(day);
    expect(new Stopped(instant).today()).toBe(day);
  });

  it('is the day of that city and no other', () => {
    const instant = new Date('2026-06-30T23:30:00Z');
    expect(['America/Chicago', 'UTC', 'Asia/Tokyo'].map((zone) => cityDate(instant, zone))).toEqual([
      '2026-06-30',
      '2026-06-30',
      '2026-07-01',
    ]);
  });
});

describe('a day from today', () => {
  it.each([
    ['2026-12-31T18:00:00Z', 1, '2027-01-01'],
    ['2028-02-28T18:00:00Z', 1, '2028-02-29'],
    ['2027-02-28T18:00:00Z', 1, '2027-03-01'],
    ['2026-03-07T18:00:00Z', 2, '2026-03-09'],
    ['2026-10-31T18:00:00Z', 2, '2026-11-02'],
    ['2026-01-01T18:00:00Z', -1, '2025-12-31'],
    ['2026-01-01T05:00:00Z', 0, '2025-12-31'],
  ])('counted at %s by %d is %s', (instant, days, day) => {
    expect(new Stopped(instant).dayFromToday(days)).toBe(day);
  });

  it('goes on with the day', () => {
    const clock = new Stopped('2026-12-30T18:00:00Z');
    expect([clock.dayFromToday(1), clock.dayFromToday(2), clock.dayFromToday(1)]).toEqual(['2026-12-31', '2027-01-01', '2026-12-31']);
    clock.instant = '2026-12-31T18:00:00Z';
    expect([clock.dayFromToday(1), clock.dayFromToday(2)]).toEqual(['2027-01-01', '2027-01-02']);
  });
});

describe('the clock', () => {
  it('goes', () => {
    const before = Date.now();
    const now = new Clock(CHICAGO).now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});
