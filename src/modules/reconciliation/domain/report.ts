import { type Service } from '../../links/index.js';
import { type Age, AGES, ageOn, BREAK_STATES, type BreakState, RESOLVED_DAYS } from './break-rules.js';
import { BREAK_CLASSES, type BreakClass, NO_COUNTS, type RunCounts } from './classes.js';
import { type RunReason, type RunState } from './run-state.js';
import { type Audience, isSmall, type Told, told, toldSum } from './small-counts.js';

/** Breaks that are alike in all that a report tells of them. */
export interface BreakGroup {
  readonly class: BreakClass;
  readonly state: BreakState;
  readonly urgent: boolean;
  readonly firstSeen: string;
  /** Null while they stand. */
  readonly resolvedOn: string | null;
  readonly count: number;
}

/** A run as a report needs it. */
export interface ReportedRun {
  readonly id: string;
  /** Runs are compared in the order of their numbers; null for one that nobody has begun. */
  readonly number: number | null;
  readonly asOf: string | null;
  readonly startedOn: string;
  readonly endedOn: string | null;
  readonly state: RunState;
  readonly reason: RunReason | null;
  /** Lines of the list. */
  readonly rows: number | null;
  /** Null for a run that compared nothing. */
  readonly counts: RunCounts | null;
}

export interface AgeCount {
  readonly age: Age;
  readonly breaks: Told;
}

export interface ClassReport {
  readonly class: BreakClass;
  readonly ages: readonly AgeCount[];
  readonly breaks: Told;
}

/** One run in the trend. */
export interface TrendEntry extends Omit<ReportedRun, 'counts' | 'number' | 'endedOn'> {
  /** All that differed in its list, each class by itself, and together; null for a run that compared nothing. */
  readonly classes: readonly { readonly class: BreakClass; readonly differences: Told }[] | null;
  readonly differences: Told;
}

/** How a partner and the city stand on a day. */
export interface Report {
  readonly service: Service;
  readonly day: string;
  readonly audience: Audience;
  /** Breaks that stand, by class and age. */
  readonly classes: readonly ClassReport[];
  readonly ages: readonly AgeCount[];
  readonly breaks: Told;
  /** The same breaks by state; null for anybody outside: by them the small counts of the others could be found. */
  readonly states: readonly { readonly state: BreakState; readonly breaks: number }[] | null;
  /** How many of them are blocked here and live there; null for anybody outside. */
  readonly urgent: number | null;
  /** Newest first. */
  readonly trend: readonly TrendEntry[];
  /** The last round of checks; null for anybody outside, and where there was none. */
  readonly checks: CheckRound | null;
}

/** A round of checks, which asks for other links than a list shows. */
export interface CheckRound extends Pick<ReportedRun, 'id' | 'startedOn' | 'endedOn' | 'state' | 'reason'> {
  /** Accounts that were asked for. */
  readonly asked: number;
  readonly differences: number;
}

/** The most runs that a trend shows. */
export const TREND_RUNS = 30;

export interface ReportSources {
  readonly service: Service;
  readonly day: string;
  /** All breaks of the service that are known. */
  readonly groups: readonly BreakGroup[];
  /** Newest first. */
  readonly runs: readonly ReportedRun[];
  readonly lastChecks?: ReportedRun | null;
}

/** The report on a day, for one who is inside or outside. */
export function reportOf({ service, day, groups, runs, lastChecks = null }: ReportSources, audience: Audience): Report {
  const standing = groups.filter(({ resolvedOn }) => resolvedOn === null);
  const classes = BREAK_CLASSES.map((name) => classReport(name, standing, day, audience));
  const inside = audience === 'inside';
  return {
    service,
    day,
    audience,
    classes,
    ages: AGES.map((age, at) => ({ age, breaks: toldSum(classes.map(({ ages }) => ages[at]?.breaks ?? 0)) })),
    breaks: toldSum(classes.map(({ breaks }) => breaks)),
    states: inside ? UNRESOLVED.map((state) => ({ state, breaks: countOf(standing.filter((group) => group.state === state)) })) : null,
    urgent: inside ? countOf(standing.filter(({ urgent }) => urgent)) : null,
    trend: trendOf(runs, groups, day, audience),
    checks: inside && lastChecks ? roundOf(lastChecks) : null,
  };
}

function roundOf({ id, startedOn, endedOn, state, reason, counts }: ReportedRun): CheckRound {
  const { ours, missing, stateMismatch, partnerHold } = counts ?? NO_COUNTS;
  return { id, startedOn, endedOn, state, reason, asked: ours, differences: missing + stateMismatch + partnerHold };
}

const UNRESOLVED = BREAK_STATES.filter((state) => state !== 'resolved');

/** Of lines that nobody can read there is one break, however many they are. It is about a file and about nobody. */
const ABOUT_NOBODY: readonly BreakClass[] = ['unreadable'];

const audienceOf = (name: BreakClass, audience: Audience): Audience => (ABOUT_NOBODY.includes(name) ? 'inside' : audience);

