import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateKeyPair, exportJWK, exportPKCS8, type JSONWebKeySet } from 'jose';
import { AccessTokens, CityKeyProblem, createClient, dataOf, StatusList } from '../../clients/typescript/src/index.js';
import { readSandboxClients } from '../../src/program/sandbox-partners.js';
import { PUBLIC_URL, tokenOf, World } from '../e2e/world.js';
import { temporaryHome } from '../setup/homes.js';
import { liveDocument } from './document.js';

const run = promisify(execFile);
const FOLDER = path.resolve('clients/typescript');
const ANSWER = { headers: { 'content-type': 'application/json' } };

describe('the client package', () => {
  it('has the types of the document as it is now: npm run client makes them', async () => {
    const file = path.join(temporaryHome(), 'openapi.json');
    fs.writeFileSync(file, JSON.stringify(await liveDocument()));
    const { stdout } = await run(process.execPath, [path.join(FOLDER, 'generate.mjs'), '--print', '--document', file], { maxBuffer: 2 ** 26 });
    const there = fs.readFileSync(path.join(FOLDER, 'src', 'schema.ts'), 'utf8');
    expect(stdout.split('\n').filter((line) => !there.includes(line))).toEqual([]);
    expect(stdout === there).toBe(true);
  });

  it('is of this version and under this licence, and needs what the project itself has', () => {
    const read = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8')) as Record<'version' | 'license', string> & Record<'engines' | 'dependencies' | 'devDependencies', Record<string, string>>;
    const [root, client] = [read('package.json'), read(path.join(FOLDER, 'package.json'))];
    expect([client.version, client.license, client.engines]).toEqual([root.version, root.license, root.engines]);
    expect({ ...root.dependencies, ...root.devDependencies }).toMatchObject(client.dependencies);
    expect(fs.readFileSync(path.join(FOLDER, 'LICENSE'), 'utf8')).toBe(fs.readFileSync('LICENSE', 'utf8'));
  });

  it('packs into what a program can import and a compiler can read, and nothing else', async () => {
    const home = temporaryHome();
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', home], { cwd: FOLDER, env: { ...process.env, npm_config_loglevel: 'silent' } });
    const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as { filename: string; files: { path: string }[] }[];
    const names = packed?.files.map((file) => file.path) ?? [];
    expect(names.filter((name) => !/^dist\/[\w-]+\.(js|d\.ts)$/.test(name)).sort()).toEqual(['LICENSE', 'README.md', 'package.json']);

    const installed = path.join(home, 'node_modules', 'citykey-client');
    fs.mkdirSync(installed, { recursive: true });
    await run('tar', ['-xzf', path.join(home, packed?.filename ?? ''), '-C', installed, '--strip-components', '1']);
    for (const name of ['jose', 'openapi-fetch', 'openapi-typescript-helpers', '@types']) fs.symlinkSync(path.resolve('node_modules', name), path.join(home, 'node_modules', name));
    const program = `import { createClient, dataOf } from 'citykey-client';
      const citykey = createClient({ baseUrl: 'http://localhost:1', attempts: 1 });
      const answer = await citykey.POST('/v1/cards/verification', { body: { cardNumber: '9840123456789017' } }).catch(() => null);
      const isGood: boolean | null = answer && dataOf(answer).valid;
      console.log(typeof createClient, isGood);`;
    fs.writeFileSync(path.join(home, 'program.mts'), program);
    fs.writeFileSync(path.join(home, 'program.mjs'), program.replace(': boolean | null', ''));
    expect((await run(process.execPath, ['program.mjs'], { cwd: home })).stdout).toBe('function null\n');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node', '--skipLibCheck', 'false', 'program.mts'];
    await run(process.execPath, [path.resolve('node_modules/typescript/bin/tsc'), ...options], { cwd: home });
  });
});

