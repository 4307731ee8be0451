import fs from 'node:fs';
import path from 'node:path';
import { type SandboxPlan } from '../../src/sandbox/plan.js';
import { type StrictPartner } from '../../src/sandbox/strict-partner.js';
import { startTransitPartner } from '../../src/sandbox/transit/index.js';
import { PublishedContract } from '../../src/sandbox/transit/published-contract.js';
import { samplePlan } from './sample-plan.js';

const COLLECTION = '/collections/customers/items';
const MERGE_PATCH = { 'content-type': 'application/merge-patch+json' };

describe('transit partner', () => {
  const contract = new PublishedContract();
  let plan: SandboxPlan;
  let partner: StrictPartner;

  beforeEach(async () => {
    plan = samplePlan();
    partner = await startTransitPartner(plan);
  });

  afterEach(async () => {
    await partner.close();
    fs.rmSync(plan.home, { recursive: true });
  });

  function ask(method: string, route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(partner.address + route, {
      method,
      headers: {
        authorization: `Bearer ${plan.transit.bearerToken}`,
        'accept-language': 'en',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }

  const patch = (id: string, body: unknown) => ask('PATCH', `${COLLECTION}/${id}`, body, MERGE_PATCH);

  it('makes an account once, by its id', async () => {
    const made = await ask('POST', COLLECTION, { id: 'chip-1' });
    expect([made.status, await made.json()]).toMatchObject([201, { id: 'chip-1', customer: { id: 'chip-1' }, status: 'CREATED' }]);
    expect(made.headers.get('content-language')).toBe('en-US');
    expect((await ask('POST', COLLECTION, { id: 'chip-1' })).status).toBe(200);
    expect(partner.records()).toHaveLength(1);
  });

  it.each([
    ['active', 'ACTIVE'],
    ['suspended', 'BLOCKED'],
    ['ended', 'BLOCKED'],
  ])('takes the card status %s for the account status %s', async (cardStatus, status) => {
    await ask('POST', COLLECTION, { id: 'chip-1' });
    const answer = await patch('chip-1', { id: 'chip-1', customFields: { cardStatus, replaces: 'chip-0' } });
    expect([answer.status, await answer.json()]).toMatchObject([200, { status, customer: { customFields: { cardStatus } } }]);
    expect(partner.records()).toMatchObject([{ token: 'chip-1', state: cardStatus }]);
  });

  it('merges patches, and removes by null', async () => {
    await ask('POST', COLLECTION, { id: 'chip-1', customFields: { cardStatus: 'active', replaces: 'chip-0' } });
    await patch('chip-1', { id: 'chip-1', customFields: { replaces: null } });
    expect(partner.records()[0]?.held).toMatchObject({ customer: { customFields: { cardStatus: 'active' } }, status: 'ACTIVE' });
    await patch('chip-1', { id: 'chip-1' });
    await patch('chip-1', { id: 'chip-1', customFields: { cardStatus: null } });
    expect(partner.records()[0]?.held).toMatchObject({ customer: { id: 'chip-1' }, status: 'CREATED' });
  });

  it.each([
    ['no id', {}],
    ['an id that is no text', { id: 7 }],
    ['an id that says nothing', { id: ' ' }],
    ['an id that is too long', { id: 'x'.repeat(201) }],
    ['a name', { id: 'chip-1', firstName: 'Leaked' }],
    ['a birthday', { id: 'chip-1', dateOfBirth: '1990-01-01' }],
    ['a photograph', { id: 'chip-1', photo: 'Leaked' }],
    ['a field of somebody’s invention', { id: 'chip-1', nickname: 'Leaked' }],
    ['another custom field', { id: 'chip-1', customFields: { cardStatus: 'active', holder: 'Leaked' } }],
    ['another card status', { id: 'chip-1', customFields: { cardStatus: 'Leaked' } }],
    ['a number for a token', { id: 'chip-1', customFields: { replaces: 7 } }],
    ['custom fields that are none', { id: 'chip-1', customFields: 'Leaked' }],
    ['a list', []],
  ])('refuses %s', async (_name, body) => {
    for (const answer of [await ask('POST', COLLECTION, body), await patch('chip-1', body)]) {
      expect(answer.status).toBe(400);
      expect(await answer.text()).not.toContain('Leaked');
    }
    expect(partner.records()).toEqual([]);
    expect(partner.violations()).toHaveLength(2);
    expect(partner.violations().join()).not.toContain('Leaked');
    expect(partner.received()).toContain(JSON.stringify(body));
  });

  it.each([
    ['no token', { authorization: '' }, 401],
    ['a wrong token', { authorization: 'Bearer guess' }, 401],
    ['languages without end', { 'accept-language': 'en,'.repeat(40) }, 400],
  ])('refuses a request with %s', async (_name, headers, status) => {
    for (const route of [COLLECTION, `${COLLECTION}/chip-1`]) {
      const answer = await ask(route === COLLECTION ? 'POST' : 'GET', route, route === COLLECTION ? { id: 'chip-1' } : undefined, headers);
      expect(answer.status).toBe(status);
    }
    expect(partner.records()).toEqual([]);
  });

  it('refuses a request without Accept-Language', async () => {
    // fetch would add the header, so this one is written by hand.
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const headers = { authorization: `Bearer ${plan.transit.bearerToken}` };
      request(`${partner.address}${COLLECTION}/chip-1`, { headers }, (answer) => resolve(answer.resume().statusCode)).end();
    });
    expect(status).toBe(400);
    expect(partner.violations()[0]).toContain('Accept-Language');
  });

  it('insists on the content type of each operation', async () => {
    await ask('POST', COLLECTION, { id: 'chip-1' });
    expect((await ask('POST', COLLECTION, { id: 'chip-2' }, MERGE_PATCH)).status).toBe(400);
    expect((await ask('PATCH', `${COLLECTION}/chip-1`, { id: 'chip-1' })).status).toBe(400);
    expect((await ask('POST', COLLECTION, { id: 'chip-2' }, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('does not delete, and remembers who asked for it', async () => {
    await ask('POST', COLLECTION, { id: 'chip-1' });
    expect((await ask('DELETE', `${COLLECTION}/chip-1`)).status).toBe(405);
    expect(partner.records()).toHaveLength(1);
    expect(partner.violations()).toEqual([expect.stringMatching(/^DELETE .*405/)]);
  });

  it('knows no account but those made, and none by another’s name', async () => {
    await ask('POST', COLLECTION, { id: 'chip-1' });
    expect((await ask('GET', `${COLLECTION}/chip-2`)).status).toBe(404);
    expect((await patch('chip-2', { id: 'chip-2' })).status).toBe(404);
    expect((await patch('chip-1', { id: 'chip-2' })).status).toBe(400);
    expect((await ask('GET', COLLECTION)).status).toBe(404);
  });

  it('answers errors as the document says, too', async () => {
    const answer = await ask('GET', `${COLLECTION}/chip-2`);
    const operation = { path: `${COLLECTION}/{customerId}`, method: 'get' } as const;
    const headers = Object.fromEntries(answer.headers);
    const body: unknown = await answer.json();
    expect(contract.answerFaults(operation, 404, headers, body)).toEqual([]);
    expect(contract.answerFaults(operation, 404, headers, { errors: [{ errorcode: 404, title: 'x' }] })).toHaveLength(1);
    expect(contract.answerFaults(operation, 404, { 'content-type': 'text/html' }, body)).toHaveLength(3);
  });

  it('does not send an answer that breaks the document', async () => {
    await ask('POST', COLLECTION, { id: 'chip-1' });
    await partner.close();
    const file = path.join(plan.home, 'transit', 'accounts.jsonl');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('CREATED', 'UNHEARD_OF'));
    partner = await startTransitPartner(plan);
    expect((await ask('GET', `${COLLECTION}/chip-1`)).status).toBe(500);
    expect(partner.violations()[0]).toContain('own answer: answer/status: enum');
  });

  it('keeps everything across a restart, a torn last line included', async () => {
    await ask('POST', COLLECTION, { id: 'chip-1', customFields: { cardStatus: 'suspended' } });
    const before = partner.records();
    await partner.close();
    fs.appendFileSync(path.join(plan.home, 'transit', 'accounts.jsonl'), '{"key":"chip-2","value":{');
    partner = await startTransitPartner(plan);
    expect(partner.records()).toEqual(before);
  });
});
