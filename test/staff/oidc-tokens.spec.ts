import { SignJWT } from 'jose';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { CLIENT_ID, CLIENT_SECRET } from './city-provider.js';
import { type Crookedness, CrookedProvider, signed } from './crooked-provider.js';
import { boundPerson, browserAt, CALLBACK, oidcApplication, type OidcApplication, shapeOf, START } from './oidc-application.js';

const seconds = () => Math.floor(Date.now() / 1000);
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** ID tokens and answers that do not hold. */
const WRONG: readonly (readonly [what: string, crooked: Crookedness])[] = [
  ['another nonce', { claims: (right) => ({ ...right, nonce: 'another' }) }],
  ['no nonce', { claims: (right) => ({ ...right, nonce: undefined }) }],
  ['another audience', { claims: (right) => ({ ...right, aud: 'another-service' }) }],
  ['this audience among others, made for another', { claims: (right) => ({ ...right, aud: [CLIENT_ID, 'another-service'], azp: 'another-service' }) }],
  ['another issuer', { claims: (right) => ({ ...right, iss: 'https://elsewhere.example' }) }],
  ['an end that is past', { claims: (right) => ({ ...right, iat: seconds() - 120, exp: seconds() - 60 }) }],
  ['no end', { claims: (right) => ({ ...right, exp: undefined }) }],
  ['a beginning that is to come', { claims: (right) => ({ ...right, nbf: seconds() + 120 }) }],
  ['no subject', { claims: (right) => ({ ...right, sub: undefined }) }],
  ['the signature of another key', { sign: (claims, { other }) => signed(claims, other) }],
  ['a signature by the client secret', { sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(CLIENT_SECRET)) }],
  ['no signature', { sign: (claims) => Promise.resolve(`${encoded({ alg: 'none' })}.${encoded(claims)}.`) }],
  ['a name of a key that is not published', { sign: (claims, { published }) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key-9' }).sign(published.privateKey) }],
  ['no ID token at all', { token: { status: 200, body: { access_token: 'unused', token_type: 'Bearer' } } }],
  ['something that is no ID token', { token: { status: 200, body: { access_token: 'unused', token_type: 'Bearer', id_token: 'canary' } } }],
  ['a code that is not taken', { token: { status: 400, body: { error: 'invalid_grant', error_description: 'canary' } } }],
];

/** Answers that say nothing about the person. */
const AWAY: readonly (readonly [what: string, crooked: Crookedness, logged: object])[] = [
  ['a fault', { token: { status: 500, body: { error: 'canary' } } }, { errorCode: 'OAUTH_RESPONSE_IS_NOT_CONFORM' }],
  ['a secret that is not taken', { token: { status: 400, body: { error: 'invalid_client' } } }, { errorCode: 'OAUTH_RESPONSE_BODY_ERROR', code: 'invalid_client' }],
  ['an error of its own', { token: { status: 400, body: { error: 'canary' } } }, { errorCode: 'OAUTH_RESPONSE_BODY_ERROR' }],
];

describe('a provider that answers with', () => {
  let database: TestDatabase;
  let crooked: CrookedProvider;
  let on: OidcApplication;

  beforeAll(async () => {
    database = await createTestDatabase();
    crooked = await CrookedProvider.open();
    on = await oidcApplication(database, crooked.site.url);
    await boundPerson(on, crooked.subject);
  });
  afterEach(() => {
    crooked.crooked = {};
    on.clock.forward(10);
  });
  afterAll(async () => {
    await on.app.close();
    await crooked.site.close();
    await database.drop();
  });

  const tried = (how: Crookedness) => {
    crooked.crooked = how;
    return browserAt(on).visit(START);
  };

  it('nothing wrong lets a person in, also one whose clock is a few seconds off', async () => {
    expect((await tried({})).status).toBe(200);
    expect((await tried({ claims: (right) => ({ ...right, exp: seconds() - 3 }) })).status).toBe(200);
    expect((await tried({ sign: (claims, { published }) => signed(claims, published) })).status).toBe(200);
  });

  it.each(WRONG)('%s is refused, always alike', async (_, how) => {
    const page = await tried(how);
    expect([page.status, page.body.code]).toEqual([401, 'auth.oidc_refused']);
    const declined = await tried({ token: { status: 400, body: { error: 'invalid_grant' } } });
    expect(shapeOf(page)).toEqual(shapeOf(declined));
    expect(page.text).not.toContain('canary');
  });

  it.each(AWAY)('%s is no refusal of the person', async (_, how, logged) => {
    const page = await tried(how);
    expect([page.status, page.body.code]).toEqual([503, 'auth.oidc_unavailable']);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    const lines = on.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'identity provider failed');
    expect(lines.at(-1)).toMatchObject(logged);
    expect(page.text + on.logged.join('')).not.toContain('canary');
  });

  it('what does not hold leaves the code of the library in the log, and nothing of what was said', async () => {
    await tried({ claims: (right) => ({ ...right, aud: 'canary', name: 'canary' }) });
    const line = on.logged.filter((one) => one.includes('identity provider answered wrongly')).at(-1) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ errorCode: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' });
    expect(on.logged.join('')).not.toContain('canary');
  });

  it('its own list of ways to prove a secret gets the one it takes', async () => {
    await tried({});
    const [, basic = '', form = ''] = /^Basic (\S+) (.*)$/.exec(crooked.proofs.at(-1) ?? '') ?? [];
    expect(decodeURIComponent(Buffer.from(basic, 'base64').toString())).toBe(`${CLIENT_ID}:${CLIENT_SECRET}`);
    expect(form).toContain('grant_type=authorization_code');
    expect(form).not.toContain('client_secret');
    const posting = await oidcApplication(database, crooked.site.url, { keyring: on.keyring });
    try {
      crooked.crooked = { metadata: { token_endpoint_auth_methods_supported: ['client_secret_post'] } };
      expect((await browserAt(posting).visit(START)).status).toBe(200);
      expect(crooked.proofs.at(-1)).toContain(`client_secret=${CLIENT_SECRET}`);
    } finally {
      await posting.app.close();
    }
  });

  it('metadata of another issuer is not used', async () => {
    const stranger = await oidcApplication(database, crooked.site.url, { keyring: on.keyring });
    try {
      crooked.crooked = { metadata: { issuer: 'https://elsewhere.example' } };
      const page = await browserAt(stranger).visit(START, CALLBACK);
      expect([page.status, page.body.code]).toEqual([503, 'auth.oidc_unavailable']);
      crooked.crooked = {};
      expect((await browserAt(stranger).visit(START)).status).toBe(200);
    } finally {
      await stranger.app.close();
    }
  });
});
