import path from 'node:path';
import { type BenchSize } from './options.js';
import { clerkToken, partnerToken } from './partners.js';
import { compare, type Comparison } from './rounds.js';
import { writeBodies } from './seed.js';
import { type Stage } from './stage.js';

/** A partner asks what tokens are worth, under an access token it was given a moment ago. */
export async function introspection(stage: Stage, size: BenchSize, connections: number): Promise<Comparison> {
  const { service, limitPort, questions } = stage;
  const token = await partnerToken(service.url, stage.issuer, stage.partner);
  const headers = { authorization: `Bearer ${token}` };
  return compare(stage, size, 'introspection', connections, {
    service: { port: service.port, path: '/partner/v1/tokens/introspect', headers, bodies: questions.byToken, act: false },
    limit: { port: limitPort, path: '/introspection', headers: {}, bodies: questions.byIndex, act: false },
  });
}

/** A clerk issues cards for all three services, each under its own Idempotency-Key. */
export async function issue(stage: Stage, size: BenchSize, connections: number): Promise<Comparison> {
  const { service, limitPort } = stage;
  const order = { category: 'standard', services: ['transit', 'library', 'prescription'] };
  const bodies = writeBodies(path.join(stage.home, 'orders.json'), [order]);
  const headers = { authorization: `Bearer ${await clerkToken(service.url, stage.clerk)}` };
  return compare(stage, size, 'issue', connections, {
    service: { port: service.port, path: '/v1/cards', headers, bodies, act: true },
    limit: { port: limitPort, path: '/issue', headers: {}, bodies, act: true },
  });
}
