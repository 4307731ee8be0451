import { randomUUID } from 'node:crypto';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { readSandboxClients } from '../../src/program/sandbox-partners.js';
import { type Api } from './api.js';
import { type Service } from './partner-sites.js';

/** What a partner's own program sends for an access token: client credentials with a signed assertion (RFC 7523). */
export async function tokenRequest(home: string, service: Service, audience = 'https://cards.city.example'): Promise<URLSearchParams> {
  const client = readSandboxClients(home)[service];
  if (!client) throw new Error(`no client of ${service}`);
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(client.clientId)
    .setSubject(client.clientId)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(await importJWK(client.privateKey, 'EdDSA'));
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
}

/** What a partner's own program says about its keys: `add` or `remove`, signed with the key that it has. */
export async function keyStatement(home: string, service: Service, said: JWTPayload, issuer = 'https://cards.city.example'): Promise<string> {
  const client = readSandboxClients(home)[service];
  if (!client) throw new Error(`no client of ${service}`);
  return new SignJWT(said)
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(client.clientId)
    .setSubject(client.clientId)
    .setAudience(`${issuer}/partner/v1/keys`)
    .setJti(randomUUID())
    .setExpirationTime('60s')
    .sign(await importJWK(client.privateKey, 'EdDSA'));
}

/** Signs in as a partner's own program. */
export async function accessToken(api: Api, home: string, service: Service, audience?: string): Promise<string> {
  const form = await tokenRequest(home, service, audience);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await api.post('/oauth/token', form.toString(), { headers, idempotencyKey: null });
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status} ${answer.text}`);
  return answer.body['access_token'] as string;
}
