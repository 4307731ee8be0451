import { EVERY_COMMAND } from '../audit/commands/every-command.js';
import { proposed } from '../audit/commands/migration-commands.js';
import { waitingRun } from '../audit/commands/reconciliation-commands.js';
import { message, withWebhook } from '../audit/commands/webhook-commands.js';
import { openEvent } from '../e2e/blanks.js';
import { tokenRequest } from '../e2e/partner-program.js';
import { type Request } from '../e2e/request.js';
import { type Employee, tokenOf, type World } from '../e2e/world.js';

/** A request that succeeds in a world, made ready just before it is sent. */
export type Prepare = (world: World) => Promise<Partial<Request>>;

/** Operations that cannot succeed in this world, and why. */
export const OUT_OF_REACH: Readonly<Record<string, string>> = {
  'GET /v1/auth/oidc/callback': 'only a browser that was at the identity provider succeeds: test/staff has one',
};

const as = (role: Employee, rest: Omit<Request, 'token'> = {}): Prepare => async (world) => ({ token: await world.staff(role), ...rest });
const asPartner: Prepare = async (world) => ({ token: await world.partner('library') });
const nobody: Prepare = () => Promise.resolve({});

const onCard: Prepare = async (world) => ({
  token: await world.staff('clerk'),
  body: { presented: { cardCode: (await world.issue()).cardCode } },
});

const aboutTokens: Prepare = async (world) => {
  const token = tokenOf(await world.issue(), 'library');
  await world.round(['library']);
  return { token: await world.partner('library'), body: { token, tokens: [token, 'unknown', token] } };
};

const anyPartner: Prepare = async (world) => {
  const token = await world.staff('admin');
  const [first] = (await world.api.get('/v1/partners', { token })).body['partners'] as { id: string }[];
  return { token, at: [first?.id ?? ''] };
};

const aboutRun: Prepare = async (world) => ({ token: await world.staff('supervisor'), at: [await waitingRun(world)] });

const aboutOwnRun: Prepare = async (world) => ({ token: await world.partner('library'), at: [await waitingRun(world, 'library')] });

/** The cookie of somebody who has just signed in. */
const withCookie: Prepare = async (world) => {
  const { headers } = await world.api.post('/v1/auth/login', { username: 'auditor', password: world.passwordOf('auditor') });
  return { headers: { cookie: headers['set-cookie']?.split(';')[0] ?? '' } };
};

/** What changes nothing, or tells of itself. */
const READS: Readonly<Record<string, Prepare>> = {
  'GET /health/live': nobody,
  'GET /health/ready': nobody,
  'POST /v1/auth/login': (world) => Promise.resolve({ body: { username: 'auditor', password: world.passwordOf('auditor') } }),
  'POST /v1/auth/refresh': withCookie,
  'POST /v1/auth/logout': withCookie,
  'GET /v1/staff': as('admin'),
  'GET /v1/approvals': as('admin'),
  'GET /v1/audit': as('auditor'),
  'GET /v1/partners': as('admin'),
  'GET /v1/partners/{id}': anyPartner,
  'GET /.well-known/oauth-authorization-server': nobody,
  'GET /oauth/jwks': nobody,
  'POST /oauth/token': async (world) => ({
    body: (await tokenRequest(world.home, 'library')).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  'GET /v1/rules': as('clerk'),
  'GET /v1/rules/{kind}': as('clerk', { at: ['validity'] }),
  'GET /v1/stock': as('supervisor'),
  'GET /v1/stock/events': as('supervisor'),
  'GET /v1/stock/events/{id}': async (world) => ({ token: await world.staff('supervisor'), at: [(await openEvent(world)).id] }),
  'GET /v1/lanes': as('supervisor'),
  'POST /v1/links/lookup': async (world) => ({ token: await world.staff('clerk'), body: { token: tokenOf(await world.issue(), 'library') } }),
  'POST /v1/cards/lookup': onCard,
  'POST /v1/cards/history': onCard,
  'POST /v1/cards/verification': async (world) => ({ token: await world.staff('clerk'), body: { cardNumber: (await world.issue()).cardNumber } }),
  'GET /v1/reconciliation/runs': as('supervisor'),
  'GET /v1/reconciliation/runs/{id}': aboutRun,
  'GET /v1/reconciliation/runs/{id}/breaks': aboutRun,
  'GET /partner/v1/reconciliation-runs': asPartner,
  'GET /partner/v1/reconciliation-runs/{id}': aboutOwnRun,
  'GET /partner/v1/reconciliation-runs/{id}/breaks': aboutOwnRun,
  'GET /v1/reconciliation/runs/{id}/breaks.csv': aboutRun,
  'GET /v1/reconciliation/runs.csv': as('auditor'),
  'GET /v1/reconciliation/report': as('supervisor', { query: '?service=library' }),
  'GET /v1/reconciliation/report.html': as('auditor', { query: '?service=transit&audience=outside' }),
  'GET /v1/reconciliation/report.csv': as('supervisor', { query: '?service=library' }),
  'GET /partner/v1/reconciliation-report': asPartner,
  'GET /partner/v1/reconciliation-report.html': asPartner,
  'GET /partner/v1/reconciliation-report.csv': asPartner,
  'POST /partner/v1/tokens/introspect': aboutTokens,
  'POST /partner/v1/tokens/introspect-batch': aboutTokens,
  'GET /partner/v1/tokens': asPartner,
  'GET /partner/v1/changes': asPartner,
  'GET /partner/v1/token-migrations/{id}': async (world) => ({ at: [await proposed(world)], token: await world.partner('library') }),
  'GET /v1/token-migrations': as('supervisor'),
  'GET /partner/v1/keys': asPartner,
  'GET /partner/v1/usage': async (world) => ({ token: await world.partner('library'), query: '?from=2026-11-01&to=2026-11-30' }),
  'GET /partner/v1/status-list': asPartner,
  'GET /partner/v1/webhook': withWebhook,
  'GET /partner/v1/webhook/deliveries': async (world) => ({ ...(await asPartner(world)), query: `?after=${await message(world)}` }),
  'GET /partner/v1/status-list/keys': nobody,
};

/** For every operation that can succeed, by its name, the requests by which it does. */
export const REQUESTS: ReadonlyMap<string, readonly Prepare[]> = new Map<string, readonly Prepare[]>([
  ...Object.entries(READS).map(([name, prepare]) => [name, [prepare]] as const),
  ...[...new Set(EVERY_COMMAND.map(({ operation }) => operation))].map(
    (name) => [name, EVERY_COMMAND.filter(({ operation }) => operation === name).map((command): Prepare => (world) => command.prepare(world))] as const,
  ),
]);

/** Fields that mean something of one world only: an example cannot know them. */
const OF_A_WORLD = [
  ...['presented', 'token', 'tokens', 'statement', 'pairs', 'cardNumber', 'username', 'password', 'current', 'next', 'totp', 'eventId', 'stationId', 'stations'],
  ...['day', 'chip', 'chips', 'count', 'closing', 'effectiveFrom'],
];

/** The body of an example, with what only this world can know. */
export function inThisWorld(example: unknown, body: unknown): unknown {
  if (typeof example !== 'object' || example === null || typeof body !== 'object' || body === null) return body ?? example;
  const ours = body as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(example).map(([name, value]) => [name, OF_A_WORLD.includes(name) ? ours[name] : (value as unknown)]));
}
