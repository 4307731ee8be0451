import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { CityProvider, CLIENT_SECRET } from './city-provider.js';
import { ATTEMPT, boundPerson, browserAt, CALLBACK, newName, oidcApplication, type OidcApplication, START } from './oidc-application.js';
import { LoopbackSite } from './loopback-site.js';
import { asks } from './people.js';
import { type Page } from './scripted-browser.js';
import { cookieOf, signIn, staffApplication, withAccount, withCookie } from './staff-application.js';

describe('while the identity provider is away', () => {
  let database: TestDatabase;
  let city: CityProvider;
  let on: OidcApplication;
  let subject: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    city = await CityProvider.open(CALLBACK);
  });
  beforeEach(async () => {
    await city.site.close();
    // A start and a binding need nobody but ourselves.
    on = await oidcApplication(database, city.issuer);
    subject = newName('subject');
    await boundPerson(on, subject);
    city.person = subject;
  });
  afterEach(() => on.app.close());
  afterAll(async () => {
    await city.site.close();
    await database.drop();
  });

  const away = (page: Page) => {
    expect([page.status, page.body.code]).toEqual([503, 'auth.oidc_unavailable']);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(page.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  };

  it('nobody signs in there, everybody else does, and it works again by itself', async () => {
    const browser = browserAt(on);
    for (const page of [await browser.visit(START), await browser.visit(START)]) {
      away(page);
      expect(page.headers.getSetCookie()).toEqual([]);
    }
    const line = on.logged.find((one) => one.includes('identity provider failed')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ level: 40, errorCode: 'ECONNREFUSED' });
    const name = newName('local');
    await withAccount(on, name);
    expect((await signIn(on, name)).status).toBe(200);
    await city.site.open();
    expect((await browser.visit(START)).status).toBe(200);
  });

  it('who is back from it too early begins again', async () => {
    await city.site.open();
    const browser = browserAt(on);
    const { url } = await browser.visit(START, CALLBACK);
    await city.site.close();
    away(await browser.visit(url.href));
    expect(browser.cookie(CALLBACK, ATTEMPT)).toBeUndefined();
    await city.site.open();
    expect((await browser.visit(url.href)).body.code).toBe('auth.oidc_attempt_invalid');
    expect((await browser.visit(START)).status).toBe(200);
  });

  it('sessions that it began go on', async () => {
    await city.site.open();
    const browser = browserAt(on);
    const page = await browser.visit(START);
    await city.site.close();
    const name = '__Secure-citykey-refresh';
    const refreshed = await withCookie(on, 'refresh', `${name}=${browser.cookie(START, name)}`);
    expect(refreshed.status).toBe(200);
    expect((await asks(on, page.body.accessToken, 'post', '/v1/auth/totp')).status).toBe(201);
    expect((await withCookie(on, 'logout', cookieOf(refreshed))).status).toBe(204);
  });

  it('waits five seconds for it, and no longer', async () => {
    const silent = new LoopbackSite(() => undefined);
    await silent.open();
    const lost = await oidcApplication(database, silent.url, { keyring: on.keyring });
    const real = AbortSignal.timeout.bind(AbortSignal);
    const asked = jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => real(ms / 100));
    try {
      away(await browserAt(lost).visit(START));
      expect(asked.mock.calls).toEqual([[5_000]]);
      expect(lost.logged.find((one) => one.includes('identity provider failed'))).toContain('"errorCode":"OAUTH_TIMEOUT"');
    } finally {
      asked.mockRestore();
      await lost.app.close();
      await silent.close();
    }
  });

  it('a host that speaks for many issuers counts as none: it has to be one of them', async () => {
    const issuer = 'https://login.microsoftonline.com/common/v2.0';
    const lost = await oidcApplication(database, issuer, { keyring: on.keyring });
    const real = globalThis.fetch;
    const metadata = { issuer: issuer.replace('common', '{tenantid}'), authorization_endpoint: `${issuer}/authorize` };
    const asked = jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const there = (typeof input === 'string' ? input : input instanceof URL ? input.href : input.url).startsWith(issuer);
      return there ? Promise.resolve(Response.json(metadata)) : real(input, init);
    });
    try {
      away(await browserAt(lost).visit(START, issuer));
      metadata.issuer = issuer;
      expect((await browserAt(lost).visit(START, issuer)).status).toBe(302);
    } finally {
      asked.mockRestore();
      await lost.app.close();
    }
  });

  it('answers of something else at its address count as none', async () => {
    const pages = ['<html>maintenance</html>', '{}', 'null', '{"issuer":7}'];
    const site = new LoopbackSite((_, response) => {
      const [page = ''] = pages;
      response.writeHead(200, { 'content-type': page.startsWith('<') ? 'text/html' : 'application/json' }).end(page);
    });
    await site.open();
    const lost = await oidcApplication(database, site.url, { keyring: on.keyring });
    try {
      for (; pages.length > 0; pages.shift()) away(await browserAt(lost).visit(START));
    } finally {
      await lost.app.close();
      await site.close();
    }
  });
});

describe('without an identity provider', () => {
  it('both routes say so, whatever is sent', async () => {
    const database = await createTestDatabase();
    const on = await staffApplication(database);
    await on.app.listen({ port: 0, host: '127.0.0.1' });
    const browser = browserAt({ url: await on.app.getUrl() });
    try {
      for (const address of [START, CALLBACK, `${CALLBACK}?code=canary&state=${CLIENT_SECRET}`]) {
        const page = await browser.visit(address);
        expect([page.status, page.body.code]).toEqual([404, 'auth.oidc_not_set_up']);
        expect(page.text).not.toContain('canary');
      }
    } finally {
      await on.app.close();
      await database.drop();
    }
  });
});
