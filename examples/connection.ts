import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AccessTokens, type CityKeyClient, createClient, type PartnerCredentials } from 'citykey-client';

/** Where the service is, and the issuer that it calls itself. */
export const baseUrl = process.env['CITYKEY_URL'] ?? 'http://localhost:7400';
export const issuer = process.env['CITYKEY_ISSUER'] ?? baseUrl;

/** Your program's client, with the access tokens it needs. */
export function connect(): CityKeyClient {
  return createClient({ baseUrl, accessToken: new AccessTokens(partnerCredentials()) });
}

/** What your program signs in with. */
export function partnerCredentials(): PartnerCredentials {
  return { baseUrl, issuer, ...credentials() };
}

/** Your own, when they are set; otherwise those that `npm start` has made for a partner of its sandbox. */
function credentials(): Pick<PartnerCredentials, 'clientId' | 'privateKey'> {
  const { CITYKEY_CLIENT_ID: clientId, CITYKEY_PRIVATE_KEY_FILE: file } = process.env;
  if (clientId && file) return { clientId, privateKey: readFileSync(file, 'utf8') };
  const home = process.env['CITYKEY_HOME'] ?? '.citykey';
  const clients = JSON.parse(readFileSync(path.join(home, 'sandbox', 'clients.json'), 'utf8')) as Record<string, PartnerCredentials>;
  const found = clients[process.env['CITYKEY_SERVICE'] ?? 'library'];
  if (!found) throw new Error('the sandbox has no such partner');
  return found;
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
