import { Command, CommanderError } from 'commander';

/** What is measured; all of it unless some are named. */
export const PARTS = ['introspection', 'batch', 'feed', 'timing', 'issue', 'files', 'lanes', 'reconciliation', 'start'] as const;

export type Part = (typeof PARTS)[number];

/** What is asked for, again and again. */
export type Load = Extract<Part, 'introspection' | 'batch' | 'feed' | 'issue'>;

export interface BenchOptions {
  readonly quick: boolean;
  readonly strict: boolean;
  readonly profile: boolean;
  readonly parts: readonly Part[];
  /** How much of everything. */
  readonly size: BenchSize;
}

export interface BenchSize {
  /** Links in the table that is asked. */
  readonly links: number;
  /** Pairs of rounds, one of the service and one of its limit. */
  readonly pairs: number;
  readonly secondsPerRound: number;
  /** For the service; the limit has less to warm and gets half. */
  readonly warmUpSeconds: number;
  /** Requests by which it is tried whether tokens can be told apart by time. */
  readonly timed: number;
  /** Records of the largest partner file. */
  readonly records: number;
  /** Links brought to each simulated partner. */
  readonly synced: number;
  /** Lines of the lists that are compared with as many links. */
  readonly lists: readonly number[];
  /** Rounds with each of them up to a million lines; a larger one has one. */
  readonly listRounds: number;
}

const FULL: BenchSize = {
  ...{ links: 300_000, pairs: 6, secondsPerRound: 2, warmUpSeconds: 4, timed: 20_000, records: 1_000_000, synced: 2_000 },
  ...{ lists: [10_000, 100_000, 1_000_000, 3_000_000], listRounds: 3 },
};
const QUICK: BenchSize = {
  ...{ links: 30_000, pairs: 2, secondsPerRound: 1, warmUpSeconds: 2, timed: 3_000, records: 100_000, synced: 300 },
  ...{ lists: [10_000, 100_000], listRounds: 1 },
};

const EXPLANATION = `
Starts its own database in a temporary folder, the service and what it is compared with, loads them in turns,
prints a table and writes it to bench/results. All traffic stays on 127.0.0.1. See docs/performance.md.`;

/** Reads the command line; null when only the help was wanted. Sets the exit code when the usage is wrong. */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const command = new Command('npm run bench --')
    .description('Measures the service against the bare tools under it.')
    .option('--quick', 'a smaller table and fewer rounds: under a minute, for a first impression', false)
    .option('--strict', 'exit code 1 when an aim is missed', false)
    .option('--profile', "write the service's CPU profile to bench/results", false)
    .option('--only <part...>', `measure only some of: ${PARTS.join(', ')}`)
    .addHelpText('after', EXPLANATION)
    .exitOverride();
  try {
    command.parse([...args], { from: 'user' });
    const given = command.opts<{ quick: boolean; strict: boolean; profile: boolean; only?: string[] }>();
    const parts = given.only?.map(partOf) ?? PARTS;
    return { quick: given.quick, strict: given.strict, profile: given.profile, parts, size: given.quick ? QUICK : FULL };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return null;
  }
}

function partOf(text: string): Part {
  const part = PARTS.find((one) => one === text);
  if (part) return part;
  process.stderr.write(`--only takes ${PARTS.join(', ')}.\n`);
  throw new CommanderError(2, 'bench.part', 'no such part');
}
