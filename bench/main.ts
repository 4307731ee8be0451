import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureLanes } from './lanes.js';
import { batch, feed, introspection, issue, type Measure } from './loads.js';
import { type BenchOptions, type Part } from './options.js';
import { measureFiles } from './partner-files.js';
import { measureLists } from './reconciliation.js';
import { type Findings, type Line, linesOf, table } from './report.js';
import { type Comparison } from './rounds.js';
import { setStage } from './stage.js';
import { secondStart } from './start-time.js';
import { measureTiming, type TimingFinding } from './timing.js';
import { Undo } from './undo.js';

const RESULTS = fileURLToPath(new URL('./results', import.meta.url));
const CONNECTIONS = [1, 16];
/** In this order: memory that a large load took is not given back at once. */
const LOADS: readonly (readonly [Part, Measure])[] = [['introspection', introspection], ['issue', issue], ['batch', batch], ['feed', feed]];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Measures, prints and writes. Sets the exit code: 1 when the bench itself failed, or with --strict an aim was missed. */
export async function main(options: BenchOptions): Promise<void> {
  const undo = new Undo();
  stopOnSignals(undo);
  try {
    fs.mkdirSync(RESULTS, { recursive: true });
    const findings = await measure(options, undo);
    const lines = linesOf(findings);
    say(`\n${table(lines)}\n`);
    say(summary(lines));
    say(`Written to ${path.relative(process.cwd(), write(options, findings, lines))}`);
    if (options.strict && lines.some(({ met }) => met === false)) process.exitCode = 1;
  } catch (error) {
    if (undo.stopping) return;
    process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    await undo.all();
  }
}

async function measure(options: BenchOptions, undo: Undo): Promise<Findings> {
  const { parts, size } = options;
  const startedAt = performance.now();
  const step = (text: string) => say(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  const comparisons: Comparison[] = [];
  let timings: TimingFinding[] = [];
  const loads = LOADS.filter(([part]) => parts.includes(part));
  if (loads.length > 0 || parts.includes('timing')) {
    step(`database with ${size.links.toLocaleString('en')} links, service, limit and load generator`);
    const stage = await setStage(options, RESULTS, undo);
    for (const [part, load] of loads) {
      for (const connections of CONNECTIONS) {
        step(`${part}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`);
        comparisons.push(await load(stage, size, connections));
      }
    }
    if (parts.includes('timing')) {
      step(`time of ${size.timed.toLocaleString('en')} answers about tokens that are to look alike`);
      timings = await measureTiming(stage, size, undo);
    }
    step('stopping them');
    await undo.all();
  }
  const when = <T>(part: Part, text: string, work: () => Promise<T>): Promise<T> | null => {
    if (!parts.includes(part)) return null;
    step(text);
    return work();
  };
  return {
    comparisons,
    timings,
    files: (await when('files', `partner files of ${size.records.toLocaleString('en')} records`, () => measureFiles(size, undo))) ?? [],
    lanes: (await when('lanes', `${size.synced.toLocaleString('en')} links to each simulated partner`, () => measureLanes(size, undo))) ?? [],
    lists: (await when('reconciliation', 'the service, to compare lists with links', () => measureLists(size, step, undo))) ?? [],
    secondStart: await when('start', 'npm start, twice', () => secondStart(undo)),
  };
}

function summary(lines: readonly Line[]): string {
  const aims = lines.filter(({ met }) => met !== null);
  const missed = aims.filter(({ met }) => met === false).map(({ what }) => what);
  if (missed.length === 0) return `All ${aims.length} aims are met.`;
  return `${missed.length} of ${aims.length} aims are missed: ${missed.join('; ')}.`;
}

/** @returns the file. */
function write(options: BenchOptions, findings: Findings, lines: readonly Line[]): string {
  const at = new Date().toISOString();
  const file = path.join(RESULTS, `${at.replace(/[:.]/g, '-')}.json`);
  const machine = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: os.availableParallelism(),
    processor: os.cpus()[0]?.model,
    loadAverage: os.loadavg(),
  };
  fs.writeFileSync(file, `${JSON.stringify({ at, machine, options, lines, ...findings }, null, 2)}\n`);
  return file;
}

/** The first signal takes everything down; the second does not wait for it. */
function stopOnSignals(undo: Undo): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (undo.stopping) process.exit(130);
      undo.stopping = true;
      say('\nstopping ...');
      void undo.all().finally(() => process.exit(130));
    });
  }
}
