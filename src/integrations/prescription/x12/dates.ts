import { type Stamp } from './interchange.js';
import { X12Problem } from './problem.js';

/**
 * Date and time on the wall clock of a place, as X12 writes them.
 * @param timeZone an IANA name, for instance `America/Chicago`.
 */
export function stamp(now: Date, timeZone: string): Stamp {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(now).map((part) => [part.type, part.value]));
  const join = (...types: Intl.DateTimeFormatPartTypes[]): string => types.map((type) => parts.get(type) ?? '').join('');
  return { date: join('year', 'month', 'day'), time: join('hour', 'minute') };
}

/**
 * The last day of a month as `YYYYMMDD`.
 * @param month `YYYY-MM`.
 * @throws X12Problem `value` for anything else.
 */
export function lastDayOf(month: string): string {
  const [, year, inYear] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (!year || !inYear) throw new X12Problem('value');
  const days = new Date(Date.UTC(Number(year), Number(inYear), 0)).getUTCDate();
  return `${year}${inYear}${String(days).padStart(2, '0')}`;
}

/** Whether the text is a day that exists, written `YYYYMMDD`. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  if (!year || !month || !day) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
