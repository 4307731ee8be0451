import fs from 'node:fs';
import path from 'node:path';
import { startLibraryPartner } from '../../src/sandbox/library/index.js';
import { barcode } from '../../src/sandbox/library/seed.js';
import { type SandboxPlan } from '../../src/sandbox/plan.js';
import { type StrictPartner } from '../../src/sandbox/strict-partner.js';
import { samplePlan } from './sample-plan.js';

const PATRON = { surname: 'CITYKEY', library_id: 'MAIN', category_id: 'CK', cardnumber: '29840000000015' };

describe('library partner', () => {
  let plan: SandboxPlan;
  let partner: StrictPartner;
  let token: string;

  beforeEach(async () => {
    plan = samplePlan();
    partner = await startLibraryPartner(plan);
    token = ((await (await askToken({})).json()) as { access_token: string }).access_token;
  });

  afterEach(async () => {
    await partner.close();
    fs.rmSync(plan.home, { recursive: true });
  });

  function askToken(changes: Record<string, string>): Promise<Response> {
    const { clientId, clientSecret } = plan.library;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, ...changes };
    return fetch(`${partner.address}/api/v1/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  }

  function ask(method: string, route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${partner.address}/api/v1${route}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }

  it('creates a patron, says where, and fills in what was left out', async () => {
    const answer = await ask('POST', '/patrons', PATRON);
    expect(answer.status).toBe(201);
    const patron = (await answer.json()) as Record<string, unknown>;
    expect(answer.headers.get('location')).toBe(`/api/v1/patrons/${String(patron.patron_id)}`);
    expect(patron).toMatchObject({ ...PATRON, expiry_date: null, patron_card_lost: false, restricted: false, email: null });
    expect(await (await ask('GET', `/patrons/${String(patron.patron_id)}`)).json()).toEqual(patron);
  });

  it.each([
    ['an unknown property', { favourite_colour: 'blue' }],
    ['a read-only field', { restricted: false }],
    ['another read-only field', { anonymized: false }],
    ['a wrong type', { patron_card_lost: 'true' }],
    ['a day that is none', { expiry_date: '2030-02-30' }],
    ['a missing surname', { surname: undefined }],
    ['a missing library', { library_id: undefined }],
    ['a missing category', { category_id: undefined }],
    ['a library that does not exist', { library_id: 'NOWHERE' }],
    ['a category that does not exist', { category_id: 'NOBODY' }],
  ])('refuses %s', async (_name, changes) => {
    const answer = await ask('POST', '/patrons', { ...PATRON, ...changes });
    expect(answer.status).toBe(400);
    expect(partner.records()).toHaveLength(4);
    expect(partner.violations()).toHaveLength(1);
  });

  it.each([
    'firstname', 'middle_name', 'date_of_birth', 'address', 'city', 'email', 'phone', 'sms_number', 'gender', 'userid',
    'opac_notes', 'staff_notes', 'statistics_1', 'altcontact_surname',
  ])('refuses to be told the %s of a patron of the city, new or known', async (field) => {
    const told = { ...PATRON, [field]: field === 'date_of_birth' ? '1990-01-01' : 'Leaked' };
    expect((await ask('POST', '/patrons', told)).status).toBe(400);
    const { patron_id: id } = (await (await ask('POST', '/patrons', PATRON)).json()) as { patron_id: number };
    expect((await ask('PUT', `/patrons/${id}`, told)).status).toBe(400);
    expect(JSON.stringify(partner.violations())).toContain(field);
    expect(JSON.stringify(partner.violations())).not.toContain('Leaked');
  });

  it('refuses to be told a surname, and to make a patron of its own the city’s', async () => {
    expect((await ask('POST', '/patrons', { ...PATRON, surname: 'Doe' })).status).toBe(400);
    const reader = partner.records()[0]!.held;
    const moved = { ...reader, restricted: undefined, anonymized: undefined, category_id: 'CK' };
    expect((await ask('PUT', '/patrons/1', moved)).status).toBe(400);
    expect(partner.records()[0]!.held).toEqual(reader);
  });

  it('refuses a card number that another patron has', async () => {
    await ask('POST', '/patrons', PATRON);
    const again = await ask('POST', '/patrons', PATRON);
    expect([again.status, await again.json()]).toMatchObject([409, { conflict: 'cardnumber' }]);
    expect((await ask('PUT', '/patrons/1', PATRON)).status).toBe(409);
  });

  it('replaces the whole patron: what a PUT leaves out is gone', async () => {
    const { email } = partner.records()[0]!.held;
    expect(email).not.toBeNull();
    const answer = await ask('PUT', '/patrons/1', { surname: 'Sample Reader', library_id: 'MAIN', category_id: 'ADULT' });
    expect(answer.status).toBe(200);
    expect(partner.records()[0]!.held).toMatchObject({ patron_id: 1, email: null, cardnumber: null });
  });

  it('searches exactly or loosely, page by page', async () => {
    const numbers = Array.from({ length: 5 }, (_, index) => barcode(index + 1));
    for (const cardnumber of numbers) await ask('POST', '/patrons', { ...PATRON, cardnumber });
    const page = await ask('GET', '/patrons?category_id=CK&_match=exact&_per_page=2&_page=2');
    expect(((await page.json()) as { cardnumber: string }[]).map(({ cardnumber }) => cardnumber)).toEqual(numbers.slice(2, 4));
    expect(page.headers.get('x-total-count')).toBe('5');
    expect(page.headers.get('link')).toMatch(/_page=1>; rel="prev".*_page=3>; rel="next".*_page=3>; rel="last"/);
    const found = async (query: string) => ((await (await ask('GET', `/patrons?${query}`)).json()) as unknown[]).length;
    expect(await found(`cardnumber=${numbers[0]}&_match=exact`)).toBe(1);
    expect(await found(`cardnumber=${numbers[0]?.slice(0, 8)}&_match=exact`)).toBe(0);
    expect(await found(`cardnumber=${numbers[0]?.slice(0, 8)}&_match=starts_with&category_id=CK`)).toBe(5);
    for (const query of ['name=x', '_match=fuzzy', '_page=0', '_per_page=all']) {
      expect((await ask('GET', `/patrons?${query}`)).status).toBe(400);
    }
  });

  it.each([
    ['GET', '/patrons/99', 404],
    ['GET', '/patrons/x', 400],
    ['PUT', '/patrons/99', 404],
    ['DELETE', '/patrons/1', 404],
    ['PATCH', '/patrons/1', 404],
  ])('answers %s %s with %i', async (method, route, status) => {
    expect((await ask(method, route, method === 'PUT' ? PATRON : undefined)).status).toBe(status);
    expect(partner.records()).toHaveLength(4);
  });

  it('insists on the content type', async () => {
    expect((await ask('POST', '/patrons', PATRON, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ask('POST', '/oauth/token', {})).status).toBe(415);
  });

  it('lets in only whom it knows, and not for ever', async () => {
    expect((await ask('GET', '/patrons', undefined, { authorization: 'Bearer guess' })).status).toBe(401);
    expect((await askToken({ client_secret: 'wrong' })).status).toBe(403);
    expect((await askToken({ grant_type: 'password' })).status).toBe(400);
    await partner.close();
    let now = new Date();
    partner = await startLibraryPartner(plan, () => now);
    token = ((await (await askToken({})).json()) as { access_token: string }).access_token;
    expect((await ask('GET', '/patrons')).status).toBe(200);
    now = new Date(now.getTime() + 3_600_000);
    expect((await ask('GET', '/patrons')).status).toBe(401);
  });

  it('has patrons of its own, with numbers that pass the check digit', () => {
    expect(barcode(10_000_017)).toMatch(/^21223\d{9}$/);
    expect(partner.records().map(({ token: number }) => number)).toEqual([
      expect.stringMatching(/^2\d{13}$/),
      expect.stringMatching(/^2\d{13}$/),
      expect.stringMatching(/^2\d{13}$/),
      expect.stringMatching(/^D\d{9}$/),
    ]);
    for (const { token: number } of partner.records().slice(0, 3)) expect(luhn(number)).toBe(0);
  });

  it('keeps everything across a restart, a torn last line included', async () => {
    await ask('POST', '/patrons', PATRON);
    const before = partner.records();
    await partner.close();
    fs.appendFileSync(path.join(plan.home, 'library', 'patrons.jsonl'), '{"key":"6","value":{"patr');
    partner = await startLibraryPartner(plan);
    expect(partner.records()).toEqual(before);
  });

  it('shows every byte it was sent', async () => {
    await ask('POST', '/patrons', { ...PATRON, surname: 'Żółć' });
    expect(partner.received()).toContain('POST /api/v1/patrons');
    expect(partner.received()).toContain('Żółć');
  });
});

/** The sum of a number of fourteen digits by Luhn, modulo ten: 0 when its last digit fits. */
function luhn(number: string): number {
  const weighted = [...number].map((digit, index) => Number(digit) * (index % 2 === 0 ? 2 : 1));
  return weighted.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10;
}
