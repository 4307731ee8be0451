import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Clock } from '../../src/kernel/clock/clock.js';
import { type Service } from '../../src/modules/links/index.js';
import { Runs } from '../../src/modules/reconciliation/index.js';
import { MOST_LISTS_A_DAY } from '../../src/modules/reconciliation/known-lists.js';
import { ComparisonSettings } from '../../src/modules/reconciliation/settings.js';
import { type Answer } from '../e2e/api.js';
import { PartnerWorld } from '../partner-api/partner-world.js';
import { query } from '../setup/query.js';
import { listsThatBreakOff } from './lists-that-break-off.js';

const CSV = { 'content-type': 'text/csv' };
const GZIP = { ...CSV, 'content-encoding': 'gzip' };
const MIB = 1024 * 1024;

/** With another checksum at its end. */
const altered = (packed: Buffer) => packed.fill(0, packed.length - 8);

describe('a list that a partner sends', () => {
  let world: PartnerWorld;
  let tokens: string[];
  let number = 0;

  beforeAll(async () => {
    world = await PartnerWorld.begin();
    tokens = (await world.enrolled('library', 4)).map(({ token }) => token);
    Object.assign(world.on.app.get(ComparisonSettings, { strict: false }), { threads: 0 });
    await settled();
  });
  afterEach(async () => {
    await runs().idle();
    await world.sql('DELETE FROM reconciliation.break; DELETE FROM reconciliation.run; DELETE FROM reconciliation.sent');
    await settled();
  });
  afterAll(() => world.end());

  const settled = () =>
    world.sql(`UPDATE links.link SET changed_on = '2026-01-05', published_state = desired_state, published_version = desired_version, reported_state = desired_state, reported_version = desired_version`);
  const runs = () => world.on.app.get(Runs, { strict: false });
  const lines = (...states: string[]) => `token,state,validThrough\n${tokens.map((token, at) => `${token},${states[at] ?? 'active'}\n`).join('')}`;
  const whole = () => lines();
  const send = (body: string | Uint8Array, { at = '', headers = CSV, service = 'library' }: { at?: string; headers?: Record<string, string>; service?: Service } = {}) =>
    world.post(service, `reconciliation-runs${at}`, body, { headers });
  /** The run, when it is over. */
  const outcome = async ({ status, text, body }: Answer) => {
    if (status !== 202) throw new Error(`the list was answered ${status} ${text}`);
    await runs().idle();
    return (await world.get('library', `reconciliation-runs/${body['id'] as string}`)).body;
  };
  const codeOf = ({ status, body }: Answer) => [status, body['code']];
  const stored = async () => (await world.sql(`SELECT state, reason FROM reconciliation.run ORDER BY number`)).map((run) => [run['state'], run['reason']]);

  it.each([
    ['CSV', CSV, (list: string) => list],
    ['JSON', { 'content-type': 'application/x-ndjson' }, () => tokens.map((token) => `${JSON.stringify({ token, state: 'active' })}\n`).join('')],
    ['packed CSV', GZIP, (list: string) => gzipSync(list)],
    ['packed CSV in two parts', GZIP, (list: string) => Buffer.concat([gzipSync(list.slice(0, 40)), gzipSync(list.slice(40))])],
  ])('is compared as %s', async (_, headers, form) => {
    const run = await outcome(await send(form(whole()), { headers, at: '?rows=4' }));
    expect(run).toMatchObject({ source: 'upload', state: 'done', reason: null, rows: 4, progress: null });
    expect(await world.sql('SELECT matched, theirs FROM reconciliation.run')).toEqual([{ matched: 4, theirs: 4 }]);
  });

  it('is told of what differs, with its own tokens and with nothing of the city’s', async () => {
    const [held = '', missing = '', ...others] = tokens;
    const list = [`${held},suspended`, '29840000000014,active', ...others.map((token) => `${token},active`), ',', ''].join('\n');
    const run = await outcome(await send(list));
    const counts = { missing: 1, unknown: 1, stateMismatch: 0, attributeMismatch: 0, partnerHold: 1, endedStillLive: 0, duplicate: 0, unreadable: 1 };
    expect(run).toEqual({ id: expect.any(String) as string, source: 'upload', asOf: world.on.clock.today(), startedOn: world.on.clock.today(), endedOn: world.on.clock.today(), state: 'done', reason: null, sequence: null, rows: 5, counts, progress: null });
    const { breaks } = (await world.get('library', `reconciliation-runs/${String(run['id'])}/breaks`)).body as unknown as { breaks: Record<string, unknown>[] };
    expect(breaks.map((one) => [one['class'], one['token'], one['state']]).sort()).toEqual([
      ['missing', missing, 'repairing'],
      ['partner_hold', held, 'open'],
      ['unknown', '29840000000014', 'open'],
      ['unreadable', null, 'open'],
    ]);
    expect(Object.keys(breaks[0] ?? {}).sort()).toEqual(['age', 'class', 'firstSeen', 'id', 'lastSeen', 'state', 'token', 'urgent']);
    const some = await world.get('library', `reconciliation-runs/${String(run['id'])}/breaks?class=missing&limit=1`);
    expect(some.body).toMatchObject({ breaks: [{ token: missing }], next: null });
    expect(await world.sql(`SELECT act, actor, role, reason FROM audit.entry WHERE act = 'reconciliation.receive' LIMIT 1`)).toEqual([
      { act: 'reconciliation.receive', actor: world.clientId('library'), role: 'partner', reason: 'library' },
    ]);
  });

  it('of another partner is not there, in the same words as one that nobody has', async () => {
    const { id } = await outcome(await send(whole()));
    const ask = async (path: string) => {
      const { status, body, headers } = await world.get('transit', path);
      return [status, { ...body, requestId: '' }, headers['content-type']];
    };
    for (const rest of ['', '/breaks']) {
      const nobodys = await ask(`reconciliation-runs/${randomUUID()}${rest}`);
      expect(nobodys.slice(0, 1)).toEqual([404]);
      expect(await ask(`reconciliation-runs/${String(id)}${rest}`)).toEqual(nobodys);
      expect(await ask(`reconciliation-runs/none${rest}`)).toEqual(nobodys);
    }
    expect((await world.get('transit', 'reconciliation-runs')).body).toEqual({ runs: [], next: null });
    expect((await world.get('library', 'reconciliation-runs')).body).toMatchObject({ runs: [{ id }], next: null });
    expect(codeOf(await world.api.get(`/partner/v1/reconciliation-runs/${String(id)}`))).toEqual([401, 'auth.credentials_missing']);
  });

  describe('under a number', () => {
    const at = () => `?sequence=${number}`;
    beforeEach(() => (number += 1));

    it('answers the same run when it is sent again, however it is packed', async () => {
      const { id } = await outcome(await send(whole(), { at: at() }));
      expect((await send(whole(), { at: at() })).body).toEqual({ id });
      expect((await send(gzipSync(whole()), { at: at(), headers: GZIP })).body).toEqual({ id });
      expect(await stored()).toEqual([['done', null]]);
      expect(await world.sql('SELECT octet_length(list_index) AS bytes FROM reconciliation.run')).toEqual([{ bytes: 32 }]);
    });

    it.each([
      ['other bytes', () => lines('suspended'), () => ''],
      ['another day', () => whole(), () => '&asOf=2026-01-01'],
    ])('with %s is refused once it was compared', async (_, body, more) => {
      await outcome(await send(whole(), { at: at() }));
      const before = await stored();
      expect(codeOf(await send(body(), { at: at() + more() }))).toEqual([409, 'reconciliation.sequence_reused']);
      expect(await stored()).toEqual(before);
    });

    it('may come again, corrected, when it was set aside, and is judged anew when its time has come', async () => {
      // At once behind a list that was set aside: the answer waits until the next one may come.
      for (let times = 0; times < 3; times += 1) expect((await send(whole(), { at: `${at()}&rows=${times}` })).status).toBe(202);
      await world.sql('DELETE FROM reconciliation.run');
      const { id } = await outcome(await send(whole(), { at: `${at()}&rows=5` }));
      expect((await send(whole(), { at: `${at()}&rows=5` })).body).toEqual({ id });
      expect(await stored()).toEqual([['set_aside', 'row_count_wrong']]);
      const corrected = await outcome(await send(whole(), { at: `${at()}&rows=4` }));
      expect(corrected).toMatchObject({ state: 'done', sequence: number });
      number += 2;
      const early = await outcome(await send(whole(), { at: at() }));
      expect(early).toMatchObject({ state: 'set_aside', reason: 'sequence_gap' });
      number -= 1;
      expect(await outcome(await send(whole(), { at: at() }))).toMatchObject({ state: 'done' });
      number += 1;
      const again = await outcome(await send(whole(), { at: at() }));
      expect([again['state'], again['id'] === early['id']]).toEqual(['done', false]);
    });

    it('that is left out is not made good by sending the one behind it again, or one between', async () => {
      await outcome(await send(whole(), { at: at() }));
      const gap = { state: 'set_aside', reason: 'sequence_gap' };
      const first = number;
      for (const ahead of [5, 5, 3, 1_000_000, 6]) {
        number = first + ahead;
        expect(await outcome(await send(whole(), { at: at() }))).toMatchObject(gap);
      }
      number = first;
      for (const ahead of [1, 2, 3]) {
        number = first + ahead;
        expect(await outcome(await send(whole(), { at: at() }))).toMatchObject({ state: 'done' });
      }
    });

    it('is known again while another run is on; any other has to wait', async () => {
      const { id } = await outcome(await send(whole(), { at: at() }));
      const [locks, key] = [`pg_advisory_lock(hashtext('reconciliation.run'), hashtext('library'))`, `pg_advisory_unlock(hashtext('reconciliation.run'), hashtext('library'))`];
      const { Client } = await import('pg').then(({ default: pg }) => pg);
      const other = new Client({ connectionString: world.database.ownerUrl });
      await other.connect();
      await other.query(`SELECT ${locks}`);
      expect((await send(whole(), { at: at() })).body).toEqual({ id });
      expect(codeOf(await send(lines('suspended'), { at: at() }))).toEqual([409, 'reconciliation.sequence_reused']);
      expect(codeOf(await send(whole(), { at: `?sequence=${number + 1}` }))).toEqual([409, 'reconciliation.run_under_way']);
      expect(codeOf(await send(whole()))).toEqual([409, 'reconciliation.run_under_way']);
      expect(codeOf(await send(gzipSync(whole()).subarray(0, 30), { at: at(), headers: GZIP }))).toEqual([400, 'request.not_unpacked']);
      await other.query(`SELECT ${key}`);
      await other.end();
    });
  });

  it('is received once for one Idempotency-Key, where it has one', async () => {
    const call = { headers: CSV, idempotencyKey: randomUUID() };
    const first = await world.post('library', 'reconciliation-runs', whole(), call);
    await runs().idle();
    expect((await world.post('library', 'reconciliation-runs', whole(), call)).body).toEqual(first.body);
    await runs().idle();
    expect(codeOf(await world.post('library', 'reconciliation-runs', lines('suspended'), call))).toEqual([422, 'idempotency.key_reused']);
    expect(codeOf(await world.post('library', 'reconciliation-runs', whole(), { ...call, idempotencyKey: 'short' }))).toEqual([400, 'idempotency.key_invalid']);
  });

  it('comes so often in a day and no more, whatever became of it; one that is known is answered all the same', async () => {
    const numbered = `?sequence=${(number += 1)}`;
    const { id } = await outcome(await send(whole(), { at: numbered }));
    const count = (lists: number, day = world.on.clock.today()) => query(world.database.ownerUrl, 'UPDATE reconciliation.sent SET lists = $1, day = $2', [lists, day]);
    await count(MOST_LISTS_A_DAY - 2);
    expect((await send(whole(), { at: '?rows=-1' })).status).toBe(400);
    expect((await send(whole(), { at: numbered })).body).toEqual({ id });
    expect(await outcome(await send(whole(), { at: '?rows=5' }))).toMatchObject({ state: 'set_aside' });
    expect(codeOf(await send('x', { headers: GZIP }))).toEqual([400, 'request.not_unpacked']);
    const answer = await send(whole());
    const hoursLeft = 24 - world.on.app.get(Clock, { strict: false }).hour();
    expect([...codeOf(answer), answer.body['limit'], answer.headers['retry-after']]).toEqual([429, 'request.rate_limited', MOST_LISTS_A_DAY, String(hoursLeft * 3_600)]);
    expect(codeOf(await send(whole(), { at: `?sequence=${number + 1}` }))).toEqual([429, 'request.rate_limited']);
    expect((await send(whole(), { at: numbered })).body).toEqual({ id });
    expect(await stored()).toEqual([['done', null], ['set_aside', 'row_count_wrong'], ['set_aside', 'not_unpacked']]);
    await count(MOST_LISTS_A_DAY, '2026-01-05');
    expect((await send(whole())).status).toBe(202);
  });

  describe('that cannot be one', () => {
    const nothingChanged = async () => (await world.sql('SELECT count(*)::integer AS breaks FROM reconciliation.break'))[0]?.['breaks'] === 0;

    it.each([
      ['is JSON', { 'content-type': 'application/json' }, '{}', [415, 'request.unsupported_media_type']],
      ['is JSON and long', { 'content-type': 'application/json' }, `"${'x'.repeat(70_000)}"`, [413, 'request.too_large']],
      ['is plain text', { 'content-type': 'text/plain' }, 'token', [415, 'request.unsupported_media_type']],
      ['is packed otherwise', { ...CSV, 'content-encoding': 'br' }, 'token', [415, 'request.unsupported_media_type']],
      ['is packed twice', { ...CSV, 'content-encoding': 'gzip, gzip' }, 'token', [415, 'request.unsupported_media_type']],
    ])('because it %s is refused, and makes no run', async (_, headers, body, refusal) => {
      const answer = await send(body, { headers });
      expect(codeOf(answer)).toEqual(refusal);
      expect(answer.body['allowed']).toEqual(refusal[0] === 415 ? ['text/csv', 'application/x-ndjson'] : undefined);
      expect(await stored()).toEqual([]);
    });

    it.each([
      ['?rows=-1', '/rows'],
      ['?rows=1.5', '/rows'],
      ['?sequence=0', '/sequence'],
      ['?asOf=2026-02-30', '/asOf'],
      ['?service=transit', ''],
    ])('because of %s is refused', async (at, pointer) => {
      const { status, body } = await send(whole(), { at });
      expect([status, (body['findings'] as { at: string }[]).map((finding) => finding.at)]).toEqual([400, [pointer]]);
      expect(await stored()).toEqual([]);
    });

    it.each([
      ['is not packed at all', () => Buffer.from(whole())],
      ['was cut while it was packed', () => gzipSync(whole()).subarray(0, -6)],
      ['was altered', () => altered(gzipSync(whole()))],
      ['holds a NUL between its parts', () => Buffer.concat([gzipSync(whole()), Buffer.alloc(1), gzipSync('D99999999,active\n')])],
      ['goes on behind NULs long after', () => Buffer.concat([gzipSync(whole()), Buffer.alloc(MIB)])],
    ])('because it %s is told so, and is a run that was set aside', async (_, body) => {
      const answer = await send(body(), { headers: GZIP });
      expect([...codeOf(answer), answer.body['title']]).toEqual([400, 'request.not_unpacked', expect.stringContaining('could not be unpacked')]);
      expect([await stored(), await nothingChanged()]).toEqual([[['set_aside', 'not_unpacked']], true]);
    });

    it('because it unpacks without end is refused before it has filled anything', async () => {
      const bomb = gzipSync(Buffer.alloc(16 * MIB, `${'a'.repeat(500)}\n`));
      expect(codeOf(await send(bomb, { headers: GZIP }))).toEqual([413, 'request.too_large']);
      expect([await stored(), await nothingChanged()]).toEqual([[['set_aside', 'too_large']], true]);
      expect(codeOf(await send(whole()))).toEqual([202, undefined]);
    });

    listsThatBreakOff(() => ({ world, whole, send, stored, nothingChanged }));
  });

  it('of one endless line is a run that was set aside', async () => {
    expect(await outcome(await send('x'.repeat(3_000)))).toMatchObject({ state: 'set_aside', reason: 'not_readable' });
  });

  it('is read whatever its size', async () => {
    const long = `${'29840000000014,active\n'.repeat(8_000)}${whole()}`;
    expect(await outcome(await send(long))).toMatchObject({ rows: 8_005, counts: { duplicate: 7_999, unreadable: 1 } });
  });
});
