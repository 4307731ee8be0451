import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import request from 'supertest';
import { type Answer, answered, type Running } from './application.js';
import { asAdmin } from './partner-application.js';

export const ISSUER = 'https://cards.city.example';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A partner's program, with its key. */
export interface PartnerProgram {
  readonly clientId: string;
  readonly privateKey: CryptoKey;
  readonly alg: string;
}

export async function registeredClient(on: Running, partnerId: string, alg = 'EdDSA'): Promise<PartnerProgram> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg }] };
  const { status, body } = await asAdmin(on, 'post', `/v1/partners/${partnerId}/clients`, { jwks });
  if (status !== 201) throw new Error(`client registration answered ${status} ${JSON.stringify(body)}`);
  return { clientId: body.clientId as string, privateKey, alg };
}

/** A client assertion (RFC 7523) that is good unless claims are replaced. */
export function assertion(program: PartnerProgram, claims: JWTPayload = {}): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000);
  const { clientId, privateKey, alg } = program;
  return new SignJWT({ iss: clientId, sub: clientId, aud: ISSUER, jti: randomUUID(), iat: seconds, exp: seconds + 60, ...claims })
    .setProtectedHeader({ alg, kid: 'one' })
    .sign(privateKey);
}

/** Asks for an access token; further form fields replace the usual ones, and undefined leaves one out. */
export function askToken(on: Running, client_assertion: string, fields: Readonly<Record<string, string | undefined>> = {}): Promise<Answer> {
  const asked = { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER, client_assertion, ...fields };
  const sent = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const form = new URLSearchParams(sent).toString();
  return answered(request(on.app.getHttpServer()).post('/oauth/token').type('form').send(form));
}

export async function accessToken(on: Running, program: PartnerProgram): Promise<string> {
  const { status, body } = await askToken(on, await assertion(program));
  if (status !== 200) throw new Error(`the token endpoint answered ${status} ${JSON.stringify(body)}`);
  return body.access_token as string;
}
