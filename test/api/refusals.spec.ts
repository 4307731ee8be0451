import fs from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type Answer, type Call } from '../e2e/api.js';
import { Caller, describedOperations, type Operation } from '../e2e/described-api.js';
import { tokenRequest } from '../e2e/partner-program.js';
import { World } from '../e2e/world.js';
import { projectFiles } from '../house/tree.js';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';
import { Contract } from './contract.js';
import { codesOf, type Described, type OpenApiDocument } from './document.js';

/** How a request to any operation can be spoiled so that one code answers it; what does not do it is followed by the next. */
const SPOILED: Readonly<Record<string, (good: Request) => readonly Request[]>> = {
  'auth.credentials_missing': (good) => [without(good, 'authorization')],
  'auth.credentials_invalid': (good) => [
    with_(good, { authorization: 'Bearer x', cookie: 'citykey-refresh=x; __Secure-citykey-refresh=x' }),
    ...withBody(good, JSON.stringify({ username: 'nobody-of-that-name', password: 'not the password' })),
  ],
  'request.malformed_json': (good) => [...withBody(good, '{'), ...withBody(with_(good, { 'content-type': 'application/json' }), '{')],
  'request.unknown_field': (good) => [...withBody(good, edited(good, { 'not-a-field': 1 })), { ...good, query: '?not-a-field=1' }],
  'request.invalid': (good) => [
    ...withBody(good, '{}'),
    ...withBody(good, edited(good, Object.fromEntries(Object.keys(objectOf(good)).map((name) => [name, { x: 1 }])))),
    ...good.questions.flatMap((name) => ['', '-1', 'x', 'x'.repeat(5_000)].map((value) => ({ ...good, query: `?${name}=${value}` }))),
  ],
  'request.too_large': (good) => [70_000, 600_000, 2_200_000].flatMap((size) => withBody(good, edited(good, { padding: 'x'.repeat(size) }))),
  'request.unsupported_media_type': (good) => [with_(good, { 'content-type': 'application/x-unheard-of' })],
  'idempotency.key_invalid': (good) => [with_(good, { 'idempotency-key': '1' })],
  'idempotency.key_required': (good) => [without(good, 'idempotency-key')],
};

/** Answers that need more than a spoiled request, or that the sort of an operation implies and it never gives. */
const BEYOND: Readonly<Record<string, string>> = {
  'auth.credentials_missing POST /v1/auth/logout': 'whoever signs out is signed out',
  'auth.credentials_invalid POST /v1/auth/logout': 'whoever signs out is signed out',
  ...Object.fromEntries(
    [...['POST /v1/auth/password', 'POST /v1/auth/sign-out-everywhere', 'POST /v1/auth/totp', 'POST /v1/auth/totp/confirmation'], 'GET /v1/rules', 'GET /v1/rules/{kind}'].map(
      (name) => [`auth.role_required ${name}`, 'any role will do'],
    ),
  ),
  'request.too_large POST /v1/reconciliation/lists': 'a list is too large only when it is packed to do harm: test/reconciliation packs one',
  'request.too_large POST /partner/v1/reconciliation-runs': 'a list is too large only when it is packed to do harm: test/reconciliation packs one',
  'request.timed_out POST /v1/reconciliation/lists': 'a list is too slow only over a slow connection: test/reconciliation has one',
  'request.timed_out POST /partner/v1/reconciliation-runs': 'a list is too slow only over a slow connection: test/reconciliation has one',
  'database.unavailable POST /v1/auth/logout': 'a session is looked for only where there is a cookie',
  'database.unavailable POST /v1/auth/refresh': 'a session is looked for only where there is a cookie',
  'database.unavailable GET /v1/auth/oidc/callback': 'what begins at the identity provider is refused before: test/staff has a browser',
};

/** What leaves alone the query parameters that it does not know, and why. */
const TAKES_ANY_QUERY: Readonly<Record<string, string>> = {
  'GET /.well-known/oauth-authorization-server': 'OAuth: RFC 6749, section 3.2',
  'GET /health/live': 'asked by orchestrators',
  'GET /health/ready': 'asked by orchestrators',
  'GET /oauth/jwks': 'OAuth: RFC 6749, section 3.2',
  'GET /v1/auth/oidc/callback': 'the identity provider fills it in',
};

/** Who has one role only: one of them lacks what an operation asks for. */
const ONE_ROLE = ['auditor', 'clerk', 'admin'] as const;

