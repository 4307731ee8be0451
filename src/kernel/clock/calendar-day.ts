/** Whether something is a day of the calendar, `YYYY-MM-DD`. */
export function isCalendarDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && text > '0001' && new Date(instant).toISOString().startsWith(text);
}
