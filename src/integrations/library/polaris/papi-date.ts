const MICROSOFT = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/i;

/** Reads a moment as PAPI writes it, `/Date(1787240106747-0500)/`, or an ISO text; null when it is neither. */
export function readMoment(value: unknown): Date | null {
  if (typeof value !== 'string') return null;
  // The offset only says how to show it: the number is universal time already.
  const milliseconds = MICROSOFT.exec(value)?.[1];
  const moment = new Date(milliseconds === undefined ? value : Number(milliseconds));
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** Noon in Greenwich of a day, `YYYY-MM-DD`: the same day in every zone a city may lie in. */
export function writeDay(day: string): string {
  return `/Date(${Date.parse(`${day}T12:00:00Z`)})/`;
}
