import { ROLES, systemCaller } from '../../src/kernel/auth/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { type Running } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { auditApplication, entriesOf, search, tell } from './audit-application.js';

const CARD = Buffer.alloc(32, 0xa7);
const CLIENT = '7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10';

describe('searching the audit', () => {
  let database: TestDatabase;
  let on: Running;
  let clerk: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    on = await auditApplication(database);
    await on.app.get(StaffAccounts, { strict: false }).create(systemCaller('first-start'), { username: 'clerk.one', roles: ['clerk'] });
    clerk = String((await query(database.ownerUrl, 'SELECT id FROM staff.account'))[0]?.id);
    const there = { place: 'ward-12/station-3' };
    await tell(database, { act: 'card.issue', day: '2026-06-01', account: clerk, ...there, subject: CARD });
    await tell(database, { act: 'card.suspension', day: '2026-06-02', account: clerk, ...there, reason: 'lost', subject: CARD });
    await tell(database, { act: 'card.suspension', day: '2026-06-03', account: clerk, outcome: 'refused' });
    await tell(database, { act: 'card.revocation', day: '2026-06-03', account: 'gone', role: 'supervisor', reason: 'misuse' });
    await tell(database, { act: 'token.report', day: '2026-06-04', kind: 'partner', account: CLIENT, role: 'partner' });
    await tell(database, { act: 'links.publish', day: '2026-06-05', kind: 'system', account: 'publisher', role: 'system' });
  });

  afterAll(async () => {
    await on.app.close();
    await database.drop();
  });

  const acts = async (question: Readonly<Record<string, string>>) =>
    entriesOf(await search(on, { to: '2026-06-30', ...question })).map(({ day, act }) => `${day.slice(8)} ${act}`).sort();

  it('shows an entry with the name of the account and without the card', async () => {
    const answer = await search(on, { act: 'card.issue' });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({
      entries: [
        {
          id: expect.any(String) as string,
          day: '2026-06-01',
          actorKind: 'staff',
          actor: clerk,
          username: 'clerk.one',
          account: null,
          accountName: null,
          role: 'clerk',
          act: 'card.issue',
          reason: null,
          place: 'ward-12/station-3',
          outcome: 'done',
        },
      ],
      next: null,
    });
    expect(answer.text).not.toContain('a7a7a7');
    expect(answer.text).not.toContain(CARD.toString('base64'));
  });

  it.each([
    ['by a user name, however it is typed', { actor: ' Clerk.One' }, ['01 card.issue', '02 card.suspension', '03 card.suspension']],
    ['by a client', { actor: CLIENT }, ['04 token.report']],
    ['by a job', { actor: 'publisher' }, ['05 links.publish']],
    ['by nobody', { actor: 'nobody' }, []],
    ['by act', { act: 'card.suspension' }, ['02 card.suspension', '03 card.suspension']],
    ['by outcome', { outcome: 'refused' }, ['03 card.suspension']],
    ['by place', { place: 'ward-12/station-3' }, ['01 card.issue', '02 card.suspension']],
    ['by an event, with its stations', { place: 'ward-12' }, ['01 card.issue', '02 card.suspension']],
    ['by part of the name of a place', { place: 'ward-1' }, []],
    ['by something like a place', { place: 'ward-1_' }, []],
    ['from a day on', { from: '2026-06-04' }, ['04 token.report', '05 links.publish']],
    ['to a day', { to: '2026-06-02' }, ['01 card.issue', '02 card.suspension']],
    ['of one day', { from: '2026-06-03', to: '2026-06-03' }, ['03 card.revocation', '03 card.suspension']],
    ['of a day that ends before it begins', { from: '2026-06-04', to: '2026-06-03' }, []],
    ['by all of it', { actor: 'clerk.one', act: 'card.suspension', from: '2026-06-02', outcome: 'done' }, ['02 card.suspension']],
  ])('finds entries %s', async (_, question, found) => {
    expect(await acts(question as Record<string, string>)).toEqual(found);
  });

  it('names partners, jobs and accounts that are unknown by what the audit has', async () => {
    const entries = entriesOf(await search(on, { from: '2026-06-03', to: '2026-06-05', outcome: 'done' })) as unknown[];
    const named = entries.map((entry) => entry as { actor: string; username: string | null }).map(({ actor, username }) => `${actor} ${username}`);
    expect(named.sort()).toEqual([`${CLIENT} null`, 'gone null', 'publisher null']);
  });

  it.each([
    ['an unknown field', { holder: 'canary-name' }, 'request.unknown_field'],
    ['a day there is not', { from: '2026-02-30' }, 'request.invalid'],
    ['an outcome there is not', { outcome: 'perhaps' }, 'request.invalid'],
    ['a limit of none', { limit: 0 }, 'request.invalid'],
    ['a limit beyond the most', { limit: 201 }, 'request.invalid'],
    ['a limit that is no number', { limit: 'all' }, 'request.invalid'],
    ['a cursor of its own', { after: '2026-06-30' }, 'request.invalid'],
    ['an act with a wildcard', { act: 'card.%' }, 'request.invalid'],
  ])('refuses %s', async (_, question, code) => {
    const answer = await search(on, question);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(answer.text).not.toContain('canary');
  });

  it('is the auditor’s, and leaves no trace', async () => {
    const before = await dump(database.ownerUrl);
    const statuses = await Promise.all(ROLES.map(async (role) => [role, (await search(on, {}, role)).status]));
    expect(statuses).toEqual(ROLES.map((role) => [role, role === 'auditor' ? 200 : 403]));
    expect(await dump(database.ownerUrl)).toEqual(before);
  });
});

