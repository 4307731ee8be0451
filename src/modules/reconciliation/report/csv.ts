import { AGES } from '../domain/break-rules.js';
import { NO_COUNTS, type RunCounts } from '../domain/classes.js';
import { type Report } from '../domain/report.js';
import { type BreakView, type RunView } from '../reconciliation.queries.js';

type Cell = string | number | boolean | null;

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

type ReadPage<Row> = (after: string | null) => Promise<Page<Row>>;

/** A table of CSV (RFC 4180), one line for each class and age, with sums. What is not told is left empty. */
export function reportCsv({ classes, ages, breaks }: Report): string {
  const lines: Cell[][] = classes.flatMap((one) => [
    ...one.ages.map((count) => [one.class, count.age, count.breaks]),
    [one.class, 'all', one.breaks],
  ]);
  const sums: Cell[][] = [...AGES.map((age, at) => ['all', age, ages[at]?.breaks ?? null]), ['all', 'all', breaks]];
  return [['class', 'age', 'breaks'], ...lines, ...sums].map(lineOf).join('');
}

const COUNTS = Object.keys(NO_COUNTS) as (keyof RunCounts)[];
const RUN_FIELDS = ['id', 'service', 'source', 'state', 'reason', 'asOf', 'sequence', 'startedOn', 'endedOn', 'rows'] as const;
const BREAK_FIELDS = ['id', 'service', 'class', 'urgent', 'state', 'reason', 'firstSeen', 'lastSeen', 'age'] as const;

/** Runs with all their counts. */
export function runsCsv(read: ReadPage<RunView>): AsyncGenerator<string> {
  return tableOf([...RUN_FIELDS, ...COUNTS], (run) => [...RUN_FIELDS.map((name) => run[name]), ...COUNTS.map((name) => run.counts?.[name] ?? null)], read);
}

/** Breaks, without tokens and without who decided: a table is carried about. */
export function breaksCsv(read: ReadPage<BreakView>): AsyncGenerator<string> {
  return tableOf(BREAK_FIELDS, (one) => BREAK_FIELDS.map((name) => one[name]), read);
}

async function* tableOf<Row>(heading: readonly string[], cells: (row: Row) => readonly Cell[], read: ReadPage<Row>): AsyncGenerator<string> {
  yield lineOf(heading);
  for (let after: string | null = null; ; ) {
    const { rows, next }: Page<Row> = await read(after);
    yield rows.map((row) => lineOf(cells(row))).join('');
    if (next === null) return;
    after = next;
  }
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map((cell) => quoted(cell === null ? '' : String(cell))).join(',')}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
