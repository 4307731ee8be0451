import path from 'node:path';
import { type BenchSize } from './options.js';
import { clerkToken, partnerToken } from './partners.js';
import { compare, type Comparison } from './rounds.js';
import { writeBodies } from './seed.js';
import { type Stage } from './stage.js';

/** Measures one load at so many connections. */
export type Measure = (stage: Stage, size: BenchSize, connections: number) => Promise<Comparison>;

/** A partner asks what tokens are worth, under an access token it was given a moment ago. */
export const introspection: Measure = async (stage, size, connections) => {
  const { service, limitPort, questions } = stage;
  const fixed = { method: 'POST', act: false } as const;
  return compare(stage, size, 'introspection', connections, {
    service: { ...fixed, port: service.port, path: '/partner/v1/tokens/introspect', headers: await asPartner(stage), bodies: questions.byToken },
    limit: { ...fixed, port: limitPort, path: '/introspection', headers: {}, bodies: questions.byIndex },
  });
};

/** The same, a thousand tokens at once. */
export const batch: Measure = async (stage, size, connections) => {
  const { service, limitPort, questions } = stage;
  const fixed = { method: 'POST', act: false } as const;
  return compare(stage, size, 'batch', connections, {
    service: { ...fixed, port: service.port, path: '/partner/v1/tokens/introspect-batch', headers: await asPartner(stage), bodies: questions.batchesByToken },
    limit: { ...fixed, port: limitPort, path: '/batch', headers: {}, bodies: questions.batchesByIndex },
  });
};

/** A partner reads pages of its change feed, a thousand changes each, wherever it stands. */
export const feed: Measure = async (stage, size, connections) => {
  const { service, limitPort, home } = stage;
  const headers = await asPartner(stage);
  const cursors = await cursorsOf(`${service.url}/partner/v1/changes?limit=1000`, headers);
  const pages = { service: cursors.map((after) => `&after=${after}`), limit: cursors.map((_, page) => `?page=${page}`) };
  const fixed = { method: 'GET', act: false } as const;
  return compare(stage, size, 'feed', connections, {
    service: { ...fixed, port: service.port, path: '/partner/v1/changes?limit=1000', headers, bodies: writeBodies(path.join(home, 'cursors.json'), pages.service) },
    limit: { ...fixed, port: limitPort, path: '/feed', headers: {}, bodies: writeBodies(path.join(home, 'pages.json'), pages.limit) },
  });
};

/** A clerk issues cards for all three services, each under its own Idempotency-Key. */
export const issue: Measure = async (stage, size, connections) => {
  const { service, limitPort } = stage;
  const order = { category: 'standard', services: ['transit', 'library', 'prescription'] };
  const bodies = writeBodies(path.join(stage.home, 'orders.json'), [JSON.stringify(order)]);
  const headers = { authorization: `Bearer ${await clerkToken(service.url, stage.clerk)}` };
  const fixed = { method: 'POST', act: true, bodies } as const;
  return compare(stage, size, 'issue', connections, {
    service: { ...fixed, port: service.port, path: '/v1/cards', headers },
    limit: { ...fixed, port: limitPort, path: '/issue', headers: {} },
  });
};

/** The credentials of the partner's program, good for five minutes. */
export async function asPartner({ service, issuer, partner }: Stage): Promise<Readonly<Record<string, string>>> {
  return { authorization: `Bearer ${await partnerToken(service.url, issuer, partner)}` };
}

/** The cursors behind all pages but the last, from walking through the feed once. */
async function cursorsOf(first: string, headers: Readonly<Record<string, string>>): Promise<string[]> {
  const cursors: string[] = [];
  for (let address = first; ; address = `${first}&after=${cursors.at(-1)}`) {
    const answer = await fetch(address, { headers });
    if (answer.status !== 200) throw new Error(`the feed answered ${answer.status}`);
    const { changes, next } = (await answer.json()) as { changes: unknown[]; next: string };
    if (changes.length < 1_000) return cursors.slice(0, -1);
    cursors.push(next);
  }
}
