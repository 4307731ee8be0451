import { gunzipSync } from 'node:zlib';
import http from 'node:http';
import { Client } from 'pg';
import { selectPublished } from '../../src/modules/links/link.store.js';
import { LARGE_BYTES } from '../../src/modules/partner-api/http/large-answers.js';
import { query } from '../setup/query.js';
import { type Enrolled, PartnerWorld } from './partner-world.js';

const MOST = 1_000;

describe('introspection', () => {
  let world: PartnerWorld;
  let links: Enrolled[];

  beforeAll(async () => {
    world = await PartnerWorld.begin();
    links = await world.enrolled('library', 600);
    await world.want((links[1] as Enrolled).id, 'suspended');
    await world.want((links[2] as Enrolled).id, 'ended');
    await world.publish('library');
  });

  afterAll(() => world.end());

  const one = async (token: string) => world.post('library', 'tokens/introspect', { token });
  const many = async (tokens: readonly unknown[]) => world.post('library', 'tokens/introspect-batch', { tokens });
  const results = async (tokens: readonly string[]) => (await many(tokens)).body['results'] as Record<string, unknown>[];

  it('answers many as it answers each by itself, in their order, however often one is named', async () => {
    const [transit] = (await world.enrolled('transit')) as [Enrolled];
    const known = links.slice(0, 4).map(({ token }) => token);
    const asked = [...known, 'nobody', transit.token, known[0] ?? '', 'nobody', ...[...known].reverse()];
    const expected = await Promise.all(asked.map(async (token) => (await one(token)).body));
    expect(await results(asked)).toEqual(expected);
    expect(expected.slice(0, 3).map(({ active, state }) => [active, state])).toEqual([[true, 'active'], [false, 'suspended'], [false, 'ended']]);
  });

  it('says of another partner’s token, of none, and of what could be none, the same: not active, and nothing more', async () => {
    const [transit] = (await world.enrolled('transit')) as [Enrolled];
    const [unpublished] = (await world.enrol('library')) as [Enrolled];
    const strange = [transit.token, unpublished.token, '29840000000014', 'CKAAAAAAAAAA', 'x', '💳', '\u202e', `'; --`, '0'.repeat(64)];
    for (const token of strange) expect(await one(token)).toMatchObject({ status: 200, text: '{"active":false}' });
    expect(await results(strange)).toEqual(strange.map(() => ({ active: false })));
  });

  it('takes a thousand tokens of any length, and no more', async () => {
    const whole = Array.from({ length: MOST }, (_, at) => links[at]?.token ?? `${at}`.padStart(64, '\u0001'));
    expect(Buffer.byteLength(JSON.stringify({ tokens: whole }))).toBeGreaterThan(128 * 1024);
    const answers = await results(whole);
    expect(answers).toHaveLength(MOST);
    expect(answers.filter(({ state }) => state !== undefined)).toHaveLength(links.length);
    expect(await many([...whole, 'x'])).toMatchObject({ status: 400, body: { code: 'request.invalid', findings: [{ at: '/tokens', code: 'field.wrong_length' }] } });
    for (const bad of [[], [''], ['x'.repeat(65)], [7], [null], [['x']], 'x', {}]) expect((await many(bad as never)).status).toBe(400);
    expect(await many(['x'.repeat(600 * 1024)])).toMatchObject({ status: 413, body: { code: 'request.too_large', limit: 512 * 1024 } });
  });

  it('is about the live link of a token, not about one that had it before, in whatever order they stand', async () => {
    const pairs = [[links[10], links[11]], [links[12], links[13]]] as [Enrolled, Enrolled][];
    for (const [ended] of pairs) await world.want(ended.id, 'ended');
    await world.publish('library');
    const take = (from: Enrolled, to: Enrolled) =>
      query(world.database.ownerUrl, `UPDATE links.link SET token_index = (SELECT token_index FROM links.link WHERE id = '${from.id}') WHERE id = '${to.id}'`);
    for (const [ended, live] of pairs) await take(live, ended);
    const [[, first], [earlier, second]] = pairs as [[Enrolled, Enrolled], [Enrolled, Enrolled]];
    // Written once more, the live link stands behind the other one.
    await query(world.database.ownerUrl, `UPDATE links.link SET token_index = '\\x00' WHERE id = '${second.id}'`);
    await take(earlier, second);
    const tokens = [first.token, second.token];
    expect(await results(tokens)).toMatchObject([{ active: true }, { active: true }]);
    for (const token of tokens) expect((await one(token)).body).toMatchObject({ active: true, state: 'active' });
  });

  it('is looked up by indexes also where a token may be an alias', async () => {
    const client = new Client({ connectionString: world.database.ownerUrl });
    await client.connect();
    try {
      for (const text of ['ANALYZE links.link', `PREPARE asked AS ${selectPublished([]).text}`, 'SET plan_cache_mode = force_generic_plan']) await client.query(text);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE asked ('{}')`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('Index Scan using link_token on link heir');
      expect(plan).not.toContain('Seq Scan on link heir');
    } finally {
      await client.end();
    }
  });

  it('ends with the last month, whatever the state', async () => {
    const [over, valid] = [await world.enrolled('library', 1, '2020-01'), await world.enrolled('library', 1, '2999-12')].map(([link]) => link?.token ?? '');
    expect(await results([over ?? '', valid ?? ''])).toMatchObject([
      { active: false, state: 'active', validThrough: '2020-01' },
      { active: true, state: 'active', validThrough: '2999-12' },
    ]);
  });

  it('is never stored, and compressed where it is large and gzip is taken', async () => {
    const raw = async (count: number, encoding: string): Promise<{ headers: http.IncomingHttpHeaders; bytes: Buffer }> => {
      const headers = { authorization: `Bearer ${await world.token('library')}`, 'content-type': 'application/json', 'accept-encoding': encoding };
      return new Promise((resolve, reject) => {
        const request = http.request(`${world.api.url}/partner/v1/tokens/introspect-batch`, { method: 'POST', headers }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ headers: answer.headers, bytes: Buffer.concat(chunks) }));
        });
        request.on('error', reject).end(JSON.stringify({ tokens: links.slice(0, count).map(({ token }) => token) }));
      });
    };
    const plain = await raw(600, 'identity');
    expect(plain.bytes.length).toBeGreaterThan(LARGE_BYTES);
    expect(plain.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Accept-Encoding', 'content-type': 'application/json; charset=utf-8' });
    for (const encoding of ['gzip', 'br, gzip;q=0.5', '*']) {
      const { headers, bytes } = await raw(600, encoding);
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'application/json; charset=utf-8', vary: 'Accept-Encoding', 'content-length': String(bytes.length) });
      expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(JSON.parse(plain.bytes.toString()));
    }
    for (const [count, encoding] of [[600, 'gzip;q=0, br'], [600, ''], [600, '*;q=0'], [5, 'gzip']] as const) {
      expect((await raw(count, encoding)).headers['content-encoding']).toBeUndefined();
    }
    expect((await one('x')).headers).toMatchObject({ 'cache-control': 'no-store' });
  });
});