describe('the pages of the audit', () => {
  let database: TestDatabase;
  let on: Running;

  beforeAll(async () => {
    database = await createTestDatabase();
    on = await auditApplication(database);
    for (let at = 0; at < 24; at += 1) await tell(database, { act: `test.act_${String.fromCharCode(97 + at)}`, day: `2026-06-0${1 + (at >> 3)}` });
  });

  afterAll(async () => {
    await on.app.close();
    await database.drop();
  });

  it('hold every entry once, newest day first', async () => {
    const seen: { id: string; day: string }[] = [];
    let next: string | null | undefined;
    do {
      const page = await search(on, { limit: 5, ...(typeof next === 'string' ? { after: next } : {}) });
      seen.push(...entriesOf(page));
      next = page.body.next as string | null;
    } while (next !== null);
    expect(seen).toHaveLength(24);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(24);
    expect(seen.map(({ day }) => day)).toEqual(seen.map(({ day }) => day).sort().reverse());
    expect((await search(on, { limit: 24 })).body.next).toBeNull();
  });

  it('do not tell in which order things were done within a day', async () => {
    const order = entriesOf(await search(on, {})).map(({ act, day }) => `${day} ${act}`);
    const inserted = [...order].sort().reverse();
    // 8! orders of each of three days: by chance the same once in 6e13 times.
    expect(order).not.toEqual(inserted);
    expect(order).not.toEqual([...order].sort((a, b) => b.slice(0, 10).localeCompare(a.slice(0, 10)) || a.localeCompare(b)));
    const byId = entriesOf(await search(on, {})).filter(({ day }) => day === '2026-06-02').map(({ id }) => id);
    expect(byId).toEqual([...byId].sort().reverse());
  });

  it('are found by an index, for one actor too', async () => {
    await query(database.ownerUrl, `INSERT INTO audit.entry SELECT gen_random_uuid(), 'staff', 'a' || n % 500, 'clerk', 'test.act', NULL, NULL, 'done',
      date '2020-01-01' + n % 1000, NULL FROM generate_series(1, 20000) AS n; ANALYZE audit.entry`);
    const plan = async (sql: string) => JSON.stringify(await query(database.ownerUrl, `EXPLAIN ${sql}`));
    expect(await plan(`SELECT id FROM audit.entry WHERE actor = ANY('{a7}') ORDER BY day DESC, id DESC LIMIT 51`)).toContain('entry_by_actor');
    expect(await plan(`SELECT id FROM audit.entry ORDER BY day DESC, id DESC LIMIT 51`)).toContain('entry_by_day');
  });
});
