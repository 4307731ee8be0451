import { rounded } from './figures.js';
import { type LaneResult } from './lanes.js';
import { type FileFinding } from './partner-files.js';
import { type Load } from './options.js';
import { type ListFinding } from './reconciliation.js';
import { type Comparison } from './rounds.js';
import { type TimingFinding } from './timing.js';

/** What a run found. */
export interface Findings {
  readonly comparisons: readonly Comparison[];
  readonly timings: readonly TimingFinding[];
  readonly files: readonly FileFinding[];
  readonly lanes: readonly LaneResult[];
  readonly lists: readonly ListFinding[];
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

/** What one request stands for. */
const UNITS: Readonly<Record<Load, number>> = { introspection: 1, batch: 1_000, feed: 1_000, issue: 1 };
const RATIO_AIM: Readonly<Partial<Record<Load, number>>> = { introspection: 0.7, issue: 0.6 };
const BATCH_AIM_PER_SECOND = 50_000;
const AUC_AIM = 0.55;
const NAMES: Readonly<Record<Load, string>> = {
  introspection: 'introspection',
  batch: 'tokens introspected, 1,000 at once',
  feed: 'changes read, 1,000 at once',
  issue: 'issue of a card',
};
const MEMORY_AIM_MB = 250;
const START_AIM_SECONDS = 10;
const FILE_MEMORY_AIM_MB = 200;
/** The size for which there are aims. */
const LIST_AIM_LINKS = 1_000_000;
const LIST_RATIO_AIM = 1.5;
const LIST_MEMORY_AIM_MB = 200;
const FILES: Readonly<Record<FileFinding['work'], string>> = {
  'members-written': '834 members written',
  'members-sealed': '834 members written, encrypted and signed',
  'acknowledgements-read': 'answers of 999 files read',
  'list-written': 'status-list records written',
  'list-read': 'status-list records read',
};

export function linesOf({ comparisons, timings, files, lanes, lists, secondStart }: Findings): Line[] {
  const lines = comparisons.flatMap(comparisonLines);
  const memory = (loads: readonly Load[]) => Math.max(...comparisons.flatMap((one) => (loads.includes(one.what) ? [one.residentMegabytes] : [])));
  const [single, thousands] = [memory(['introspection', 'issue']), memory(['batch', 'feed'])];
  if (single > 0) lines.push(aimed('memory of the service under load', `${single.toFixed(0)} MB`, `under ${MEMORY_AIM_MB} MB`, single < MEMORY_AIM_MB));
  if (thousands > 0) lines.push(noted('memory of the service while it answers by the thousand', `${thousands.toFixed(0)} MB`, ''));
  lines.push(...timings.map(timingLine), ...files.flatMap(fileLines), ...lanes.map(laneLine), ...lists.flatMap(listLines));
  if (secondStart !== null) {
    const seconds = `${secondStart.toFixed(1)} s`;
    lines.push(aimed('npm start to first answer, second start', seconds, `under ${START_AIM_SECONDS} s`, secondStart < START_AIM_SECONDS));
  }
  return lines;
}

function comparisonLines(comparison: Comparison): Line[] {
  const { what, connections, service, limit, ratio, bareSql } = comparison;
  const unit = UNITS[what];
  return [
    {
      what: `${NAMES[what]}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
      measured: perSecond(service.perSecond * unit),
      limit: perSecond(limit.perSecond * unit),
      ratio: ratio.toFixed(2),
      ...aimOf(comparison),
    },
    noted('  p50 / p99', `${service.p50} / ${service.p99} ms`, `${limit.p50} / ${limit.p99} ms`),
    noted('  CPU of the process per request', `${service.cpuPerRequest} us`, `${limit.cpuPerRequest} us`),
    noted('  the same SQL without HTTP', '', perSecond(bareSql * unit)),
  ];
}

/** A batch may be as slow as the database was in this run. */
function aimOf({ what, service, ratio, bareSql, connections }: Comparison): Pick<Line, 'aim' | 'met'> {
  const least = RATIO_AIM[what];
  if (least !== undefined) return { aim: `at least ${least.toFixed(2)}`, met: rounded(ratio, 2) >= least };
  if (what !== 'batch' || connections === 1) return { aim: '', met: null };
  const aim = Math.min(BATCH_AIM_PER_SECOND, bareSql * UNITS[what]);
  return { aim: `at least ${perSecond(aim)}`, met: service.perSecond * UNITS[what] >= aim };
}

/** What has ended is told by the answer itself, so its time is for information. */
function timingLine({ what, kinds: [one, other], auc, error, medians }: TimingFinding): Line {
  const apart = Math.max(auc, 1 - auc);
  const line = { what: `told apart by time of ${what}: ${one} and ${other}`, measured: `AUC ${apart.toFixed(3)} (+-${error.toFixed(3)})`, limit: `${medians.join(' / ')} ms`, ratio: '' };
  return other === 'own, ended' ? { ...line, aim: '', met: null } : { ...line, aim: `at most ${AUC_AIM}`, met: apart <= AUC_AIM };
}

/** Beside the bare writing or reading of the same bytes. */
function fileLines({ work, records, seconds, plainSeconds, residentMegabytes: most }: FileFinding): Line[] {
  const name = FILES[work];
  return [
    rate(name, records, seconds, plainSeconds),
    aimed(`  memory for ${records.toLocaleString('en')}`, `${most.toFixed(0)} MB`, `under ${FILE_MEMORY_AIM_MB} MB`, most < FILE_MEMORY_AIM_MB),
  ];
}

/** Beside the adapter alone, without database and seals. */
function laneLine({ service, links, seconds, aloneSeconds }: LaneResult): Line {
  return rate(`links synced, ${service}`, links, seconds, aloneSeconds);
}

/** Beside COPY and FULL JOIN of the same sets. Here the ratio is one of times: less is better. */
function listLines({ links, breaks, seconds, plainSeconds, listOnlySeconds, listOnlyRatio, ratio, idleMegabytes, residentMegabytes: most }: ListFinding): Line[] {
  const isAimed = links === LIST_AIM_LINKS;
  const count = links.toLocaleString('en');
  return [
    {
      what: `${count} links compared, ${breaks.toLocaleString('en')} breaks`,
      measured: `${seconds.toFixed(2)} s`,
      limit: `${plainSeconds.toFixed(2)} s`,
      ratio: ratio.toFixed(2),
      aim: isAimed ? `at most ${LIST_RATIO_AIM.toFixed(2)}` : '',
      met: isAimed ? rounded(ratio, 2) <= LIST_RATIO_AIM : null,
    },
    { ...noted('  beside COPY of the list alone', '', `${listOnlySeconds.toFixed(2)} s`), ratio: listOnlyRatio.toFixed(2) },
    aimed(`  memory for ${count} (${idleMegabytes.toFixed(0)} MB before)`, `${most.toFixed(0)} MB`, `under ${LIST_MEMORY_AIM_MB} MB`, most < LIST_MEMORY_AIM_MB),
  ];
}

function rate(what: string, count: number, seconds: number, limitSeconds: number): Line {
  const ratio = (limitSeconds / seconds).toFixed(2);
  return { what, measured: perSecond(count / seconds), limit: perSecond(count / limitSeconds), ratio, aim: '', met: null };
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