function classReport(name: BreakClass, standing: readonly BreakGroup[], day: string, audience: Audience): ClassReport {
  const counts = agesOf(name, standing, day);
  const ages = AGES.map((age, at) => ({ age, breaks: told(counts[at] ?? 0, audienceOf(name, audience)) }));
  return { class: name, ages, breaks: toldSum(ages.map(({ breaks }) => breaks)) };
}

/** How many breaks of a class have which age on a day. */
function agesOf(name: BreakClass, groups: readonly BreakGroup[], day: string): number[] {
  const own = groups.filter((group) => group.class === name);
  return AGES.map((age) => countOf(own.filter(({ firstSeen }) => ageOn(day, firstSeen) === age)));
}

const countOf = (groups: readonly BreakGroup[]) => groups.reduce((sum, { count }) => sum + count, 0);

/**
 * A run's count of a class, together with what checks found of it, is the sum of its ages in every report up to the next
 * run that compares a list: one that compares nothing leaves breaks as they are. It is told outside only where none of
 * those reports had a small count of that class, or would give away a small one of the checks, and for days of which that
 * is still known.
 */
function trendOf(runs: readonly ReportedRun[], groups: readonly BreakGroup[], today: string, audience: Audience): TrendEntry[] {
  const small = new SmallDays(groups);
  const known = dayAfter(today, -RESOLVED_DAYS);
  return runs.map((of) => {
    const { counts, id, asOf, startedOn, state, reason, rows } = of;
    const run = { id, asOf, startedOn, state, reason, rows };
    if (!counts) return { ...run, classes: null, differences: null };
    const next = comparedAfter(of, runs);
    const until = next ? settledBy(next, today) : today;
    const classes = BREAK_CLASSES.map((name) => {
      const count = counts[COUNT_OF[name]];
      const reader = audienceOf(name, audience);
      const found = () => startedOn < known || small.between(name, count, startedOn, until) || (next !== null && small.changed(name, next.startedOn, settledBy(of, today)));
      return { class: name, differences: reader === 'outside' && found() ? null : told(count, reader) };
    });
    return { ...run, classes, differences: toldSum(classes.map(({ differences }) => differences)) };
  });
}

/** The run that compared the next list; null where none has. */
function comparedAfter({ number }: ReportedRun, runs: readonly ReportedRun[]): ReportedRun | null {
  const after = runs.filter((run) => run.counts !== null && (run.number ?? 0) > (number ?? 0));
  return after.reduce<ReportedRun | null>((first, run) => (first === null || (run.number ?? 0) < (first.number ?? 0) ? run : first), null);
}

/** The last day on which a run can have changed breaks: one that began before midnight may have done so behind it. */
function settledBy({ startedOn, endedOn }: ReportedRun, today: string): string {
  return [dayAfter(startedOn, 1), endedOn ?? today, today].sort()[0] ?? today;
}

/** Days on which a report had a small count of a class, or a sum by which one could be found. */
class SmallDays {
  private readonly known = new Map<string, readonly (readonly number[])[]>();

  constructor(private readonly groups: readonly BreakGroup[]) {}

  /** @param count what a list had of the class: what stood beside it was found by checks, or is on its way; a token listed three times counts twice. */
  between(name: BreakClass, count: number, from: string, until: string): boolean {
    for (let day = from; day <= until; day = dayAfter(day, 1)) {
      const [last = [], first = []] = this.on(name, day);
      if ([last, ...(day > from ? [first] : [])].some((ages) => givesAway(ages, count))) return true;
    }
    return false;
  }

  /** Whether breaks of a class came or were resolved on one of these days: of a day's states, only the first and the last are known. */
  changed(name: BreakClass, from: string, until: string): boolean {
    const within = (day: string | null) => day !== null && from <= day && day <= until;
    return this.groups.some((group) => group.class === name && (within(group.firstSeen) || within(group.resolvedOn)));
  }

  /** The ages in the last and in the first report of a day. */
  private on(name: BreakClass, day: string): readonly (readonly number[])[] {
    const key = `${name} ${day}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const last = this.groups.filter(({ firstSeen, resolvedOn }) => firstSeen <= day && (resolvedOn === null || resolvedOn > day));
    const first = this.groups.filter(({ firstSeen, resolvedOn }) => firstSeen < day && (resolvedOn === null || resolvedOn >= day));
    const found = [last, first].map((standing) => agesOf(name, standing, day));
    this.known.set(key, found);
    return found;
  }
}

/** Whether one of these counts is small, or what stands beside the list's own count is. */
function givesAway(ages: readonly number[], count: number): boolean {
  const beside = ages.reduce((sum, one) => sum + one, 0) - count;
  return ages.some(isSmall) || (!isSmall(count) && isSmall(Math.abs(beside)));
}

const COUNT_OF: Readonly<Record<BreakClass, keyof RunCounts>> = {
  missing: 'missing',
  unknown: 'unknown',
  state_mismatch: 'stateMismatch',
  attribute_mismatch: 'attributeMismatch',
  duplicate: 'duplicate',
  ended_still_live: 'endedStillLive',
  partner_hold: 'partnerHold',
  unreadable: 'unreadable',
};

function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
