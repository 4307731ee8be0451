/** Nights that are told one by one when they are made up for; of a service that was away for longer, the last ones. */
const MOST_NIGHTS = 31;

/**
 * The last night whose hour has come: today's, or the day before. It goes by day and hour alone, so that an hour which
 * the clock leaves out, or shows twice, has one night all the same.
 * @param today in the city, `YYYY-MM-DD`.
 */
export function lastDue(today: string, hour: number, listHour: number): string {
  return hour >= listHour ? today : dayAfter(today, -1);
}

/** The nights after the one that was seen to last, so many days apart, oldest first. */
export function nightsDue(seenTo: string, due: string, everyDays: number): string[] {
  const nights: string[] = [];
  if (everyDays < 1) return nights;
  for (let night = dayAfter(seenTo, everyDays); night <= due; night = dayAfter(night, everyDays)) nights.push(night);
  return nights.slice(-MOST_NIGHTS);
}

/** Whether a night is over for so long that nobody can have seen to it in time: an hour may have been left out. */
export function isLate(night: string, today: string, hour: number, listHour: number): boolean {
  return night < today || hour > listHour + 1;
}

function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
