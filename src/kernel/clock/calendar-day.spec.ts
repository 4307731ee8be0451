import { isCalendarDay } from './calendar-day.js';

describe('a day of the calendar', () => {
  it.each(['2026-06-15', '2028-02-29', '2000-02-29', '9999-12-31', '0001-01-01'])('is %s', (day) => expect(isCalendarDay(day)).toBe(true));

  it.each(['2026-02-29', '1900-02-29', '2026-04-31', '2026-00-10', '2026-1-1', '0000-01-01', '2026-06-15 ', '2026-06-15\n', '', 20260615, null])(
    'is not %j',
    (day) => expect(isCalendarDay(day)).toBe(false),
  );
});
