import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose';
import request from 'supertest';
import { SpentAssertions } from '../../src/modules/partners/oauth/spent-assertions.js';
import { ADDRESS_QUOTA, CLIENT_QUOTA } from '../../src/modules/partners/oauth/token-limits.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { answered, type Running } from './application.js';
import { asAdmin, partnerApplication, registered, TRANSIT } from './partner-application.js';
import { askToken, assertion, ISSUER, type PartnerProgram, registeredClient } from './token-client.js';

describe('the token endpoint', () => {
  let database: TestDatabase;
  let on: Running;
  let partnerId: string;
  let program: PartnerProgram;
  const printed: unknown[] = [];

  beforeAll(async () => {
    for (const method of ['info', 'warn', 'error', 'log'] as const) {
      jest.spyOn(console, method).mockImplementation((...line) => void printed.push(line));
    }
    database = await createTestDatabase();
    on = await partnerApplication(database);
    partnerId = await registered(on);
    program = await registeredClient(on, partnerId);
  });

  afterAll(async () => {
    await on.app.close();
    await database.drop();
    jest.restoreAllMocks();
    expect(printed).toEqual([]);
  });

  const seconds = () => Math.floor(Date.now() / 1000);

  it.each(['EdDSA', 'ES256', 'PS256'])('gives a token for five minutes, bound to the partner, for an assertion by %s', async (alg) => {
    const client = await registeredClient(on, partnerId, alg);
    const { status, body, headers } = await askToken(on, await assertion(client));
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-request-id']).toBeDefined();
    expect(body).toEqual({ access_token: expect.any(String) as string, expires_in: 300, token_type: 'Bearer' });
    const keys = await answered(request(on.app.getHttpServer()).get('/oauth/jwks'));
    expect(keys.headers['content-type']).toMatch('application/jwk-set+json');
    expect(keys.text).not.toContain('"d"');
    const token = body.access_token as string;
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: 'v1' });
    const keySet = createLocalJWKSet(keys.body as unknown as JSONWebKeySet);
    const { payload } = await jwtVerify(token, keySet, { issuer: ISSUER, audience: ISSUER });
    expect(payload).toMatchObject({ sub: client.clientId, client_id: client.clientId, partner_id: partnerId });
    expect((payload.exp as number) - (payload.iat as number)).toBe(300);
  });

  it('describes itself (RFC 8414), whatever Host header is sent', async () => {
    const asked = request(on.app.getHttpServer()).get('/.well-known/oauth-authorization-server').set('host', 'evil.example');
    const { body, status } = await answered(asked);
    expect(status).toBe(200);
    expect(body).toEqual({
      issuer: ISSUER,
      token_endpoint: `${ISSUER}/oauth/token`,
      jwks_uri: `${ISSUER}/oauth/jwks`,
      response_types_supported: [],
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['EdDSA', 'Ed25519', 'ES256', 'PS256'],
    });
  });

  it.each([
    ['another audience', { aud: 'https://other.example' }],
    ['the token endpoint as audience', { aud: `${ISSUER}/oauth/token` }],
    ['two audiences', { aud: [ISSUER, 'https://other.example'] }],
    ['another issuer', { iss: 'somebody' }],
    ['another subject', { sub: 'somebody' }],
    ['no identifier', { jti: undefined }],
    ['no expiry', { exp: undefined }],
    ['an expiry that has passed', { exp: seconds() - 60 }],
    ['an hour to live', { exp: seconds() + 3600 }],
    ['a beginning in the future', { nbf: seconds() + 60 }],
  ])('refuses an assertion with %s', async (_, claims) => {
    const { status, body, headers } = await askToken(on, await assertion(program, claims));
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('takes the issuer as the one audience in a list', async () => {
    expect((await askToken(on, await assertion(program, { aud: [ISSUER] }))).status).toBe(200);
  });

  it('refuses an assertion signed by another key, by a shared secret, or not at all', async () => {
    const other = { ...program, privateKey: (await generateKeyPair('EdDSA')).privateKey };
    const good = await assertion(program);
    const claims = good.split('.')[1] as string;
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    const keyOf = `SELECT jwks->'keys'->0->>'x' AS x FROM partners.client WHERE client_id = $1`;
    const [{ x } = { x: '' }] = (await query(database.ownerUrl, keyOf, [program.clientId])) as { x: string }[];
    const shared = await new SignJWT({ ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object) })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(x, 'base64url'));
    for (const wrong of [await assertion(other), none, shared]) {
      const { status, body } = await askToken(on, wrong);
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    }
  });

  it('takes an assertion once, on all instances together', async () => {
    const used = await assertion(program);
    expect((await askToken(on, used)).status).toBe(200);
    expect((await askToken(on, used)).body.error).toBe('invalid_client');
    const other = await partnerApplication(database, { keyring: on.keyring });
    try {
      const again = await askToken(other, used);
      expect([again.status, again.body.error]).toEqual([401, 'invalid_client']);
      const fresh = await assertion(program);
      const race = await Promise.all([on, other, on, other, on, other].map((instance) => askToken(instance, fresh)));
      expect(race.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
    } finally {
      await other.app.close();
    }
  });

  it('keeps of an assertion only a keyed index, until it has expired', async () => {
    await askToken(on, await assertion(program, { jti: 'canary-jti-5512', exp: seconds() + 30 }));
    const rows = await query(database.ownerUrl, 'SELECT spent_assertion::text AS row FROM partners.spent_assertion');
    expect(rows.map(({ row }) => row as string).join()).not.toContain('canary');
    expect(rows.length).toBeGreaterThan(0);
    await query(database.ownerUrl, `UPDATE partners.spent_assertion SET expires_at = now() - interval '1 s'`);
    const kept = await assertion(program);
    await askToken(on, kept);
    expect(await on.app.get(SpentAssertions).forgetExpired()).toBe(rows.length);
    expect((await askToken(on, kept)).status).toBe(401);
  });

  it('knows no other grant, no other way in and no unknown client', async () => {
    const asked = async (fields: Readonly<Record<string, string | undefined>>) => {
      const { status, body } = await askToken(on, await assertion(program), fields);
      return [status, body.error];
    };
    expect(await asked({ grant_type: 'authorization_code', code: 'x' })).toEqual([400, 'unsupported_grant_type']);
    expect(await asked({ grant_type: 'refresh_token' })).toEqual([400, 'unsupported_grant_type']);
    expect(await asked({ grant_type: undefined })).toEqual([400, 'invalid_request']);
    expect(await asked({ resource: 'https://other.example' })).toEqual([400, 'invalid_target']);
    expect(await asked({ client_assertion: undefined, client_assertion_type: undefined })).toEqual([400, 'invalid_request']);
    expect(await asked({ client_assertion: 'nonsense' })).toEqual([400, 'invalid_request']);
    const secret = { client_assertion: undefined, client_assertion_type: undefined, client_id: program.clientId, client_secret: 'x' };
    expect((await asked(secret))[0]).not.toBe(200);
    const stranger = await askToken(on, await assertion({ ...program, clientId: 'stranger' }));
    expect([stranger.status, stranger.body.error]).toEqual([401, 'invalid_client']);
  });

  it('answers errors as OAuth does, and echoes nothing', async () => {
    const server = on.app.getHttpServer();
    const json = await answered(request(server).post('/oauth/token').send({ grant_type: 'canary-7213' }));
    expect([json.status, json.body.error]).toEqual([400, 'invalid_request']);
    const large = await answered(request(server).post('/oauth/token').type('form').send(`a=${'x'.repeat(17_000)}`));
    expect([large.status, large.body.error]).toEqual([413, 'invalid_request']);
    const browser = request(server).post('/oauth/token').set('accept', 'text/html').type('form');
    const page = await answered(browser.send('grant_type=canary-7213'));
    expect([page.status, page.body.error]).toEqual([400, 'invalid_request']);
    for (const answer of [json, large, page]) {
      expect(answer.text).not.toContain('canary');
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    expect(on.logged.join('\n')).not.toContain('canary');
  });

  it('takes no body of unknown length', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await on.app.inject({ method: 'POST', url: '/oauth/token', headers, payload: Readable.from(['grant_type=x']) });
    expect([answer.statusCode, answer.json()]).toEqual([411, expect.objectContaining({ error: 'invalid_request' })]);
  });

  it.each(['/oauth/auth', '/auth', '/token/introspection', '/.well-known/openid-configuration', '/me', '/reg'])(
    'has nothing at %s',
    async (path) => {
      expect((await request(on.app.getHttpServer()).get(path)).status).toBe(404);
    },
  );

  it('lets a disabled client and a paused partner in no more', async () => {
    const otherId = await registered(on, TRANSIT);
    const client = await registeredClient(on, otherId);
    const path = `/v1/partners/${otherId}/clients/${client.clientId}`;
    const error = async () => (await askToken(on, await assertion(client))).body.error;
    expect(await error()).toBeUndefined();
    expect((await asAdmin(on, 'patch', path, { state: 'disabled' })).body).toEqual({ clientId: client.clientId, state: 'disabled' });
    expect(await error()).toBe('invalid_client');
    await asAdmin(on, 'patch', path, { state: 'active' });
    expect(await error()).toBeUndefined();
    await asAdmin(on, 'patch', `/v1/partners/${otherId}`, { state: 'paused' }, { 'if-match': '"1"' });
    expect(await error()).toBe('invalid_client');
    const wrongPartner = await asAdmin(on, 'patch', `/v1/partners/${partnerId}/clients/${client.clientId}`, { state: 'active' });
    expect([wrongPartner.status, wrongPartner.body.code]).toEqual([404, 'partner.client_not_found']);
  });

  it('registers public keys that can sign, and nothing else', async () => {
    const register = (keys: unknown) => asAdmin(on, 'post', `/v1/partners/${partnerId}/clients`, { jwks: { keys } });
    const pair = await generateKeyPair('ES256', { extractable: true });
    const publicKey = await exportJWK(pair.publicKey);
    const secret = await register([await exportJWK(pair.privateKey)]);
    expect([secret.status, secret.body.code]).toEqual([422, 'partner.client_key_private']);
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const curve = await exportJWK((await generateKeyPair('ES384', { extractable: true })).publicKey);
    const changed = [{ x: 'AA' }, { alg: 'none' }, { use: 'enc' }, { kid: '' }].map((change) => [{ ...publicKey, ...change }]);
    const twins = [{ ...publicKey, kid: 'a' }, { ...publicKey, kid: 'a' }];
    for (const keys of [...changed, twins, [{ kty: 'oct' }], [small], [curve], [], 'x']) {
      const { status, body } = await register(keys);
      expect([status, body.code]).toEqual([422, 'partner.client_key_invalid']);
    }
    const stored = await register([{ ...publicKey, kid: 'a', note: 'not needed' }]);
    expect(stored.status).toBe(201);
    const [row] = await query(database.ownerUrl, 'SELECT jwks FROM partners.client WHERE client_id = $1', [stored.body.clientId]);
    expect(row?.jwks).toEqual({ keys: [{ ...publicKey, kid: 'a', use: 'sig' }] });
  });
});

