import { randomBytes } from 'node:crypto';
import { type Role } from '../../src/kernel/auth/index.js';
import { type Answer, type Running, type Wanted } from '../partners/application.js';
import { type TestDatabase } from '../setup/database.js';
import { CLIENT_ID, CLIENT_SECRET } from './city-provider.js';
import { asks, type Person, person } from './people.js';
import { type Page, ScriptedBrowser } from './scripted-browser.js';
import { staffApplication } from './staff-application.js';

/** Reached through a proxy that ends TLS. */
export const PUBLIC_URL = 'https://cards.city.example';
export const START = `${PUBLIC_URL}/v1/auth/oidc/start`;
export const CALLBACK = `${PUBLIC_URL}/v1/auth/oidc/callback`;
export const ATTEMPT = '__Secure-citykey-oidc';
export const REFRESH = '__Secure-citykey-refresh';

/** The staff application on a socket, with a provider, and two administrators. */
export interface OidcApplication extends Running {
  readonly url: string;
  readonly first: Person;
  readonly second: Person;
}

export async function oidcApplication(database: TestDatabase, issuer: string, wanted: Partial<Wanted> = {}): Promise<OidcApplication> {
  const settings = { CITYKEY_PUBLIC_URL: PUBLIC_URL, OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT_ID, OIDC_CLIENT_SECRET: CLIENT_SECRET };
  const on = await staffApplication(database, { ...wanted, settings: { ...settings, ...wanted.settings } });
  await on.app.listen({ port: 0, host: '127.0.0.1' });
  const [first, second] = [await person(on, newName('first'), ['admin']), await person(on, newName('second'), ['admin'])];
  return { ...on, url: await on.app.getUrl(), first, second };
}

export const newName = (prefix: string) => `${prefix}-${randomBytes(4).toString('hex')}`;

export function browserAt({ url }: { readonly url: string }): ScriptedBrowser {
  return new ScriptedBrowser({ [PUBLIC_URL]: url });
}

export function askToBind({ first, ...on }: OidcApplication, accountId: string, subject: string): Promise<Answer> {
  return asks(on, first.token, 'put', `/v1/staff/${accountId}/oidc-subject`, { subject });
}

export function confirm(on: OidcApplication, asked: Answer, token = on.second.token): Promise<Answer> {
  const { id } = asked.body.approval as { id: string };
  return asks(on, token, 'post', `/v1/approvals/${id}/confirmation`);
}

/** Somebody whose account two administrators have bound. */
export async function boundPerson(on: OidcApplication, subject: string, roles: readonly Role[] = ['clerk']): Promise<Person> {
  const somebody = await person(on, newName('bound'), roles);
  const confirmed = await confirm(on, await askToBind(on, somebody.id, subject));
  if (confirmed.status !== 200) throw new Error(`binding answered ${confirmed.status} ${confirmed.text}`);
  return somebody;
}

/** An answer without what differs from one request to the next. */
export function shapeOf({ status, headers, body }: Page): object {
  const differs = ['requestId', 'x-request-id', 'date', 'set-cookie'];
  const same = (from: Iterable<readonly [string, unknown]>) => Object.fromEntries([...from].filter(([name]) => !differs.includes(name)));
  return { status, headers: same(headers), cookies: headers.getSetCookie(), body: same(Object.entries(body)) };
}
