import { rounded } from './figures.js';
import { type Comparison } from './rounds.js';

/** What a run found. */
export interface Findings {
  readonly comparisons: readonly Comparison[];
  /** Seconds to the first answer on a second start, when it was measured. */
  readonly secondStart: number | null;
}

/** One line of the table. Empty texts where a column does not apply. */
export interface Line {
  readonly what: string;
  readonly measured: string;
  readonly limit: string;
  readonly ratio: string;
  readonly aim: string;
  /** Null for lines that are for information. */
  readonly met: boolean | null;
}

const RATIO_AIM = { introspection: 0.7, issue: 0.6 } as const;
const NAMES = { introspection: 'introspection', issue: 'issue of a card' } as const;
const MEMORY_AIM_MB = 250;
const START_AIM_SECONDS = 10;

export function linesOf({ comparisons, secondStart }: Findings): Line[] {
  const lines = comparisons.flatMap(comparisonLines);
  if (comparisons.length > 0) {
    const most = Math.max(...comparisons.map((one) => one.residentMegabytes));
    lines.push(aimed('memory of the service under load', `${most.toFixed(0)} MB`, `under ${MEMORY_AIM_MB} MB`, most < MEMORY_AIM_MB));
  }
  if (secondStart !== null) {
    const seconds = `${secondStart.toFixed(1)} s`;
    lines.push(aimed('npm start to first answer, second start', seconds, `under ${START_AIM_SECONDS} s`, secondStart < START_AIM_SECONDS));
  }
  return lines;
}

function comparisonLines({ what, connections, service, limit, ratio, bareSql }: Comparison): Line[] {
  const name = `${NAMES[what]}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`;
  const aim = RATIO_AIM[what];
  return [
    {
      what: name,
      measured: perSecond(service.perSecond),
      limit: perSecond(limit.perSecond),
      ratio: ratio.toFixed(2),
      aim: `at least ${aim.toFixed(2)}`,
      met: rounded(ratio, 2) >= aim,
    },
    noted('  p50 / p99', `${service.p50} / ${service.p99} ms`, `${limit.p50} / ${limit.p99} ms`),
    noted('  CPU of the process per request', `${service.cpuPerRequest} us`, `${limit.cpuPerRequest} us`),
    noted('  the same SQL without HTTP', '', perSecond(bareSql)),
  ];
}

const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')}/s`;
const noted = (what: string, measured: string, limit: string): Line => ({ what, measured, limit, ratio: '', aim: '', met: null });
const aimed = (what: string, measured: string, aim: string, met: boolean): Line => ({ what, measured, limit: '', ratio: '', aim, met });

/** The lines as a table for a terminal. */
export function table(lines: readonly Line[]): string {
  const rows = [
    ['what', 'measured', 'limit', 'ratio', 'aim', 'met'],
    ...lines.map(({ what, measured, limit, ratio, aim, met }) => [what, measured, limit, ratio, aim, verdict(met)]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const text = (row: readonly string[]) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  ').trimEnd();
  const [head = [], ...rest] = rows;
  return [text(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rest.map(text)].join('\n');
}

const verdict = (met: boolean | null) => (met === null ? '' : met ? 'yes' : 'NO');

/** Words to the left, figures to the right. */
function pad(cell: string, width: number, column: number): string {
  return column >= 1 && column <= 3 ? cell.padStart(width) : cell.padEnd(width);
}
