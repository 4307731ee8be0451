import { setTimeout as pause } from 'node:timers/promises';
import { median, rounded } from './figures.js';
import { type LimitQuestion } from './limit.js';
import { type LoadOrder, type LoadResult } from './load.js';
import { type BenchSize, type Load } from './options.js';
import { type Usage } from './process-usage.js';
import { type Stage } from './stage.js';

/** How one side stood a load: medians over its rounds. */
export interface Side {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of its own process, in microseconds; the database's is not in it. */
  readonly cpuPerRequest: number;
  readonly rounds: readonly number[];
}

/** The service and its limit under the same load, in turns. */
export interface Comparison {
  readonly what: Load;
  readonly connections: number;
  readonly service: Side;
  readonly limit: Side;
  /** Median over the pairs of rounds, which stood next to each other in time. */
  readonly ratio: number;
  /** The same SQL without HTTP, per second. */
  readonly bareSql: number;
  /** The most memory the service held, in MB. */
  readonly residentMegabytes: number;
}

export type SideOrder = Omit<LoadOrder, 'connections' | 'seconds'>;

interface Round extends LoadResult {
  readonly cpuPerRequest: number;
}

const WARM_UP_CONNECTIONS = 16;
const MEMORY_EVERY_MILLISECONDS = 250;

/** Runs both sides in turns, the first of each pair changing, so that whatever slows the machine meets both. */
export async function compare(
  stage: Stage,
  size: BenchSize,
  what: Load,
  connections: number,
  sides: { readonly service: SideOrder; readonly limit: SideOrder },
): Promise<Comparison> {
  const { secondsPerRound } = size;
  const run = (order: SideOrder) => stage.load.ask<LoadResult>({ ...order, connections, seconds: secondsPerRound } satisfies LoadOrder);
  await warmUp(stage, sides.service, size.warmUpSeconds);
  await warmUp(stage, sides.limit, size.warmUpSeconds / 2);
  const memory = new MemoryWatch(stage);
  const service: Round[] = [];
  const limit: Round[] = [];
  const serviceRound = async () => {
    service.push(await memory.during(() => withCpu(() => run(sides.service), stage.service)));
  };
  const limitRound = async () => {
    limit.push(await withCpu(() => run(sides.limit), stage.limit));
  };
  for (let pair = 0; pair < size.pairs; pair += 1) {
    for (const round of pair % 2 === 0 ? [serviceRound, limitRound] : [limitRound, serviceRound]) await round();
  }
  const sql = { ask: 'sql', what, connections, seconds: size.secondsPerRound } as const satisfies LimitQuestion;
  return {
    what,
    connections,
    service: sideOf(service),
    limit: sideOf(limit),
    ratio: median(service.map(({ perSecond }, pair) => perSecond / (limit[pair]?.perSecond ?? NaN))),
    bareSql: await stage.limit.ask<number>(sql),
    residentMegabytes: memory.most,
  };
}

/** Many requests at once, so that the compiler of the runtime has seen enough of them before anything counts. */
async function warmUp(stage: Stage, order: SideOrder, seconds: number): Promise<void> {
  await stage.load.ask<LoadResult>({ ...order, connections: WARM_UP_CONNECTIONS, seconds } satisfies LoadOrder);
}

async function withCpu(run: () => Promise<LoadResult>, side: { usage(): Promise<Usage> }): Promise<Round> {
  const before = (await side.usage()).cpuSeconds;
  const result = await run();
  const used = (await side.usage()).cpuSeconds - before;
  const refused = Object.entries(result.refusals).map(([status, count]) => `${count} times ${status}`);
  if (refused.length > 0) throw new Error(`the load was refused: ${refused.join(', ')}`);
  return { ...result, cpuPerRequest: (used * 1_000_000) / result.answers };
}

function sideOf(rounds: readonly Round[]): Side {
  const middle = (pick: (round: Round) => number, digits: number) => rounded(median(rounds.map(pick)), digits);
  return {
    perSecond: middle(({ perSecond }) => perSecond, 0),
    p50: middle(({ p50 }) => p50, 2),
    p99: middle(({ p99 }) => p99, 2),
    cpuPerRequest: middle(({ cpuPerRequest }) => cpuPerRequest, 0),
    rounds: rounds.map(({ perSecond }) => perSecond),
  };
}

/** Looks at the memory of the service several times a second while it works. */
class MemoryWatch {
  most = 0;

  constructor(private readonly stage: Stage) {}

  async during<T>(work: () => Promise<T>): Promise<T> {
    const state = { over: false };
    const watching = this.watch(state);
    try {
      return await work();
    } finally {
      state.over = true;
      await watching;
    }
  }

  private async watch(state: { readonly over: boolean }): Promise<void> {
    while (!state.over) {
      await pause(MEMORY_EVERY_MILLISECONDS);
      const { residentMegabytes } = await this.stage.service.usage();
      this.most = Math.max(this.most, residentMegabytes);
    }
  }
}
