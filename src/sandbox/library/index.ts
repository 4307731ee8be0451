import Fastify, { type FastifyError } from 'fastify';
import { HttpFaults } from '../http-faults.js';
import { type SandboxPlan } from '../plan.js';
import { ReceivedBytes } from '../received-bytes.js';
import { type FaultyPartner, Violations } from '../strict-partner.js';
import { TokenEndpoint } from './oauth.js';
import { PatronRoutes } from './patron-routes.js';
import { stateOf } from './patron-schema.js';
import { Patrons } from './patrons.js';
import { Refusal } from './refusal.js';
import { Sip2Desk } from './sip2-desk.js';
import { Sip2Faults } from './sip2-faults.js';
import { openSip2Server, type Sip2Server } from './sip2-server.js';
import { spoiledPatrons } from './spoiled-patrons.js';

/**
 * Starts a library system in small that speaks the patron part of the Koha REST API and SIP2, with their strictness.
 * Rejects with the system's error, `EADDRINUSE` for instance, when it cannot listen.
 */
export async function startLibraryPartner(
  plan: SandboxPlan,
  now: () => Date = () => new Date(),
): Promise<FaultyPartner> {
  const { host, library } = plan;
  const received = new ReceivedBytes();
  const violations = new Violations();
  const patrons = new Patrons(plan.home, library.libraryId, now);
  const tokens = new TokenEndpoint(library, now);
  const [faults, sip2Faults] = [new HttpFaults(spoiledPatrons(() => patrons.all())), new Sip2Faults()];

  const app = Fastify({ forceCloseConnections: true });
  received.watch(app.server);
  faults.register(app);
  app.removeAllContentTypeParsers();
  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
    const refusal = error instanceof Refusal ? error : Refusal.because(error.statusCode ?? 500, error.code);
    const route = request.routeOptions.url ?? 'no route';
    if (refusal.status !== 404) violations.note(`${request.method} ${route}: ${refusal.status} ${refusal.summary}`);
    return reply.code(refusal.status).send(refusal.body);
  });
  app.setNotFoundHandler((request, reply) => {
    violations.note(`${request.method}: 404 no such route`);
    return reply.code(404).send({ errors: [{ message: 'Not Found.', path: '/' }], status: 404 });
  });
  void app.register((scope, _options, done) => {
    tokens.register(scope);
    done();
  });
  void app.register((scope, _options, done) => {
    scope.addHook('onRequest', (request, _reply, next) => {
      tokens.check(request.headers.authorization);
      next();
    });
    new PatronRoutes(patrons, library, faults).register(scope);
    done();
  });
  let sip2: Sip2Server | null = null;
  let address: string;
  try {
    address = await app.listen({ host, port: library.port });
    const desk = (): Sip2Desk => new Sip2Desk(patrons, library, violations, now, sip2Faults);
    if (library.sip2Port !== undefined) sip2 = await openSip2Server({ host, port: library.sip2Port }, desk, received);
  } catch (error) {
    await app.close();
    patrons.close();
    throw error;
  }

  return {
    service: 'library',
    address,
    others: sip2 ? [sip2.address] : [],
    interfaces: sip2 ? [faults, sip2Faults] : [faults],
    records: () =>
      patrons.all().map((held) => ({ token: held.cardnumber ?? '', state: stateOf(held, now()), held })),
    edit: (token, change) => patrons.edit(token, change ?? { cardnumber: null }),
    received: () => received.text(),
    violations: () => violations.list(),
    close: async () => {
      await app.close();
      await sip2?.close();
      patrons.close();
    },
  };
}