interface Request {
  readonly query: string;
  /** The names that a query may have. */
  readonly questions: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const with_ = (good: Request, headers: Record<string, string>): Request => ({ ...good, headers: { ...good.headers, ...headers } });
const without = (good: Request, header: string): Request => ({ ...good, headers: Object.fromEntries(Object.entries(good.headers).filter(([name]) => name !== header)) });

function objectOf({ body }: Request): Record<string, unknown> {
  return body?.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {};
}

const withBody = (good: Request, body: string): Request[] => (good.body === undefined ? [] : [{ ...good, body }]);

const edited = (good: Request, change: object) => JSON.stringify({ ...objectOf(good), ...change });

let world: World;
let contract: Contract;
let caller: Caller;
let operations: readonly Operation[];
let partnerToken: Promise<string> | undefined;

beforeAll(async () => {
  world = await World.begin();
  contract = new Contract((await world.api.get('/openapi.json')).body as unknown as OpenApiDocument);
  caller = await Caller.in(world);
  operations = await describedOperations(world.api);
});
afterAll(() => world.end());

const described = ({ method, path }: Operation) => contract.operations.find((one) => one.method === method && one.path === path) as Described;
const documented = (operation: Operation) => Object.values(codesOf(described(operation))).flat();
const naming = (code: string) => operations.filter((one) => documented(one).includes(code) && !(`${code} ${one.method} ${one.path}` in BEYOND));

async function goodRequest(operation: Operation): Promise<Request> {
  const taken = caller.body(operation);
  const body = taken === undefined || typeof taken === 'string' ? taken : JSON.stringify(taken);
  const asked = (described(operation).parameters ?? []).filter((one) => one.in === 'query');
  const query = asked.filter(({ required }) => required).map(({ name, example, schema }) => `${name}=${encodeURIComponent(String(example ?? schema['example']))}`).join('&');
  const headers = await caller.headers({ ...operation, scheme: operation.scheme === 'partner' ? 'none' : operation.scheme });
  // Asked for once: the token endpoint lets nobody ask that often.
  if (operation.scheme === 'partner') headers['authorization'] = `Bearer ${await (partnerToken ??= world.partner('library'))}`;
  return { query: query && `?${query}`, questions: asked.map(({ name }) => name), headers, body };
}

function send(operation: Operation, { query, headers, body }: Request): Promise<Answer> {
  const call: Call = { headers, idempotencyKey: null, ...(body === undefined ? {} : { body }) };
  return world.api.call(operation.method, caller.address(operation) + query, call);
}

/** Sends one after the other until the code has answered. @returns what is wrong, or null. */
async function faultOf(operation: Operation, code: string, requests: readonly Request[]): Promise<string | null> {
  const others: string[] = [];
  for (const request of requests) {
    const answer = await send(operation, request);
    const fault = contract.faultOf(described(operation), answer);
    if (fault) return `${operation.method} ${operation.path}: ${fault} ${answer.text}`;
    if (answer.body['code'] === code) return null;
    others.push(`${answer.status} ${String(answer.body['code'])}`);
  }
  return `${operation.method} ${operation.path} answered ${others.join(', ')}`;
}

describe('a query parameter that the operation does not declare', () => {
  const [name, value] = ['actt', 'Qz7WxUndeclared'];

  /** The operations that did not refuse it, and whatever else is wrong, by operation. */
  async function passedOver(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const operation of operations) {
      const good = await goodRequest(operation);
      const answer = await send(operation, { ...good, query: `${good.query || '?'}&${name}=${value}` });
      const wanted = { code: 'request.unknown_field', findings: [{ at: '', code: 'field.unknown', allowed: [...good.questions].sort() }] };
      const isRefused = isDeepStrictEqual({ code: answer.body['code'], findings: answer.body['findings'] }, wanted) && !/actt|Undeclared/.test(answer.text);
      const fault = contract.faultOf(described(operation), answer) ?? (isRefused ? null : `answered ${answer.status} ${answer.text.slice(0, 200)}`);
      if (fault) found[`${operation.method} ${operation.path}`] = fault;
    }
    return found;
  }

  it('is refused by every operation but those that a protocol of others forbids to, and named by none', async () => {
    const found = await passedOver();
    expect(Object.keys(found).filter((operation) => !(operation in TAKES_ANY_QUERY)).map((operation) => `${operation} ${found[operation]}`)).toEqual([]);
    expect(Object.keys(found).sort()).toEqual(Object.keys(TAKES_ANY_QUERY));
    expect(operations.length).toBeGreaterThan(100);
  });
});

