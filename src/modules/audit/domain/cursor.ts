const CURSOR = /^([0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Where a page of the audit ends: the day and the random id of its last entry. */
export interface Cursor {
  readonly day: string;
  readonly id: string;
}

export function cursorText({ day, id }: Cursor): string {
  return `${day}_${id}`;
}

/** Null when the text is not one that `cursorText` makes. */
export function parseCursor(text: string): Cursor | null {
  const [, day, id] = CURSOR.exec(text) ?? [];
  return day !== undefined && id !== undefined && isDay(day) ? { day, id } : null;
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && !text.startsWith('0000');
}
