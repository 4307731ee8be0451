import { StaffTokens, systemCaller } from '../../src/kernel/auth/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { SignInAttempts } from '../../src/modules/staff/oidc/sign-in-attempts.js';
import { freshKeyring } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { CityProvider, CLAIMS, CLIENT_SECRET } from './city-provider.js';
import { ATTEMPT, boundPerson, browserAt, CALLBACK, oidcApplication, type OidcApplication, REFRESH, shapeOf, START } from './oidc-application.js';
import { asks, type Person } from './people.js';
import { type Page, type ScriptedBrowser } from './scripted-browser.js';
import { cookieOf, staffApplication, withCookie } from './staff-application.js';

describe('signing in at the identity provider', () => {
  const SUBJECT = 'canary-subject-7731';
  let database: TestDatabase;
  let city: CityProvider;
  let on: OidcApplication;
  let clerk: Person;
  let browser: ScriptedBrowser;

  beforeAll(async () => {
    database = await createTestDatabase();
    city = await CityProvider.open(CALLBACK);
    on = await oidcApplication(database, city.issuer);
    clerk = await boundPerson(on, SUBJECT);
  });
  beforeEach(() => {
    city.person = SUBJECT;
    browser = browserAt(on);
    on.clock.forward(30);
  });
  afterAll(async () => {
    await on.app.close();
    await city.site.close();
    await database.drop();
  });

  const codeOf = ({ status, body }: Page) => [status, body.code];
  const back = async (at = browser) => (await at.visit(START, CALLBACK)).url.href;
  const entries = () => query(database.ownerUrl, `SELECT id, act, outcome, reason, actor, subject FROM audit.entry WHERE act LIKE 'staff.sign_in%'`);
  /** The entries that were added, without their ids; in the order of reasons, for the audit itself has none. */
  const addedTo = async (before: readonly Record<string, unknown>[]) => {
    const known = new Set(before.map(({ id }) => id));
    const added = (await entries()).filter(({ id }) => !known.has(id)).map(({ act, outcome, reason, actor, subject }) => ({ act, outcome, reason, actor, subject }));
    return added.sort((a, b) => String(a.reason).localeCompare(String(b.reason)));
  };

  it('ends with what signing in by password ends with', async () => {
    const page = await browser.visit(START);
    expect(page.body).toEqual({ accessToken: expect.any(String) as string, expiresIn: 300, roles: ['clerk'] });
    expect([page.status, page.headers.get('cache-control'), page.headers.get('content-type')]).toEqual([200, 'no-store', 'application/json; charset=utf-8']);
    expect(await on.app.get(StaffTokens).verify(page.body.accessToken as string)).toMatchObject({ accountId: clerk.id, roles: ['clerk'] });
    const [cleared, refresh] = page.headers.getSetCookie();
    expect(cleared).toBe(`${ATTEMPT}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/v1/auth/oidc; HttpOnly; SameSite=Lax; Secure`);
    expect(refresh).toMatch(/^__Secure-citykey-refresh=[A-Za-z0-9_-]{64}; Expires=[^;]+; Path=\/v1\/auth; HttpOnly; SameSite=Strict; Secure$/);
    expect(browser.cookie(CALLBACK, ATTEMPT)).toBeUndefined();
  });

  it('sends the browser off with PKCE, state and nonce, to be seen anew, and asks for nothing but who it is', async () => {
    const sent = await browser.visit(START, city.issuer);
    expect(sent.status).toBe(302);
    const asked = Object.fromEntries(sent.url.searchParams);
    const random = expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string;
    expect(asked).toEqual({
      client_id: 'citykey',
      response_type: 'code',
      scope: 'openid',
      prompt: 'login',
      redirect_uri: CALLBACK,
      code_challenge_method: 'S256',
      code_challenge: random,
      state: random,
      nonce: random,
    });
    expect(sent.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Secure-citykey-oidc=[A-Za-z0-9_-]{200,400}; Expires=[^;]+; Path=\/v1\/auth\/oidc; HttpOnly; SameSite=Lax; Secure$/),
    ]);
    const [, expires = ''] = /Expires=([^;]+)/.exec(String(sent.headers.getSetCookie())) ?? [];
    expect(Math.abs(Date.parse(expires) - on.clock.now().getTime() - 600_000)).toBeLessThan(5_000);
    const cookie = Buffer.from(browser.cookie(CALLBACK, ATTEMPT) ?? '', 'base64url').toString('latin1');
    for (const secret of [asked.state ?? '', asked.nonce ?? '', 'verifier']) expect(cookie).not.toContain(secret);
    expect(browser.cookie('https://cards.city.example/v1/auth/refresh', ATTEMPT)).toBeUndefined();
  });

  it('gives a session like any other: refreshed, placed nowhere, signed out, ended everywhere and with the account', async () => {
    const somebody = await boundPerson(on, 'subject-of-a-session', ['supervisor']);
    const signedIn = async () => {
      city.person = 'subject-of-a-session';
      const at = browserAt(on);
      const page = await at.visit(START);
      expect(page.status).toBe(200);
      return { token: page.body.accessToken, cookie: `${REFRESH}=${at.cookie(START, REFRESH)}` };
    };
    const lives = async (token: unknown) => (await asks(on, token, 'post', '/v1/auth/totp')).status !== 401;
    const first = await signedIn();
    const next = await withCookie(on, 'refresh', first.cookie);
    expect([next.status, next.body.roles]).toEqual([200, ['supervisor']]);
    expect((await withCookie(on, 'refresh', first.cookie)).status).toBe(401);
    const second = await signedIn();
    expect((await withCookie(on, 'logout', second.cookie)).status).toBe(204);
    expect((await withCookie(on, 'refresh', second.cookie)).status).toBe(401);
    const third = await signedIn();
    expect(await lives(third.token)).toBe(true);
    expect((await asks(on, on.first.token, 'post', `/v1/staff/${somebody.id}/sign-out`)).status).toBe(204);
    expect([await lives(third.token), (await withCookie(on, 'refresh', third.cookie)).status]).toEqual([false, 401]);
    const fourth = await signedIn();
    expect(await lives(fourth.token)).toBe(true);
    await on.app.get(StaffAccounts).setState(systemCaller('test'), somebody.username, 'disabled');
    expect([await lives(fourth.token), (await withCookie(on, 'refresh', fourth.cookie)).status]).toEqual([false, 401]);
    expect(codeOf(await browserAt(on).visit(START))).toEqual([401, 'auth.oidc_refused']);
  });

  it('ends in one way for all that was not begun here, without a word to the provider', async () => {
    const foreign = await oidcApplication(database, city.issuer, { keyring: freshKeyring() });
    const elsewhere = browserAt(foreign);
    await elsewhere.visit(START, CALLBACK);
    await foreign.app.close();
    const address = await back();
    const mine = browser.cookie(CALLBACK, ATTEMPT) ?? '';
    const tampered = `${mine.slice(0, 60)}${mine[60] === 'A' ? 'B' : 'A'}${mine.slice(61)}`;
    const changed = (change: (query: URLSearchParams) => void) => {
      const url = new URL(address);
      change(url.searchParams);
      return url.href;
    };
    const tries: [string, string | null][] = [
      [address, null],
      [address, tampered],
      [address, 'AAAA'],
      [address, 'not base64 at all!'],
      [address, elsewhere.cookie(CALLBACK, ATTEMPT) ?? ''],
      [changed((query) => query.set('state', 'A'.repeat(43))), mine],
      [changed((query) => query.delete('state')), mine],
      [changed((query) => query.append('state', query.get('state') ?? '')), mine],
      [CALLBACK, mine],
      [`${CALLBACK}?error=access_denied&error_description=canary`, mine],
    ];
    const asked = city.site.asked.length;
    const shapes: object[] = [];
    for (const [url, cookie] of tries) {
      const at = browserAt(on);
      if (cookie !== null) {
        await at.visit(START, city.issuer);
        at.plant(CALLBACK, ATTEMPT, cookie);
      }
      const page = await at.visit(url);
      expect(codeOf(page)).toEqual([401, 'auth.oidc_attempt_invalid']);
      expect(page.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Secure-citykey-oidc=; Expires=Thu, 01 Jan 1970/)]);
      shapes.push(shapeOf(page));
    }
    for (const shape of shapes) expect(shape).toEqual(shapes[0]);
    expect(city.site.asked.slice(asked)).toEqual([]);
    expect((await browser.visit(address)).status).toBe(200);
  });

  it('does not end in somebody else’s browser', async () => {
    const [mine, theirs] = [browserAt(on), browserAt(on)];
    const stolen = await back(mine);
    await theirs.visit(START, city.issuer);
    expect(codeOf(await theirs.visit(stolen))).toEqual([401, 'auth.oidc_attempt_invalid']);
  });

  it('ends once', async () => {
    const address = await back();
    const kept = browser.cookie(CALLBACK, ATTEMPT) ?? '';
    expect((await browser.visit(address)).status).toBe(200);
    await browser.visit(START, city.issuer);
    browser.plant(CALLBACK, ATTEMPT, kept);
    expect(codeOf(await browser.visit(address))).toEqual([401, 'auth.oidc_refused']);
  });

  it('needs the verifier and the nonce it began with', async () => {
    const attempts = on.app.get(SignInAttempts);
    for (const change of [{ verifier: 'x'.repeat(43) }, { nonce: 'x'.repeat(43) }, {}]) {
      const at = browserAt(on);
      const address = await back(at);
      const attempt = attempts.open(at.cookie(CALLBACK, ATTEMPT));
      if (!attempt) throw new Error('the attempt does not open');
      at.plant(CALLBACK, ATTEMPT, attempts.sealed({ ...attempt, ...change }));
      expect((await at.visit(address)).status).toBe('verifier' in change || 'nonce' in change ? 401 : 200);
    }
  });

  it('is refused alike for a person who declines, whom nobody knows, whose account is disabled, and by another issuer', async () => {
    const disabled = await boundPerson(on, 'subject-disabled');
    await on.app.get(StaffAccounts).setState(systemCaller('test'), disabled.username, 'disabled');
    const before = await entries();
    const visits = [];
    for (const person of [null, 'canary-stranger-6620', 'subject-disabled']) {
      city.person = person;
      visits.push(await browserAt(on).visit(START));
    }
    city.person = SUBJECT;
    const address = new URL(await back());
    expect(address.searchParams.get('iss')).toBe(city.issuer);
    address.searchParams.set('iss', 'https://canary.example');
    visits.push(await browser.visit(address.href));
    for (const page of visits) {
      expect(codeOf(page)).toEqual([401, 'auth.oidc_refused']);
      expect(shapeOf(page)).toEqual(shapeOf(visits[0] as Page));
      expect(page.text + JSON.stringify([...page.headers])).not.toContain('canary');
    }
    expect(on.logged.join('')).not.toContain('canary');
    const refused = (reason: string, actor = 'unknown') => ({ act: 'staff.sign_in_refused', outcome: 'refused', reason, actor, subject: null });
    expect(await addedTo(before)).toEqual([refused('disabled', disabled.id), refused('oidc'), refused('oidc'), refused('unbound')]);
  });

  it('leaves one entry in the audit, which says how it was done', async () => {
    const before = await entries();
    await browser.visit(START);
    expect(await addedTo(before)).toEqual([{ act: 'staff.sign_in', outcome: 'done', reason: 'oidc', actor: clerk.id, subject: null }]);
  });

  it('is limited per address, as sign-in by password is', async () => {
    const { app, clock, keyring } = await staffApplication(database, {
      keyring: on.keyring,
      settings: { OIDC_ISSUER: city.issuer, OIDC_CLIENT_ID: 'citykey', OIDC_CLIENT_SECRET: CLIENT_SECRET },
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    clock.stop();
    expect(keyring).toBe(on.keyring);
    try {
      const base = await app.getUrl();
      for (const path of ['start', 'callback']) {
        const answers = await Promise.all(Array.from({ length: 62 }, () => fetch(`${base}/v1/auth/oidc/${path}`, { redirect: 'manual' })));
        const limited = answers.filter(({ status }) => status === 429);
        expect(limited).toHaveLength(2);
        expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
        expect((await limited[0]?.json()) as object).toMatchObject({ code: 'request.rate_limited' });
      }
    } finally {
      await app.close();
    }
  });

  it('has to end within ten minutes', async () => {
    const soon = await back();
    on.clock.forward(590);
    expect((await browser.visit(soon)).status).toBe(200);
    const late = await back();
    on.clock.forward(601);
    expect(codeOf(await browser.visit(late))).toEqual([401, 'auth.oidc_attempt_invalid']);
  });

  it('keeps and logs nothing of what the provider knows', async () => {
    const page = await browser.visit(START);
    expect(page.status).toBe(200);
    const refreshed = await withCookie(on, 'refresh', `${REFRESH}=${browser.cookie(START, REFRESH)}`);
    expect(cookieOf(refreshed)).toContain(REFRESH);
    const words = [SUBJECT, ...Object.values(CLAIMS), CLIENT_SECRET, 'canary', city.issuer];
    const found = (text: string) => words.filter((word) => formsOf(word).some((form) => text.toLowerCase().includes(form)));
    const stored = async () => Object.values(await dump(database.ownerUrl)).flat().join('\n');
    expect(found(await stored())).toEqual([]);
    expect(found(on.logged.join('\n') + page.text + JSON.stringify([...page.headers]))).toEqual([]);
    const { index } = on.keyring.index({ name: 'staff.oidc-subject' }, JSON.stringify([new URL(city.issuer).href, SUBJECT]));
    expect(await stored()).toContain(index.toString('hex'));

    // What is looked for would be found, also in bytes.
    await query(database.ownerUrl, 'UPDATE staff.oidc_binding SET subject_index = $1 WHERE account_id = $2', [Buffer.from(`x${SUBJECT}`), clerk.id]);
    expect(found(await stored())).toEqual([SUBJECT, 'canary']);
  });
});

/** How a word looks in a dump: as text, and as bytes. */
function formsOf(word: string): string[] {
  return [word.toLowerCase(), Buffer.from(word).toString('hex'), Buffer.from(word).toString('base64').replace(/=+$/, '').toLowerCase()];
}
