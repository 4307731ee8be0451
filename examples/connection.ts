import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AccessTokens, type CityKeyClient, CityKeyProblem, createClient, type PartnerCredentials } from 'citykey-client';

/** Where the service is, and the issuer that it calls itself. */
export const baseUrl = process.env['CITYKEY_URL'] || `http://localhost:${process.env['PORT'] || 7400}`;
export const issuer = process.env['CITYKEY_ISSUER'] || baseUrl;

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
  if (clientId && file) return { clientId, privateKey: read(file, 'Set CITYKEY_PRIVATE_KEY_FILE to the file of your private key.') };
  const home = process.env['CITYKEY_HOME'] || '.citykey';
  const hint = 'Run `npm start` first, and this in the same folder with the same CITYKEY_HOME.';
  const clients = JSON.parse(read(path.join(home, 'sandbox', 'clients.json'), hint)) as Record<string, PartnerCredentials>;
  const found = clients[process.env['CITYKEY_SERVICE'] || 'library'];
  if (!found) throw new Advice(`The sandbox has no such partner. Set CITYKEY_SERVICE to one of ${Object.keys(clients).join(', ')}.`);
  return found;
}

function read(file: string, hint: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Advice(`${file} cannot be read. ${hint}`);
  }
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What whoever runs an example can mend by himself: its message is all that he needs. */
export class Advice extends Error {}

/** One sentence where one is enough. Anything else is a fault of the example, and is shown whole. */
function explained(error: unknown): string {
  if (error instanceof Advice) return error.message;
  if (error instanceof TypeError && error.message === 'fetch failed') {
    return `Nobody answers at ${baseUrl}. Run \`npm start\` first, or set PORT or CITYKEY_URL to where the service is.`;
  }
  if (!(error instanceof CityKeyProblem)) return String(error instanceof Error ? error.stack : error);
  if (error.code !== 'invalid_client') return `The service at ${baseUrl} answered ${error.message}`;
  return `The service at ${baseUrl} does not know this program. Client, key, CITYKEY_HOME and the service have to belong together.`;
}

process.on('uncaughtException', (error) => {
  process.stderr.write(`${explained(error)}\n`, () => process.exit(1));
});