describe('a query parameter that is declared', () => {
  it('is refused by its name when it is there twice, by every operation that takes it', async () => {
    const faults: string[] = [];
    let sent = 0;
    for (const operation of operations) {
      const good = await goodRequest(operation);
      for (const parameter of (described(operation).parameters ?? []).filter((one) => one.in === 'query')) {
        const once = `${parameter.name}=${encodeURIComponent(String(parameter.example ?? parameter.schema['example']))}`;
        const answer = await send(operation, { ...good, query: `${good.query || '?'}&${once}&${once}` });
        const finding = { at: `/${parameter.name}`, code: 'field.wrong_type' };
        const isRefused = answer.body['code'] === 'request.invalid' && isDeepStrictEqual(answer.body['findings'], [finding]);
        if (!isRefused) faults.push(`${operation.method} ${operation.path} ${parameter.name} answered ${answer.status} ${answer.text.slice(0, 200)}`);
        sent += 1;
      }
    }
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(30);
  });
});

describe('an unknown query parameter', () => {
  it('is left alone by pages, metrics, and what speaks a protocol of others', async () => {
    for (const address of ['/openapi.json', '/docs', '/metrics']) expect([address, (await world.api.get(`${address}?actt=x`)).status]).toEqual([address, 200]);
    expect((await world.api.get('/v1/auth/oidc/start?actt=x')).body['code']).toMatch(/^auth\.oidc_/);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await world.api.post('/oauth/token?actt=x', (await tokenRequest(world.home, 'library')).toString(), { headers })).status).toBe(200);
  });
});

describe('a documented refusal', () => {
  it.each(Object.keys(SPOILED))('%s is what every operation answers that names it', async (code) => {
    expect(naming(code).length).toBeGreaterThan(20);
    const faults: (string | null)[] = [];
    for (const operation of naming(code)) {
      if (operation.path === '/v1/auth/login') world.clock.forward(2);
      await caller.begin(operation);
      faults.push(await faultOf(operation, code, SPOILED[code]?.(await goodRequest(operation)) ?? []));
    }
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it('auth.role_required is what every operation answers that names it', async () => {
    const faults: (string | null)[] = [];
    for (const operation of naming('auth.role_required')) {
      const good = await goodRequest(operation);
      const isOwn = operation.path.startsWith('/v1/auth/');
      const tokens = await Promise.all(ONE_ROLE.map((role) => (isOwn ? world.newcomer([role]) : world.staff(role))));
      faults.push(await faultOf(operation, 'auth.role_required', tokens.map((token) => with_(good, { authorization: `Bearer ${token}` }))));
    }
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it('of any other sort is expected by its name in some test', () => {
    const general = [...Object.keys(SPOILED), 'auth.role_required'];
    const codes = new Set(operations.flatMap(documented).filter((code) => !general.includes(code)));
    const tests = projectFiles().filter((file) => /^(test|src)\/.*\.ts$/.test(file) && (file.startsWith('test/') || file.endsWith('.spec.ts')));
    const text = tests.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
    const unexpected = (code: string) => !new RegExp(`['"\`/ ]${code.replace('.', '\\.')}['"\`]`).test(text);
    expect([...codes].filter(unexpected)).toEqual([]);
    expect(unexpected(['nobody', 'expects_this'].join('.'))).toBe(true);
  });

  it('would be missed, if it were documented and not answered', async () => {
    const lookUp = operations.find(({ path }) => path === '/v1/cards/lookup') as Operation;
    expect(await faultOf(lookUp, 'card.not_found', [await goodRequest(lookUp)])).toBe('POST /v1/cards/lookup answered 200 undefined');
  });
});

describe('while the database is away', () => {
  const name = () => new URL(world.database.ownerUrl).pathname.slice(1);
  const elsewhere = () => world.database.ownerUrl.replace(/\/[^/]+$/, '/postgres');
  const allow = (connections: boolean) => query(elsewhere(), `ALTER DATABASE ${name()} ALLOW_CONNECTIONS ${connections}`);

  it('every operation that names database.unavailable answers so, and nothing else is answered otherwise than documented', async () => {
    const requests = new Map<Operation, Request>();
    for (const operation of naming('database.unavailable')) requests.set(operation, await goodRequest(operation));
    await allow(false);
    while ((await query(elsewhere(), `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name()}'`)).length > 0);
    const faults: (string | null)[] = [];
    for (const [operation, request] of requests) faults.push(await faultOf(operation, 'database.unavailable', [request]));
    await allow(true);
    await until(async () => (await world.api.get('/health/ready')).status === 200);
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
    expect(requests.size).toBeGreaterThan(80);
  });
});
