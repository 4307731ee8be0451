// The load generator: a process of its own, the same for the service and for what it is compared with.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { percentile, rounded } from './figures.js';
import { type Addressed, converse, requestText } from './load-connection.js';
import { serveQuestions } from './worker.js';

/** One round of load. */
export interface LoadOrder extends Addressed {
  /** A file of request bodies to send in turn (JSON, an array of texts). */
  readonly bodies: string;
  /** Adds a fresh Idempotency-Key to every request. */
  readonly act: boolean;
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly answers: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers by status that were no success. */
  readonly refusals: Readonly<Record<string, number>>;
}

const files = new Map<string, readonly string[]>();

serveQuestions(run);

async function run(order: LoadOrder): Promise<LoadResult> {
  const requests = requestsOf(order);
  const milliseconds: number[] = [];
  const refusals: Record<string, number> = {};
  const started = performance.now();
  const until = started + order.seconds * 1000;
  const talk = (next: () => Buffer) =>
    converse(order.port, next(), (status, took) => {
      milliseconds.push(took);
      if (status < 200 || status > 299) refusals[status] = (refusals[status] ?? 0) + 1;
      return performance.now() < until ? next() : null;
    });
  await Promise.all(Array.from({ length: order.connections }, (_, place) => talk(requests(place / order.connections))));
  const seconds = (performance.now() - started) / 1000;
  const sorted = Float64Array.from(milliseconds).sort();
  return {
    perSecond: rounded(sorted.length / seconds, 1),
    answers: sorted.length,
    p50: rounded(percentile(sorted, 0.5), 3),
    p99: rounded(percentile(sorted, 0.99), 3),
    refusals,
  };
}

/** For each connection an endless list of its own, begun at a share of the bodies. Built before the clock runs. */
function requestsOf(order: LoadOrder): (share: number) => () => Buffer {
  const bodies = bodiesIn(order.bodies);
  if (order.act) {
    const body = bodies[0] ?? '';
    return () => () => Buffer.from(requestText(order, body, { 'idempotency-key': randomUUID() }), 'latin1');
  }
  const built = bodies.map((body) => Buffer.from(requestText(order, body), 'latin1'));
  return (share) => {
    let at = Math.floor(share * built.length);
    return () => built[(at = (at + 1) % built.length)] as Buffer;
  };
}

function bodiesIn(file: string): readonly string[] {
  let known = files.get(file);
  if (!known) {
    known = JSON.parse(readFileSync(file, 'utf8')) as string[];
    files.set(file, known);
  }
  return known;
}