describe('access tokens', () => {
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  beforeAll(async () => {
    keys = await generateKeyPair('EdDSA', { extractable: true });
  });

  /** A token endpoint that answers so, and how often it was asked. */
  function endpoint(...answers: (() => Response)[]) {
    const forms: URLSearchParams[] = [];
    const fetch = (_: unknown, init?: RequestInit) => Promise.resolve((answers[forms.push(init?.body as URLSearchParams) - 1] ?? answers.at(-1) as () => Response)());
    return { forms, fetch: fetch as typeof globalThis.fetch };
  }
  const good = (seconds = 300) => () => new Response(JSON.stringify({ access_token: `token of ${seconds}`, expires_in: seconds, token_type: 'Bearer' }), ANSWER);

  it('are asked for once while they last, whoever asks, and again half a minute before their end', async () => {
    const { forms, fetch } = endpoint(good(), good(20), good(100));
    const privateKey = await exportPKCS8(keys.privateKey);
    const tokens = new AccessTokens({ baseUrl: 'https://cards', clientId: 'me', privateKey, fetch });
    expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(Array(3).fill('token of 300'));
    expect(forms).toHaveLength(1);
    const short = new AccessTokens({ baseUrl: 'https://cards', clientId: 'me', privateKey, fetch });
    expect([await short.get(), await short.get(), await short.get()]).toEqual(['token of 20', 'token of 100', 'token of 100']);
    const identifiers = forms.map((form) => (JSON.parse(Buffer.from(form.get('client_assertion')?.split('.')[1] ?? '', 'base64url').toString()) as { jti: string }).jti);
    expect(new Set(identifiers).size).toBe(3);
  });

  it('that are refused say why, and are asked for again', async () => {
    const refused = () => new Response('{"error":"invalid_client"}', { status: 401, headers: { ...ANSWER.headers, 'x-request-id': 'r1' } });
    const { fetch } = endpoint(refused, good());
    const tokens = new AccessTokens({ baseUrl: 'https://cards', clientId: 'me', privateKey: await exportJWK(keys.privateKey), fetch });
    const error = await tokens.get().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CityKeyProblem);
    expect(error).toMatchObject({ status: 401, code: 'invalid_client', requestId: 'r1', problem: null });
    expect(await tokens.get()).toBe('token of 300');
  });
});

