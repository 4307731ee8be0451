/** The calendar day, `YYYY-MM-DD`, it is in a time zone. */
export function dayIn(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const named = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${named.year}-${named.month}-${named.day}`;
}

export function dayBefore(day: string): string {
  const before = new Date(`${day}T00:00:00Z`);
  before.setUTCDate(before.getUTCDate() - 1);
  return before.toISOString().slice(0, 10);
}

/** The last day of a month, `YYYY-MM`, or the agreed day that stands for `never`. */
export function lastDay(validThrough: string, neverExpiresOn: string): string {
  if (validThrough === 'never') return neverExpiresOn;
  const [year, month] = validThrough.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** The last month, `YYYY-MM`, that a last day lets be valid to its end; `never` for the agreed day. */
export function lastMonth(day: string, neverExpiresOn: string): string {
  if (day === neverExpiresOn) return 'never';
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const whole = date === new Date(Date.UTC(year, month, 0)).getUTCDate();
  return new Date(Date.UTC(year, whole ? month - 1 : month - 2, 1)).toISOString().slice(0, 7);
}
