import Fastify, { type FastifyError } from 'fastify';
import { HttpFaults } from '../http-faults.js';
import { type SandboxPlan } from '../plan.js';
import { ReceivedBytes } from '../received-bytes.js';
import { type FaultyPartner, Violations } from '../strict-partner.js';
import { Accounts } from './accounts.js';
import { CustomerRoutes, Refused } from './customer-routes.js';
import { PublishedContract } from './published-contract.js';
import { spoiledAccounts } from './spoiled-accounts.js';

/** TOMP's error codes run from 0 to 10, so that an HTTP status fits into none of the error's numbers. */
const SOME_ERROR = 0;

/**
 * Starts a fare system in small that speaks the TOMP-API 2.0 customer module and holds everyone, itself included,
 * to the published document. Rejects with the system's error, `EADDRINUSE` for instance, when it cannot listen.
 */
export async function startTransitPartner(
  plan: SandboxPlan,
  now: () => Date = () => new Date(),
): Promise<FaultyPartner> {
  const received = new ReceivedBytes();
  const violations = new Violations();
  const accounts = new Accounts(plan.home, now);

  const app = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 600 } });
  received.watch(app.server);
  const faults = new HttpFaults(spoiledAccounts(() => accounts.all()));
  faults.register(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({ 'Content-Language': 'en-US', Version: '2.0.0' });
    done();
  });
  app.setErrorHandler((error: FastifyError | Refused, request, reply) => {
    const status = error.statusCode ?? 500;
    const fault = error instanceof Refused || status >= 500 ? error.message : error.code;
    if (status !== 404) violations.note(`${request.method} ${request.routeOptions.url ?? 'no route'}: ${status} ${fault}`);
    return reply.code(status).type('application/json').send(problem(status));
  });
  app.setNotFoundHandler((request, reply) => {
    violations.note(`${request.method}: 404 no such route`);
    return reply.code(404).send(problem(404));
  });
  new CustomerRoutes(accounts, new PublishedContract(), plan.transit.bearerToken).register(app);
  const address = await app.listen({ host: plan.host, port: plan.transit.port }).catch((error: unknown) => {
    accounts.close();
    throw error;
  });

  return {
    service: 'transit',
    address,
    interfaces: [faults],
    records: () =>
      accounts.all().map((account) => ({
        token: account.id,
        // An account without a card status cannot be used yet.
        state: account.customer.customFields?.cardStatus ?? 'suspended',
        held: { ...account },
      })),
    edit: (token, change) => accounts.edit(token, change ?? {}),
    received: () => received.text(),
    violations: () => violations.list(),
    close: async () => {
      await app.close();
      accounts.close();
    },
  };
}

function problem(status: number): object {
  return { errors: [{ errorcode: SOME_ERROR, title: `Refused (${status})` }] };
}
