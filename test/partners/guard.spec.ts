import { createPublicKey, randomUUID } from 'node:crypto';
import { type ExecutionContext } from '@nestjs/common';
import { decodeJwt, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import request from 'supertest';
import { StaffTokens } from '../../src/kernel/auth/index.js';
import { callingPartnerOf, PartnerGuard } from '../../src/modules/partners/index.js';
import { SigningKeys } from '../../src/modules/partners/oauth/signing-keys.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { answered, type Running } from './application.js';
import { asAdmin, partnerApplication, registered } from './partner-application.js';
import { accessToken, ISSUER, type PartnerProgram, registeredClient } from './token-client.js';

describe('the guard of the partner API', () => {
  let database: TestDatabase;
  let on: Running;
  let partnerId: string;
  let program: PartnerProgram;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await partnerApplication(database);
    partnerId = await registered(on);
    program = await registeredClient(on, partnerId);
    signedInBy = decodeJwt(await accessToken(on, program))['client_key'] as string;
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  const who = (token: string, instance = on) =>
    answered(request(instance.app.getHttpServer()).get('/partner/v1/who').set('authorization', `Bearer ${token}`));

  /** The key that the program has. */
  let signedInBy: string;

  /** A token as the service would sign it, with claims and header replaced. */
  async function forged(claims: JWTPayload = {}, header: object = {}): Promise<string> {
    const seconds = Math.floor(Date.now() / 1000);
    const key = { kty: 'OKP', ...on.app.get(SigningKeys).secretJwks()[0] };
    const body = { iss: ISSUER, aud: ISSUER, sub: program.clientId, client_id: program.clientId, partner_id: partnerId, client_key: signedInBy };
    return new SignJWT({ ...body, iat: seconds, exp: seconds + 60, jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'v1', ...header })
      .sign(key);
  }

  it('lets a partner in by its token and tells the handler who it is', async () => {
    const token = await accessToken(on, program);
    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await who(token);
      expect([status, body]).toEqual([200, { partnerId, clientId: program.clientId, service: 'library' }]);
    }
  });

  it('takes what this test forges when nothing is wrong with it', async () => {
    expect((await who(await forged())).status).toBe(200);
  });

  it('refuses tokens of others, for others, too old, or of another kind', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const foreign = (await generateKeyPair('EdDSA')).privateKey;
    const staff = await on.app.get(StaffTokens).issue(randomUUID(), randomUUID(), ['admin']);
    const wrong = [
      await forged({ iss: 'https://other.example' }),
      await forged({ aud: 'https://other.example' }),
      await forged({ aud: undefined }),
      await forged({ exp: seconds - 1 }),
      await forged({ exp: undefined }),
      await forged({ partner_id: undefined }),
      await forged({ partner_id: randomUUID() }),
      await forged({ client_id: randomUUID() }),
      await forged({ client_key: undefined }),
      await forged({ client_key: 'another' }),
      await forged({}, { typ: 'JWT' }),
      await forged({}, { kid: 'v9' }),
      await forged({}, { kid: undefined }),
      await new SignJWT({ iss: ISSUER, aud: ISSUER, client_id: program.clientId, partner_id: partnerId, exp: seconds + 60 })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'v1' })
        .sign(foreign),
      staff,
      'nonsense',
    ];
    for (const token of wrong) {
      const { status, body } = await who(token);
      expect([status, body.code]).toEqual([401, 'auth.credentials_invalid']);
    }
    const none = await answered(request(on.app.getHttpServer()).get('/partner/v1/who'));
    expect([none.status, none.body.code]).toEqual([401, 'auth.credentials_missing']);
  });

  it('is not confused by algorithms: none, and the public key as a shared secret', async () => {
    const claims = (await forged()).split('.')[1] as string;
    const none = ['none', 'None', 'NONE'].map((alg) => {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'at+jwt', kid: 'v1' })).toString('base64url');
      return [`${header}.${claims}.`, `${header}.${claims}.${Buffer.from('x').toString('base64url')}`];
    });
    const jwk = on.app.get(SigningKeys).publicJwks()[0] as { x: string };
    const pem = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk.x }, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
    const secrets = [Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.x), Buffer.from(pem)];
    const shared = secrets.map((secret) =>
      new SignJWT(JSON.parse(Buffer.from(claims, 'base64url').toString()) as JWTPayload)
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'v1' })
        .sign(secret),
    );
    for (const token of [...none.flat(), ...(await Promise.all(shared))]) {
      const { status, body } = await who(token);
      expect([status, body.code]).toEqual([401, 'auth.credentials_invalid']);
    }
  });

  it('forgets a token when its five minutes are over', async () => {
    const token = await accessToken(on, program);
    on.clock.forward(295);
    expect((await who(token)).status).toBe(200);
    on.clock.forward(10);
    expect((await who(token)).status).toBe(401);
  });

  it('shuts out a disabled client at once here, and within five seconds elsewhere', async () => {
    const other = await partnerApplication(database, { keyring: on.keyring });
    try {
      const token = await accessToken(on, program);
      const there = () => who(token, other);
      expect([(await who(token)).status, (await there()).status]).toEqual([200, 200]);
      await asAdmin(on, 'patch', `/v1/partners/${partnerId}/clients/${program.clientId}`, { state: 'disabled' });
      expect([(await who(token)).status, (await there()).status]).toEqual([401, 200]);
      other.clock.forward(5);
      expect((await there()).status).toBe(401);
    } finally {
      await other.app.close();
    }
  });

  it('shuts out a paused partner', async () => {
    const token = await accessToken(on, program);
    await asAdmin(on, 'patch', `/v1/partners/${partnerId}`, { state: 'paused' }, { 'if-match': '"1"' });
    expect((await who(token)).status).toBe(401);
  });

  it('answers at once, without a promise, for a token it knows', async () => {
    const token = await accessToken(on, program);
    await who(token);
    const asked = { headers: { authorization: `Bearer ${token}` } };
    const context = { switchToHttp: () => ({ getRequest: () => asked }) } as unknown as ExecutionContext;
    expect(on.app.get(PartnerGuard, { strict: false }).canActivate(context)).toBe(true);
    expect(callingPartnerOf(asked as never).service).toBe('library');
  });
});
