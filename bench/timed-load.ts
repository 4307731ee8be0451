// Sends requests of several kinds, one after the other in drawn order, and notes how long each was answered in.
import { randomInt } from 'node:crypto';
import { shuffled } from '../src/modules/links/domain/feed-order.js';
import { type Addressed, converse, requestText } from './load-connection.js';
import { serveQuestions } from './worker.js';

export interface TimedOrder extends Addressed {
  /** Bodies by kind; those of a kind are sent in turn. */
  readonly bodies: Readonly<Record<string, readonly string[]>>;
  /** Requests of all kinds together, as many of each. */
  readonly count: number;
  /** Sent before anything counts. */
  readonly warmUp: number;
  readonly status: number;
}

/** Milliseconds of each answer, by kind. */
export type TimedResult = Readonly<Record<string, readonly number[]>>;

serveQuestions(run);

async function run(order: TimedOrder): Promise<TimedResult> {
  const kinds = Object.keys(order.bodies);
  const built = kinds.map((kind) => (order.bodies[kind] ?? []).map((body) => Buffer.from(requestText(order, body), 'latin1')));
  const times: Record<string, number[]> = Object.fromEntries(kinds.map((kind) => [kind, []]));
  const total = order.count + order.warmUp;
  const turns = shuffled(Array.from({ length: total }, (_, at) => at % kinds.length), (below) => randomInt(below));
  const sent = kinds.map(() => 0);
  const request = (kind: number) => {
    const bodies = built[kind] ?? [];
    const at = (sent[kind] = (sent[kind] ?? 0) + 1);
    return bodies[at % bodies.length] as Buffer;
  };
  let answered = 0;
  await converse(order.port, request(turns[0] ?? 0), (status, milliseconds) => {
    if (status !== order.status) throw new Error(`a timed request was answered ${status}`);
    if (answered >= order.warmUp) times[kinds[turns[answered] ?? 0] ?? '']?.push(milliseconds);
    answered += 1;
    return answered < total ? request(turns[answered] ?? 0) : null;
  });
  return times;
}
