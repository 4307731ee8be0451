import Fastify, { type FastifyError, type FastifyInstance, type preHandlerHookHandler, type RouteShorthandOptions } from 'fastify';
import { FaultRefused } from './faults.js';
import { type InspectedRecord, type SandboxPartner, type SandboxPlan } from './plan.js';
import { type StrictPartner } from './strict-partner.js';

/** The inspection API, running. */
export interface Inspection {
  readonly address: string;
  close(): Promise<void>;
}

/** A partner system that can be made to fail, and emptied. */
export interface FailingPartner extends StrictPartner {
  /** What can be made to go wrong, in words, by name. */
  possible(): object;
  /** What goes wrong now, by name. */
  faults(): object;
  /** Takes the place of all faults set before. @throws FaultRefused. */
  fail(asked: unknown): void;
  reset(): Promise<void>;
}

const NAMES = { library: 'Library', transit: 'Transit', prescription: 'Prescription' } as const;

/**
 * Serves what each partner system knows, to people and programs: `GET /` as a page, `GET /{service}/records` as
 * `{records}`, `GET /{service}/received` and `GET /{service}/violations` as plain text, one violation per line.
 * `GET /{service}/faults` answers `{faults, possible}`: what goes wrong now, and what can be made to. `PUT` with any of
 * what is possible makes a system fail from then on, in the place of all before; what does not fit is a 400 that says
 * what is possible. `DELETE` ends all faults, and `POST /{service}/reset` empties the system and ends them too. Rejects
 * with the system's error when it cannot listen.
 */
export async function startInspection(
  plan: SandboxPlan,
  partners: readonly (SandboxPartner | StrictPartner | FailingPartner)[],
): Promise<Inspection> {
  const app = Fastify({ forceCloseConnections: true });
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
    });
    done();
  });
  app.get('/', (request, reply) => reply.type('text/html; charset=utf-8').send(page(partners, request.host)));
  for (const partner of partners) {
    app.get(`/${partner.service}/records`, (): { records: readonly InspectedRecord[] } => ({ records: partner.records() }));
    app.get(`/${partner.service}/received`, (_request, reply) => reply.type('text/plain; charset=utf-8').send(partner.received()));
    app.get(`/${partner.service}/violations`, (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(violationsOf(partner).map((line) => `${line}\n`).join('')),
    );
    if ('fail' in partner) addSwitches(app, partner);
  }
  const address = await app.listen({ host: plan.host, port: plan.inspection.port });
  return { address, close: () => app.close() };
}

function addSwitches(app: FastifyInstance, partner: FailingPartner): void {
  // A page of another site can make a browser send a plain POST here, but not without saying where it comes from.
  const preHandler: preHandlerHookHandler = (request, reply, next) =>
    request.headers.origin === undefined ? next() : void reply.code(403).send({ message: 'not from a page' });
  const route = `/${partner.service}/faults`;
  app.get(route, () => ({ faults: partner.faults(), possible: partner.possible() }));
  app.put(route, { preHandler, errorHandler: refuse(partner) }, (request, reply) => {
    partner.fail(request.body);
    return reply.code(204).send();
  });
  app.delete(route, { preHandler }, (_request, reply) => {
    partner.fail({});
    return reply.code(204).send();
  });
  app.post(`/${partner.service}/reset`, { preHandler }, async (_request, reply) => {
    await partner.reset();
    return reply.code(204).send();
  });
}

/** Whatever a body does not fit by, the answer says what would. */
function refuse(partner: FailingPartner): RouteShorthandOptions['errorHandler'] {
  return (error: FastifyError | FaultRefused, _request, reply) => {
    const code = error instanceof FaultRefused ? 400 : (error.statusCode ?? 500);
    void reply.code(code).send({ message: error.message, possible: partner.possible() });
  };
}

function violationsOf(partner: SandboxPartner | StrictPartner): readonly string[] {
  return 'violations' in partner ? partner.violations() : [];
}

/** @param host as whoever looks reached the page. */
function page(partners: readonly SandboxPartner[], host: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Simulated partner systems</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% }
  th, td { border-bottom: 1px solid #999; padding: .5rem; text-align: left }
  td.number, th.number { text-align: right }
</style>
<h1>Simulated partner systems</h1>
<p>Everything these three systems know and everything they were ever sent. None of them is a real partner.</p>
<p>To make one fail: <code>curl -X PUT http://${escaped(host)}/transit/faults -H 'Content-Type: application/json' -d '{"refuse":true}'</code>.
<code>GET</code> there says what else can go wrong, <code>DELETE</code> ends it; <code>POST /transit/reset</code> empties the system.</p>
<table>
<thead><tr><th>System<th>Address<th class="number">Active<th class="number">Suspended<th class="number">Ended<th class="number">Violations<th>Faults<th>Look inside</thead>
<tbody>
${partners.map(row).join('\n')}
</tbody>
</table>
</html>
`;
}

function row(partner: SandboxPartner): string {
  const records = partner.records();
  const counts = (['active', 'suspended', 'ended'] as const).map(
    (state) => records.filter((record) => record.state === state).length,
  );
  const numbers = [...counts, violationsOf(partner).length].map((count) => `<td class="number">${count}`).join('');
  const faults = 'faults' in partner ? JSON.stringify((partner as FailingPartner).faults()) : '{}';
  const links = ['records', 'received', 'violations', ...('faults' in partner ? ['faults'] : [])]
    .map((what) => `<a href="/${partner.service}/${what}">${what}</a>`)
    .join(' ');
  return `<tr><td>${NAMES[partner.service]}<td><code>${[partner.address, ...(partner.others ?? [])].map(escaped).join('<br>')}</code>${numbers}<td>${faults === '{}' ? 'none' : `<code>${escaped(faults)}</code>`}<td>${links}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
