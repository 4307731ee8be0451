import { randomUUID } from 'node:crypto';
import { RulesService } from '../../src/modules/rules/index.js';
import { type Answer, type Running } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { asked, rulesApplication, setTo } from './rules-application.js';

/** Noon in the city. */
const TODAY = '2026-06-15T17:00:00Z';

const FREE = { kids: 0, standard: 0, senior: 0 };

describe('rules with the day from which they hold', () => {
  let database: TestDatabase;
  let on: Running;

  beforeEach(async () => {
    database = await createTestDatabase();
    on = await rulesApplication(database, { settings: { CITYKEY_CARD_PREFIX: '7777', CITYKEY_RENEWAL_GRACE_MONTHS: '3' } });
    setTo(on.clock, TODAY);
  });

  afterEach(async () => {
    await on.app.close();
    await database.drop();
  });

  const rules = () => on.app.get(RulesService);
  const make = (kind: string, effectiveFrom: string, value: object, headers: Record<string, string> = {}) =>
    asked(on, 'post', `/v1/rules/${kind}`, { body: { effectiveFrom, value }, headers });
  const withdraw = (kind: string, day: string) => asked(on, 'delete', `/v1/rules/${kind}/${day}`);
  const stored = () => query(database.ownerUrl, 'SELECT kind, effective_from::text, value FROM rules.rule ORDER BY 1, 2');
  const refusal = ({ status, body }: Answer) => [status, body.code];

  it('are the settings and the built-in ones while none is made', async () => {
    const expected = {
      validity: { kids: 2, standard: 5, senior: null },
      fees: { issue: FREE, replacement: FREE, renewal: FREE },
      card_numbers: { prefix: '7777' },
      adopted_numbers: { library: null },
      renewal: { graceMonths: 3 },
    };
    for (const day of ['0001-01-02', '2026-06-15', '9999-12-31']) expect(await rules().on(day)).toEqual(expected);
    const { status, body } = await asked(on, 'get', '/v1/rules', { role: 'clerk' });
    expect([status, body.on]).toEqual([200, '2026-06-15']);
    expect(body.rules).toEqual(Object.entries(expected).map(([kind, value]) => ({ kind, effectiveFrom: null, value })));
  });

  it('hold from their day on and not before', async () => {
    const value = { kids: 1, standard: 4, senior: 10 };
    const made = await make('validity', '2026-07-01', value);
    expect([made.status, made.body]).toEqual([201, { kind: 'validity', effectiveFrom: '2026-07-01', value }]);
    await make('validity', '2026-07-03', { ...value, senior: null });
    const senior = async (day: string) => (await rules().on(day)).validity.senior;
    expect(await Promise.all(['2026-06-30', '2026-07-01', '2026-07-02', '2026-07-03'].map(senior))).toEqual([null, 10, 10, null]);
    const shown = await asked(on, 'get', '/v1/rules?on=2026-07-02', { role: 'auditor' });
    expect(shown.body).toMatchObject({ on: '2026-07-02', rules: [{ kind: 'validity', effectiveFrom: '2026-07-01', value }, {}, {}, {}, {}] });
    const history = await asked(on, 'get', '/v1/rules/validity', { role: 'clerk' });
    const days = (history.body.rules as { effectiveFrom: string | null }[]).map(({ effectiveFrom }) => effectiveFrom);
    expect([days, history.body.next]).toEqual([[null, '2026-07-01', '2026-07-03'], null]);
  });

  it('are audited by kind', async () => {
    await make('renewal', '2026-07-01', { graceMonths: 6 });
    await withdraw('renewal', '2026-07-01');
    const entries = await query(database.ownerUrl, `SELECT act, reason, role FROM audit.entry ORDER BY act`);
    expect(entries).toEqual([
      { act: 'rule.make', reason: 'renewal', role: 'supervisor' },
      { act: 'rule.withdraw', reason: 'renewal', role: 'supervisor' },
    ]);
  });

  it.each([
    ['the last second of a day', '2026-07-01T04:59:59Z', '2026-06-30'],
    ['the first second of a day', '2026-07-01T05:00:00Z', '2026-07-01'],
    ['the end of the year', '2027-01-01T05:59:59Z', '2026-12-31'],
    ['the beginning of a year', '2027-01-01T06:00:00Z', '2027-01-01'],
    ['the day on which clocks go forward', '2027-03-14T05:59:59Z', '2027-03-13'],
    ['the evening of that day', '2027-03-15T04:59:59Z', '2027-03-14'],
    ['the day on which clocks go back', '2026-11-02T05:59:59Z', '2026-11-01'],
    ['a leap day', '2028-02-29T12:00:00Z', '2028-02-29'],
  ])('are made for tomorrow or later, by the calendar of the city: %s', async (_, instant, today) => {
    setTo(on.clock, instant);
    const tomorrow = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    expect(refusal(await make('renewal', today, { graceMonths: 1 }))).toEqual([422, 'rule.date_not_future']);
    expect(await stored()).toEqual([]);
    expect((await make('renewal', tomorrow, { graceMonths: 1 })).status).toBe(201);
  });

  it.each(['2026-02-29', '2026-13-01', '2026-6-1', 'tomorrow', '2026-07-01T00:00:00Z', '', 20260701, null])(
    'are not made for %j',
    async (effectiveFrom) => {
      const { status, body } = await asked(on, 'post', '/v1/rules/renewal', { body: { effectiveFrom, value: { graceMonths: 1 } } });
      expect([status, body.code, (body.findings as { at: string }[])[0]?.at]).toEqual([400, 'request.invalid', '/effectiveFrom']);
      expect(await stored()).toEqual([]);
    },
  );

  it.each([
    ['validity', { kids: 2, standard: 5 }, '/value/senior', 'field.missing'],
    ['validity', { kids: 0, standard: 5, senior: null }, '/value/kids', 'field.out_of_range'],
    ['validity', { kids: 2, standard: 5.5, senior: null }, '/value/standard', 'field.wrong_type'],
    ['validity', { kids: 2, standard: 5, senior: 21 }, '/value/senior', 'field.out_of_range'],
    ['fees', { issue: FREE, replacement: FREE }, '/value/renewal', 'field.missing'],
    ['fees', { issue: FREE, replacement: { ...FREE, kids: -1 }, renewal: FREE }, '/value/replacement/kids', 'field.out_of_range'],
    ['card_numbers', { prefix: '123456789' }, '/value/prefix', 'field.wrong_form'],
    ['card_numbers', { prefix: '12a' }, '/value/prefix', 'field.wrong_form'],
    ['adopted_numbers', {}, '/value/library', 'field.missing'],
    ['adopted_numbers', { library: [] }, '/value/library', 'field.wrong_length'],
    ['adopted_numbers', { library: '^[0-9]{12}$' }, '/value/library', 'field.wrong_type'],
    ['adopted_numbers', { library: ['[0-9]{12}'] }, '/value/library', 'field.wrong_form'],
    ['adopted_numbers', { library: ['^([0-9]+)+$'] }, '/value/library', 'field.wrong_form'],
    ['adopted_numbers', { library: [null] }, '/value/library', 'field.wrong_form'],
    ['renewal', { graceMonths: 121 }, '/value/graceMonths', 'field.out_of_range'],
    ['renewal', {}, '/value/graceMonths', 'field.missing'],
  ])('take no value that does not fit: %s %j', async (kind, value, at, code) => {
    const { status, body } = await make(kind, '2026-07-01', value);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
    expect(body.findings).toContainEqual(expect.objectContaining({ at, code }));
    expect(await stored()).toEqual([]);
  });

  it('can say how adopted numbers look from a day on, and that they look again as agreed with the library', async () => {
    const value = { library: ['^E[0-9]{7}$', '^2[0-9]{13}$'] };
    expect((await make('adopted_numbers', '2026-07-01', value)).body).toMatchObject({ value });
    expect((await make('adopted_numbers', '2026-08-01', { library: null })).status).toBe(201);
    const patterns = async (day: string) => (await rules().on(day)).adopted_numbers.library;
    expect(await Promise.all(['2026-06-30', '2026-07-01', '2026-07-31', '2026-08-01'].map(patterns))).toEqual([null, value.library, value.library, null]);
  });

  it('take no field that nobody declared, and no value of another kind', async () => {
    for (const value of [{ graceMonths: 1, reason: 'canary-7' }, { prefix: '12' }]) {
      const answer = await make('renewal', '2026-07-01', value);
      expect(refusal(answer)).toEqual([400, 'request.unknown_field']);
      expect(answer.text).not.toContain('canary-7');
    }
    expect(await stored()).toEqual([]);
  });

  it('are of known kinds', async () => {
    for (const answer of [await make('prices', '2026-07-01', {}), await asked(on, 'get', '/v1/rules/prices'), await withdraw('prices', '2026-07-01')]) {
      expect(refusal(answer)).toEqual([404, 'rule.kind_unknown']);
      expect(answer.text).not.toContain('prices');
    }
  });

  it('begin once on a day', async () => {
    await make('renewal', '2026-07-01', { graceMonths: 1 });
    const both = await Promise.all([1, 2].map((graceMonths) => make('renewal', '2026-07-01', { graceMonths })));
    expect(both.map(refusal)).toEqual([[409, 'rule.exists'], [409, 'rule.exists']]);
    expect((await rules().on('2026-07-01')).renewal).toEqual({ graceMonths: 1 });
  });

  it('are made once for one Idempotency-Key, also when the day has come meanwhile', async () => {
    setTo(on.clock, '2026-06-16T04:58:00Z');
    const headers = { 'idempotency-key': randomUUID(), authorization: await on.bearer('supervisor') };
    const first = await make('renewal', '2026-06-16', { graceMonths: 1 }, headers);
    on.clock.forward(200);
    expect((await rules().on(on.clock.today())).renewal).toEqual({ graceMonths: 1 });
    expect(await make('renewal', '2026-06-16', { graceMonths: 1 }, headers)).toMatchObject({ status: 201, body: first.body });
    expect((await make('renewal', '2026-06-17', { graceMonths: 1 }, headers)).body.code).toBe('idempotency.key_reused');
  });

  it('are withdrawn before their day, and never after', async () => {
    await make('renewal', '2026-06-16', { graceMonths: 1 });
    await make('renewal', '2026-06-17', { graceMonths: 2 });
    expect((await withdraw('renewal', '2026-06-17')).status).toBe(204);
    expect((await rules().on('2026-06-17')).renewal).toEqual({ graceMonths: 1 });
    setTo(on.clock, '2026-06-16T05:00:00Z');
    expect(refusal(await withdraw('renewal', '2026-06-16'))).toEqual([409, 'rule.in_force']);
    expect(refusal(await withdraw('renewal', '2026-06-17'))).toEqual([404, 'rule.not_found']);
    expect(refusal(await withdraw('renewal', 'canary-7'))).toEqual([404, 'rule.not_found']);
    expect(await stored()).toMatchObject([{ effective_from: '2026-06-16' }]);
  });

  it.each(['clerk', 'auditor', 'counsel', 'admin'] as const)('are not made by a mere %s', async (role) => {
    const body = { effectiveFrom: '2026-07-01', value: { graceMonths: 1 } };
    expect(refusal(await asked(on, 'post', '/v1/rules/renewal', { role, body }))).toEqual([403, 'auth.role_required']);
    expect(refusal(await asked(on, 'delete', '/v1/rules/renewal/2026-07-01', { role }))).toEqual([403, 'auth.role_required']);
    expect(await stored()).toEqual([]);
  });

  it('cannot be changed by the service, not even by mistake', async () => {
    await make('renewal', '2026-07-01', { graceMonths: 1 });
    await expect(query(database.serviceUrl, `SET ROLE citykey_service; UPDATE rules.rule SET value = '{}'`)).rejects.toThrow(/permission denied/);
  });

  it('made on another instance are seen here after five seconds', async () => {
    expect((await rules().on('2026-07-01')).renewal).toEqual({ graceMonths: 3 });
    await query(database.ownerUrl, `INSERT INTO rules.rule VALUES ('renewal', '2026-07-01', '{"graceMonths": 8}')`);
    on.clock.forward(4);
    expect((await rules().on('2026-07-01')).renewal).toEqual({ graceMonths: 3 });
    on.clock.forward(1);
    expect((await rules().on('2026-07-01')).renewal).toEqual({ graceMonths: 8 });
  });
});
