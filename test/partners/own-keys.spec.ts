import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import request from 'supertest';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { type Answer, answered, type Running } from './application.js';
import { asAdmin, partnerApplication, registered } from './partner-application.js';
import { accessToken, askToken, assertion, ISSUER, type PartnerProgram, registeredClient } from './token-client.js';

/** A key pair that a partner has made for itself. */
interface Made {
  readonly program: PartnerProgram;
  readonly jwk: object;
  readonly thumbprint: string;
}

describe("a client's own keys", () => {
  let database: TestDatabase;
  let on: Running;
  let other: Running;
  let partnerId: string;
  let program: PartnerProgram;

  beforeAll(async () => {
    database = await createTestDatabase();
    on = await partnerApplication(database);
    other = await partnerApplication(database, { keyring: on.keyring });
    partnerId = await registered(on);
  });

  beforeEach(async () => {
    program = await registeredClient(on, partnerId);
  });

  afterAll(async () => {
    for (const { app } of [on, other]) await app.close();
    await database.drop();
  });

  async function made(alg = 'EdDSA', kid?: string): Promise<Made> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), ...(kid === undefined ? {} : { kid }) };
    return { program: { clientId: program.clientId, privateKey, alg }, jwk, thumbprint: await calculateJwkThumbprint(jwk) };
  }

  function statement(by: PartnerProgram, claims: JWTPayload, header: object = {}): Promise<string> {
    const seconds = Math.floor(on.clock.now().getTime() / 1000);
    const usual = { iss: by.clientId, sub: by.clientId, aud: `${ISSUER}/partner/v1/keys`, jti: randomUUID(), iat: seconds, exp: seconds + 60 };
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: by.alg, ...header }).sign(by.privateKey);
  }

  async function send(path: string, said: string, { token, key, instance = on }: { token?: string; key?: string; instance?: Running } = {}): Promise<Answer> {
    const asked = request(instance.app.getHttpServer()).post(`/partner/v1/${path}`);
    void asked.set('authorization', `Bearer ${token ?? (await accessToken(on, program))}`);
    if (key !== undefined) void asked.set('idempotency-key', key);
    return answered(asked.send({ statement: said }));
  }

  const add = async (key: Made, by = program) => send('keys', await statement(by, { add: key.jwk }));
  const remove = async (thumbprint: string, by = program) => send('keys/removal', await statement(by, { remove: thumbprint }));
  const who = (token: string, instance = on) =>
    answered(request(instance.app.getHttpServer()).get('/partner/v1/keys').set('authorization', `Bearer ${token}`));
  const thumbprints = ({ body }: Answer) => (body['keys'] as { thumbprint: string }[]).map(({ thumbprint }) => thumbprint);

  /** As another key signs: without the name that the first one has. */
  const signIn = async ({ program: by }: Made, instance = on, header: object = {}) => {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss: by.clientId, sub: by.clientId, aud: ISSUER, jti: randomUUID(), iat: seconds, exp: seconds + 60 };
    return askToken(instance, await new SignJWT(claims).setProtectedHeader({ alg: by.alg, ...header }).sign(by.privateKey));
  };

  it.each(['EdDSA', 'ES256', 'PS256'])('are added side by side: one for %s is good at once, and so is the one before it', async (alg) => {
    const next = await made(alg);
    const answer = await add(next);
    expect(answer).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } });
    expect(thumbprints(answer)).toEqual([expect.any(String), next.thumbprint]);
    expect(answer.text).not.toContain('"d"');
    expect((await signIn(next)).status).toBe(200);
    expect((await askToken(on, await assertion(program))).status).toBe(200);
  });

  it('are told apart by the key itself where none of them has a name', async () => {
    const [second, third] = [await made(), await made('EdDSA', 'third')];
    await add(second);
    await add(third, second.program);
    for (const key of [second, third]) expect((await signIn(key)).status).toBe(200);
    expect((await signIn(third, on, { kid: 'third' })).status).toBe(200);
    expect((await signIn(second, on, { kid: 'third' })).status).toBe(401);
  });

  it('end when they are removed, on every instance: assertions, and access tokens that they were given', async () => {
    const next = await made();
    await add(next);
    const token = (await signIn(next, other)).body['access_token'] as string;
    expect(await Promise.all([on, other].map(async (instance) => (await who(token, instance)).status))).toEqual([200, 200]);
    const old = await accessToken(on, program);
    expect(await remove(next.thumbprint)).toMatchObject({ status: 200 });
    expect((await who(token)).status).toBe(401);
    expect((await signIn(next)).status).toBe(401);
    other.clock.forward(5);
    expect((await who(token, other)).status).toBe(401);
    expect((await signIn(next, other)).status).toBe(401);
    for (const instance of [on, other]) expect((await who(old, instance)).status).toBe(200);
  });

  it('may be removed by themselves, but for the last one', async () => {
    const next = await made();
    const [first = ''] = thumbprints(await add(next));
    expect((await remove(first)).status).toBe(200);
    const token = (await signIn(next)).body['access_token'] as string;
    const last = await send('keys/removal', await statement(next.program, { remove: next.thumbprint }), { token });
    expect(last).toMatchObject({ status: 409, body: { code: 'partner.client_key_last' } });
    expect(await send('keys/removal', await statement(next.program, { remove: first }), { token })).toMatchObject({ status: 404, body: { code: 'partner.client_key_not_found' } });
    expect(thumbprints(await who(token))).toEqual([next.thumbprint]);
  });

  it('are five at most, each once, with names of their own and public', async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const secret = { ...(await made()), jwk: await exportJWK(privateKey) };
    expect(await add(secret)).toMatchObject({ status: 422, body: { code: 'partner.client_key_private', at: '/statement/add' } });
    expect(await add(await made('EdDSA', 'one'))).toMatchObject({ status: 422, body: { code: 'partner.client_key_invalid' } });
    for (const bad of [{ kty: 'oct', k: 'x' }, { kty: 'RSA', n: 'x', e: 'AQAB' }, 'x', null, []]) {
      const { status, body } = await add({ ...secret, jwk: bad as object });
      expect([status, (body.code as string).slice(0, 18)]).toEqual([422, 'partner.client_key']);
    }
    const second = await made();
    await add(second);
    expect(await add(second)).toMatchObject({ status: 409, body: { code: 'partner.client_key_known' } });
    for (let count = 3; count <= 5; count += 1) expect((await add(await made())).status).toBe(201);
    expect(await add(await made())).toMatchObject({ status: 422, body: { code: 'partner.client_key_invalid', limit: 5 } });
  });

  it('are not changed by an access token alone, by another key, an assertion, or a statement for something else', async () => {
    const next = await made();
    const stranger = await registeredClient(on, partnerId);
    const seconds = Math.floor(on.clock.now().getTime() / 1000);
    const says = { add: next.jwk };
    const refused = [
      'x',
      'e30.e30.e30',
      await statement(next.program, says),
      await statement({ ...stranger, clientId: program.clientId }, says),
      await statement(stranger, says),
      await assertion(program, says),
      await statement(program, { ...says, aud: [`${ISSUER}/partner/v1/keys`, ISSUER] }),
      await statement(program, { ...says, exp: seconds - 60 }),
      await statement(program, { ...says, exp: seconds + 3_600 }),
      await statement(program, { ...says, exp: undefined }),
      await statement(program, { ...says, jti: undefined }),
      await statement(program, { ...says, remove: next.thumbprint }),
      await statement(program, {}),
      await statement(program, { remove: next.thumbprint }),
      await statement(program, says, { kid: 'another' }),
    ];
    for (const [at, said] of refused.entries()) {
      const { status, body } = await send('keys', said);
      expect([at, status, body.code, body.at]).toEqual([at, 422, 'partner.key_statement_invalid', '/statement']);
    }
    expect(thumbprints(await who(await accessToken(on, program)))).toHaveLength(1);
    // And no statement is an assertion.
    expect((await askToken(on, await statement(program, says))).status).toBe(401);
  });

  it('are changed once by a statement: a retry is answered alike, and nobody can use it again', async () => {
    const next = await made();
    const [said, key, token] = [await statement(program, { add: next.jwk }), randomUUID(), await accessToken(on, program)];
    const first = await send('keys', said, { token, key });
    expect(await send('keys', said, { token, key })).toMatchObject({ status: 201, text: first.text });
    await remove(next.thumbprint);
    other.clock.forward(5);
    expect(await send('keys', said, { token, instance: other })).toMatchObject({ status: 422, body: { code: 'partner.key_statement_invalid' } });
    const entries = await query(database.ownerUrl, `SELECT act, reason, role FROM audit.entry WHERE actor = $1 AND act LIKE 'partner.key%' ORDER BY act`, [program.clientId]);
    expect(entries).toEqual(['partner.key_add', 'partner.key_remove'].map((act) => ({ act, reason: 'library', role: 'partner' })));
  });

  it('two that are removed at once, each by the other, leave one', async () => {
    const next = await made();
    const [first = ''] = thumbprints(await add(next));
    const [token, nextToken] = [await accessToken(on, program), (await signIn(next)).body['access_token'] as string];
    const answers = await Promise.all([
      send('keys/removal', await statement(program, { remove: next.thumbprint }), { token }),
      send('keys/removal', await statement(next.program, { remove: first }), { token: nextToken, instance: other }),
    ]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(200);
    expect([401, 422]).toContain(statuses[1]);
    const [row] = await query(database.ownerUrl, 'SELECT jsonb_array_length(jwks->$2) AS keys FROM partners.client WHERE client_id = $1', [program.clientId, 'keys']);
    expect(row).toEqual({ keys: 1 });
  });

  it('are those of the client that asks, and go with it when an administrator disables it', async () => {
    const token = await accessToken(on, program);
    await registeredClient(on, partnerId);
    expect(thumbprints(await who(token))).toHaveLength(1);
    await asAdmin(on, 'patch', `/v1/partners/${partnerId}/clients/${program.clientId}`, { state: 'disabled' });
    expect((await who(token)).status).toBe(401);
  });
});