describe('a request', () => {
  const seen: { readonly key: string | undefined; readonly body: string }[] = [];
  let answers: ((response: http.ServerResponse) => void)[] = [];
  let server: http.Server;
  let baseUrl: string;

  beforeAll(async () => {
    server = http.createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
        seen.push({ key: request.headers['idempotency-key'] as string | undefined, body: Buffer.concat(pieces).toString() });
        (answers.shift() ?? done)(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => seen.splice(0));

  const done = (response: http.ServerResponse) => void response.writeHead(200, ANSWER.headers).end('{"state":"suspended"}');
  const busy = (response: http.ServerResponse) => void response.writeHead(503, { 'retry-after': '0', 'content-type': 'application/problem+json' }).end('{"code":"service.stopping","status":503}');
  const broken = (response: http.ServerResponse) => void response.destroy();
  const suspend = (options = {}) => createClient({ baseUrl, ...options }).POST('/v1/cards/suspension', { body: { presented: { slipCode: 'S' }, reason: 'lost' } });

  it('is sent again, the same under the same key, when the connection broke or the service said when', async () => {
    answers = [busy, broken];
    expect(dataOf(await suspend())).toEqual({ state: 'suspended' });
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(1);
    expect(seen[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(seen.map(({ body }) => body))).toEqual(new Set(['{"presented":{"slipCode":"S"},"reason":"lost"}']));
  });

  it('is sent so many times and not more, and another has another key', async () => {
    answers = [busy, busy];
    const { error } = await suspend({ attempts: 2 });
    expect(error).toMatchObject({ code: 'service.stopping' });
    answers = [broken, broken];
    await expect(suspend({ attempts: 2 })).rejects.toThrow('fetch failed');
    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(2);
  });

  it('has the key that its caller gives it, and a read has none', async () => {
    const citykey = createClient({ baseUrl });
    const header = { 'Idempotency-Key': 'a key of the caller, long enough' };
    await citykey.POST('/v1/cards/slip', { body: { presented: { cardCode: 'C' } }, params: { header } });
    await citykey.GET('/v1/rules');
    expect(seen.map(({ key }) => key)).toEqual([header['Idempotency-Key'], undefined]);
  });

  it('that something else answered fails with what is known', async () => {
    answers = [(response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')];
    const result = await createClient({ baseUrl, attempts: 1 }).GET('/v1/rules');
    expect(() => dataOf(result)).toThrow(expect.objectContaining({ status: 502, code: 'unknown' }) as Error);
  });
});

describe('with the client,', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin();
  });
  afterAll(() => world.end());

  const clerk = async () => {
    const body = { username: 'clerk', password: world.passwordOf('clerk') };
    const { accessToken } = dataOf(await createClient({ baseUrl: world.api.url }).POST('/v1/auth/login', { body }));
    return createClient({ baseUrl: world.api.url, accessToken });
  };

  const library = () => {
    const credentials = readSandboxClients(world.home).library;
    if (!credentials) throw new Error('no client of library');
    return createClient({ baseUrl: world.api.url, accessToken: new AccessTokens({ baseUrl: world.api.url, issuer: PUBLIC_URL, ...credentials }) });
  };

  it('a clerk issues a card, replaces it when it is lost, and reads of every error what it is', async () => {
    const citykey = await clerk();
    const card = dataOf(await citykey.POST('/v1/cards', { body: { category: 'kids', services: ['library'] } }));
    const presented = { slipCode: card.slipCode };
    const next = dataOf(await citykey.POST('/v1/cards/replacement', { body: { presented, reason: 'lost' } }));
    expect(next.cardNumber).not.toBe(card.cardNumber);
    expect(dataOf(await citykey.POST('/v1/cards/lookup', { body: { presented: { cardCode: card.cardCode } } })).state).toBe('replaced');
    const { error } = await citykey.POST('/v1/cards/suspension', { body: { presented, reason: 'lost' } });
    expect(error).toMatchObject({ code: 'card.transition_not_allowed', act: 'suspension', state: 'replaced' });
    const refused = await citykey.POST('/v1/cards/revocation', { body: { presented: { cardCode: next.cardCode }, reason: 'misuse' } });
    expect(() => dataOf(refused)).toThrow('403 auth.role_required: Another role is needed for this.');
  });

  it('a partner has its list, follows what changes, checks offline and reports a loss that the clerk sees', async () => {
    const [counter, citykey] = [await clerk(), library()];
    const from = dataOf(await citykey.GET('/partner/v1/tokens')).changesFrom ?? '';
    const card = await world.issue({ services: ['library'] });
    const token = tokenOf(card, 'library');
    await world.round(['library']);
    const page = dataOf(await citykey.GET('/partner/v1/changes', { params: { query: { after: from } } }));
    expect(page.changes.map((change) => [change.token, change.state])).toContainEqual([token, 'active']);

    expect(dataOf(await citykey.POST('/partner/v1/tokens/report', { body: { token, report: 'lost' } }))).toEqual({ accepted: true });
    const [told] = dataOf(await citykey.GET('/partner/v1/changes', { params: { query: { after: page.next } } })).changes;
    expect(told).toMatchObject({ token, state: 'suspended' });
    const seen = dataOf(await counter.POST('/v1/cards/lookup', { body: { presented: { cardCode: card.cardCode } } }));
    expect(seen).toMatchObject({ state: 'issued', services: [{ service: 'library', desired: 'suspended', flag: 'partner_hold' }] });

    const { idx, uri } = told?.statusList ?? { idx: -1, uri: '' };
    const jwt = dataOf(await citykey.GET('/partner/v1/status-list', { parseAs: 'text' }));
    const keys = dataOf(await citykey.GET('/partner/v1/status-list/keys')) as JSONWebKeySet;
    const options = { uri, issuer: PUBLIC_URL, currentDate: world.clock.now() };
    const list = await StatusList.verify(jwt, keys, options);
    expect(list.stateAt(idx)).toBe('suspended');
    expect(() => list.stateAt(2 ** 40)).toThrow(RangeError);
    await expect(StatusList.verify(jwt, keys, { ...options, uri: `${uri}/of-another` })).rejects.toThrow('unexpected "sub" claim value');
    await expect(StatusList.verify(`${jwt.slice(0, -8)}AAAAAAAA`, keys, options)).rejects.toThrow('signature verification failed');
    await expect(StatusList.verify(jwt, keys, { ...options, currentDate: new Date(Date.now() + 1e9) })).rejects.toThrow('"exp" claim');
  });
});
