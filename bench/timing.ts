import { median, rounded } from './figures.js';
import { asPartner } from './loads.js';
import { type BenchSize } from './options.js';
import { type Stage } from './stage.js';
import { type TimedOrder, type TimedResult } from './timed-load.js';
import { type Undo } from './undo.js';
import { Worker } from './worker.js';

/** How well two kinds of token can be told apart by the time of the answer. */
export interface TimingFinding {
  readonly what: 'introspection' | 'report';
  readonly kinds: readonly [string, string];
  /** Area under the curve: how often an answer about one kind takes longer than one about the other. 0.5 is not at all. */
  readonly auc: number;
  /** Its standard error. */
  readonly error: number;
  readonly requests: number;
  /** Milliseconds, of each kind. */
  readonly medians: readonly [number, number];
}

const WARM_UP = 1_000;

/** Asks about tokens that nobody has, of another partner and of its own that have ended, and reports the first two. */
export async function measureTiming(stage: Stage, size: BenchSize, undo: Undo): Promise<TimingFinding[]> {
  const { unknown, foreign, ownEnded } = stage.questions.kinds;
  const load = Worker.start('timed-load.ts');
  undo.later(() => load.stop());
  const bodies = (tokens: readonly string[], more: object = {}) => tokens.map((token) => JSON.stringify({ token, ...more }));
  const send = async (what: 'introspect' | 'report', status: number, kinds: TimedOrder['bodies']) => {
    const headers = await asPartner(stage);
    const path = `/partner/v1/tokens/${what}`;
    const count = (size.timed / 2) * Object.keys(kinds).length;
    return load.ask<TimedResult>({ port: stage.service.port, method: 'POST', path, headers, status, count, warmUp: WARM_UP, bodies: kinds } satisfies TimedOrder);
  };
  const asked = await send('introspect', 200, { unknown: bodies(unknown), foreign: bodies(foreign), 'own, ended': bodies(ownEnded) });
  const report = { report: 'found' };
  const reported = await send('report', 202, { unknown: bodies(unknown, report), foreign: bodies(foreign, report) });
  return [
    told('introspection', asked, ['unknown', 'foreign']),
    told('introspection', asked, ['unknown', 'own, ended']),
    told('report', reported, ['unknown', 'foreign']),
  ];
}

function told(what: TimingFinding['what'], times: TimedResult, kinds: readonly [string, string]): TimingFinding {
  const [one, other] = [times[kinds[0]] ?? [], times[kinds[1]] ?? []];
  const auc = areaUnderCurve(one, other);
  const medians = [rounded(median(one), 3), rounded(median(other), 3)] as const;
  return { what, kinds, auc: rounded(auc, 4), error: rounded(errorOf(auc, one.length, other.length), 4), requests: one.length + other.length, medians };
}

/** Mann and Whitney: the share of pairs in which the second is larger; equal ones count half. */
export function areaUnderCurve(one: readonly number[], other: readonly number[]): number {
  const all = [...one.map((value) => ({ value, mine: true })), ...other.map((value) => ({ value, mine: false }))].sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) to += 1;
    const rank = (from + to + 1) / 2;
    for (; from < to; from += 1) if (!all[from]?.mine) ranks += rank;
  }
  return (ranks - (other.length * (other.length + 1)) / 2) / (one.length * other.length);
}

/** Hanley and McNeil's standard error of an area under the curve. */
export function errorOf(auc: number, one: number, other: number): number {
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  return Math.sqrt((auc * (1 - auc) + (other - 1) * (q1 - auc * auc) + (one - 1) * (q2 - auc * auc)) / (one * other));
}
