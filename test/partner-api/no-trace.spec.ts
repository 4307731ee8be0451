import fs from 'node:fs';
import { type EmbeddedDatabase, startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { migrate } from '../../src/data-source.js';
import { LinkSeals } from '../../src/modules/links/link-seals.js';
import { databaseFiles, finds, type Place, shapesOf } from '../e2e/searched-places.js';
import { dump } from '../setup/kernel.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';
import { type Enrolled, PartnerWorld } from './partner-world.js';

const ASKED = 10_000;
const ONE_BY_ONE = 500;
const AT_ONCE = 16;

/** What every token that nobody has begins with, so that one needle finds them all. */
const MARK = 'CANARY9840X';

describe('after ten thousand introspections', () => {
  let database: EmbeddedDatabase;
  let world: PartnerWorld;
  let links: Enrolled[];
  let before: Record<string, string[]>;
  let counted: Record<string, unknown>[];
  const unknown = Array.from({ length: ASKED / 2 }, (_, at) => `${MARK}${at}`);

  beforeAll(async () => {
    database = await startEmbedded({ home: temporaryHome(), log: () => undefined });
    await migrate(database.ownerUrl);
    // Compressed, what is written down could not be seen.
    await query(database.ownerUrl, 'ALTER DATABASE citykey SET wal_compression = off');
    const place = { ownerUrl: database.ownerUrl, serviceUrl: database.serviceUrl(), drop: () => Promise.resolve() };
    world = await PartnerWorld.begin({}, place);
    links = await world.enrolled('library', ASKED / 2);
    await world.token('library');
    before = await dump(database.ownerUrl, 'xmin, xmax');
    counted = await writes();
    await ask();
  });

  afterAll(async () => {
    await world.end();
    await database.stop();
  });

  /** Rows written so far, by table: totals that PostgreSQL keeps by itself. A session adds its own when it ends. */
  async function writes(): Promise<Record<string, unknown>[]> {
    await query(
      database.ownerUrl,
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return query(
      database.ownerUrl,
      `SELECT schemaname, relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables
       WHERE NOT (schemaname = 'partners' AND relname = 'spent_assertion') ORDER BY 1, 2`,
    );
  }

  /** Half of the questions are about tokens there are, half about tokens there are not; most travel in batches. */
  async function ask(): Promise<void> {
    const tokens = links.flatMap(({ token }, at) => [token, unknown[at] ?? '']);
    const single = tokens.slice(0, ONE_BY_ONE);
    for (let from = 0; from < single.length; from += AT_ONCE) {
      const answers = await Promise.all(single.slice(from, from + AT_ONCE).map((token) => world.post('library', 'tokens/introspect', { token })));
      if (answers.some(({ status }) => status !== 200)) throw new Error('a question was not answered');
    }
    for (let from = ONE_BY_ONE; from < tokens.length; from += 1_000) {
      const { status, body } = await world.post('library', 'tokens/introspect-batch', { tokens: tokens.slice(from, from + 1_000) });
      const active = (body['results'] as { active: boolean }[]).filter((one) => one.active);
      if (status !== 200 || active.length === 0) throw new Error('a batch was not answered');
    }
  }

  const index = (token: string) => new LinkSeals(world.on.keyring).tokenIndex('library', token).index;

  /** What could tell that one of these tokens was asked about: the token, or its blind index, in any shape. */
  function needlesOf(tokens: readonly string[]): Buffer[] {
    const indexes = tokens.map(index);
    return [...tokens.flatMap(shapesOf), ...indexes, ...indexes.flatMap((one) => shapesOf(one.toString('hex')).concat(shapesOf(one.toString('base64'))))];
  }

  async function* outsideTables(): AsyncGenerator<Place> {
    yield { name: 'our log', bytes: Buffer.from(world.on.logged.join('')) };
    yield { name: 'metrics', bytes: Buffer.from((await world.api.get('/metrics')).text) };
    yield { name: 'server log', bytes: fs.readFileSync(database.logFile) };
    const views = ['pg_stat_activity', 'pg_prepared_statements', 'pg_stat_user_tables', 'pg_stat_user_indexes'];
    for (const view of views) yield { name: view, bytes: Buffer.from(JSON.stringify(await query(database.ownerUrl, `SELECT * FROM ${view}`))) };
  }

  async function found(places: AsyncIterable<Place> | Iterable<Place>, needles: readonly Buffer[]): Promise<string[]> {
    const all: string[] = [];
    for await (const place of places) all.push(...finds([place], needles));
    return all;
  }

  it('no row was written, changed, deleted or locked', async () => {
    expect(await dump(database.ownerUrl, 'xmin, xmax')).toEqual(before);
    expect(await writes()).toEqual(counted);
  });

  it('neither log nor metrics nor what PostgreSQL shows of itself names a token that is there', async () => {
    const some = links.filter((_, at) => at % 25 === 0).map(({ token }) => token);
    expect(await found(outsideTables(), needlesOf(some))).toEqual([]);
  });

  it('no file of the database and no log names a token that is not, nor its index', async () => {
    await query(database.ownerUrl, 'CHECKPOINT');
    const needles = [...shapesOf(MARK), ...unknown.filter((_, at) => at % 250 === 0).map(index)];
    expect(await found(outsideTables(), needles)).toEqual([]);
    expect(await found(databaseFiles(database.data), needles)).toEqual([]);
  });

  it('counts are all there is: how many requests, and how long they took', async () => {
    const metrics = (await world.api.get('/metrics')).text.split('\n').filter((line) => line.includes('introspect'));
    expect(metrics.length).toBeGreaterThan(0);
    for (const line of metrics) expect(line.replace(/[\d.e+-]+$/, '')).toMatch(/^citykey_http_request_duration_seconds_\w+\{[^}]*route="\/partner\/v1\/tokens\/introspect(-batch)?"[^}]*\} $/);
    const lines = world.on.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ route }) => String(route).includes('introspect'));
    expect(lines).toHaveLength(ONE_BY_ONE + Math.ceil((ASKED - ONE_BY_ONE) / 1_000));
    const fields = new Set(lines.flatMap((line) => Object.keys(line)));
    expect([...fields].sort()).toEqual(['durationMs', 'level', 'method', 'msg', 'requestId', 'route', 'status', 'time']);
  });

  it('would be seen: a row, a line of a log, an index in a file', async () => {
    const token = links[1]?.token ?? '';
    const stranger = `${MARK}planted`;
    world.on.logged.push(JSON.stringify({ msg: 'introspected', token }));
    expect(await found(outsideTables(), needlesOf([token]))).toEqual([expect.stringContaining('our log')]);
    world.on.logged.pop();
    await query(database.ownerUrl, `CREATE TABLE public.asked (index bytea, at timestamptz)`);
    await query(database.ownerUrl, `INSERT INTO public.asked VALUES ($1, now())`, [index(stranger)]);
    await query(database.ownerUrl, 'CHECKPOINT');
    const planted = await found(databaseFiles(database.data), [index(stranger)]);
    expect(planted.some((place) => place.startsWith('base/'))).toBe(true);
    expect(planted.some((place) => place.startsWith('pg_wal/'))).toBe(true);
    expect(await dump(database.ownerUrl, 'xmin, xmax')).not.toEqual(before);
    expect(await writes()).not.toEqual(counted);
  });
});
