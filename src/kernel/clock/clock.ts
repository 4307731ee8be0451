/** The one source of time, so that tests can set it and the city's calendar is used everywhere. */
export class Clock {
  private minute = NaN;
  private dayOfMinute = '';
  private readonly daysFrom = { day: '', known: new Map<number, string>() };

  constructor(private readonly timeZone: string) {}

  now(): Date {
    return new Date();
  }

  /** The calendar day in the city, `YYYY-MM-DD`. */
  today(): string {
    // Every request asks, and the calendar is slow. Days begin on a full minute everywhere.
    const now = this.now();
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.dayOfMinute = cityDate(now, this.timeZone);
    }
    return this.dayOfMinute;
  }

  /** The newest calendar day that has begun anywhere on Earth (UTC+14), `YYYY-MM-DD`. */
  newestDay(): string {
    return cityDate(this.now(), 'Etc/GMT-14');
  }

  /** The hour of the city's day, 0 to 23. */
  hour(): number {
    return cityHour(this.now(), this.timeZone);
  }

  /** The calendar day in the city so many days from today, `YYYY-MM-DD`. */
  dayFromToday(days: number): string {
    const [today, held] = [this.today(), this.daysFrom];
    if (held.day !== today) {
      held.day = today;
      held.known.clear();
    }
    let found = held.known.get(days);
    if (found === undefined) held.known.set(days, (found = dayFrom(today, days)));
    return found;
  }
}

function dayFrom(today: string, days: number): string {
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in a time zone, `YYYY-MM-DD`. */
export function cityDate(instant: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(instant);
}

/** The hour of the day at an instant in a time zone, 0 to 23. */
export function cityHour(instant: Date, timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(instant));
}