describe('the token endpoint without a database', () => {
  it('says when to come back', async () => {
    const database = await createTestDatabase();
    const on = await partnerApplication(database);
    try {
      const program = await registeredClient(on, await registered(on));
      await askToken(on, await assertion(program));
      await database.drop();
      const { status, body, headers } = await askToken(on, await assertion(program));
      expect([status, body.error]).toEqual([503, 'temporarily_unavailable']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await on.app.close();
    }
  });
});

describe('how often access tokens are asked for', () => {
  let database: TestDatabase;
  let on: Running;
  let partnerId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    on = await partnerApplication(database);
    partnerId = await registered(on);
  });

  afterAll(async () => {
    await on.app.close();
    await database.drop();
  });

  const standing = (headers: Readonly<Record<string, string>>, name: string) =>
    new RegExp(`"${name}";r=(\\d+);t=(\\d+)`).exec(headers['ratelimit'] ?? '')?.slice(1).map(Number) ?? [];

  it('is limited for each client that has shown who it is, and no other is kept from anything', async () => {
    const [often, seldom] = [await registeredClient(on, partnerId), await registeredClient(on, partnerId)];
    const ask = async (program: PartnerProgram) => askToken(on, await assertion(program));
    for (let times = 1; times < CLIENT_QUOTA; times += 1) expect((await ask(often)).status).toBe(200);
    const last = await ask(often);
    expect(last.status).toBe(200);
    expect(standing(last.headers, 'client')[0]).toBe(0);
    expect(last.headers['ratelimit-policy']).toBe(`"address";q=${ADDRESS_QUOTA};w=60, "client";q=${CLIENT_QUOTA};w=60`);
    const refused = await ask(often);
    expect(refused).toMatchObject({ status: 429, body: { error: 'temporarily_unavailable' } });
    expect(Number(refused.headers['retry-after'])).toBe(standing(refused.headers, 'client')[1]);
    expect((await ask(seldom)).status).toBe(200);
    // Whoever only uses its name takes nothing from it.
    const stranger = { ...often, privateKey: seldom.privateKey };
    on.clock.forward(61);
    for (let times = 0; times < CLIENT_QUOTA; times += 1) expect((await ask(stranger)).status).toBe(401);
    expect((await ask(often)).status).toBe(200);
  });

  it('is limited for each address, refused requests included, before anything is read', async () => {
    on.clock.forward(61);
    const ask = () => answered(request(on.app.getHttpServer()).post('/oauth/token').type('form').send('x=y'));
    for (let times = 1; times <= ADDRESS_QUOTA; times += 1) {
      const { status, headers } = await ask();
      if (status !== 400 || standing(headers, 'address')[0] !== ADDRESS_QUOTA - times) throw new Error(`${times}: ${status} ${headers['ratelimit']}`);
    }
    const refused = await ask();
    expect(refused).toMatchObject({ status: 429, body: { error: 'temporarily_unavailable', error_description: 'too many requests' } });
    expect(Number(refused.headers['retry-after'])).toBe(standing(refused.headers, 'address')[1]);
    expect(refused.headers['cache-control']).toBe('no-store');
    on.clock.forward(Number(refused.headers['retry-after']));
    expect((await ask()).status).toBe(400);
  });
});
