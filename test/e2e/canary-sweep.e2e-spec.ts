import fs from 'node:fs';
import { Client } from 'pg';
import { type EmbeddedDatabase, startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { Metrics } from '../../src/kernel/metrics/index.js';
import { migrate } from '../../src/data-source.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';
import { type Answer } from './api.js';
import { type Attempt, attemptsFor, IDENTITY, MARKS } from './canary-attempts.js';
import { Caller, describedOperations, type Operation } from './described-api.js';
import { inTurns } from './in-turns.js';
import { databaseFiles, finds, hideNothing, type Place, shapesOf } from './searched-places.js';
import { World } from './world.js';

const NEEDLES = Object.values(MARKS).flatMap(shapesOf);

/** What staff write about an organisation, a place or a colleague is kept as it is: no operation on cards has such a field. */
const ABOUT_ORGANISATIONS = /^\/v1\/(partners|stock\/events|staff)/;

const AT_ONCE = 8;
const TIMEOUT_MS = 240_000;

let database: EmbeddedDatabase;
let world: World;
/** Everything that was answered, headers included. */
const answers: string[] = [];

beforeAll(async () => {
  database = await startEmbedded({ home: temporaryHome(), log: () => undefined });
  await migrate(database.ownerUrl);
  await hideNothing(database.ownerUrl);
  world = await World.begin({ database: { ownerUrl: database.ownerUrl, serviceUrl: database.serviceUrl() } });
});
afterAll(async () => {
  await world.end();
  await database.stop();
});

async function send(operation: Operation, caller: Caller, { query: asked, headers = {}, body }: Attempt): Promise<Answer> {
  // Signing in is limited by address, one attempt a second.
  if (operation.path === '/v1/auth/login') world.clock.forward(2);
  const address = caller.address(operation) + (asked ? `?${asked}` : '');
  const answer = await world.api.call(operation.method, address, {
    ...(body === undefined ? {} : { body }),
    headers: { ...(await caller.headers(operation)), ...headers },
    idempotencyKey: null,
  });
  answers.push(`${JSON.stringify(answer.headers)} ${answer.text}`);
  return answer;
}

/** The server has written everything it holds. */
const checkpoint = () => query(database.ownerUrl, 'CHECKPOINT');

async function* places(): AsyncGenerator<Place> {
  await checkpoint();
  yield* databaseFiles(database.data);
  yield { name: 'server log', bytes: fs.readFileSync(database.logFile) };
  yield { name: 'our log', bytes: Buffer.from(world.logged.join('')) };
  yield { name: 'metrics', bytes: Buffer.from((await world.api.get('/metrics')).text) };
  yield { name: 'answers', bytes: Buffer.from(answers.join('\n')) };
}

async function search(needles: readonly Buffer[]): Promise<string[]> {
  const found: string[] = [];
  for await (const place of places()) found.push(...finds([place], needles));
  return found;
}

describe('identity that is sent where it does not belong', () => {
  const outcomes = new Map<string, number>();

  it('is not there before it is sent', async () => {
    expect(await search(NEEDLES)).toEqual([]);
  });

  it('is refused in every field that is not listed, by every operation', async () => {
    const caller = await Caller.in(world);
    for (const operation of await describedOperations(world.api)) {
      await caller.begin(operation);
      const attempts = attemptsFor(operation, caller.body(operation)).filter((attempt) => !isTakenOnPurpose(operation, attempt.body));
      const statuses = await inTurns(attempts, AT_ONCE, async (attempt) => (await send(operation, caller, attempt)).status);
      for (const [place, status] of statuses.entries()) {
        if (status >= 500) throw new Error(`${operation.path} answered ${status} to ${JSON.stringify(attempts[place])}`);
        outcomes.set(`${Math.floor(status / 100)}xx`, (outcomes.get(`${Math.floor(status / 100)}xx`) ?? 0) + 1);
      }
    }
    expect(outcomes.get('4xx')).toBeGreaterThan(500);
    expect(outcomes.get('2xx')).toBeGreaterThan(10);
  }, TIMEOUT_MS);

  it('is refused by its name, whatever the operation', async () => {
    const caller = await Caller.in(world);
    for (const operation of (await describedOperations(world.api)).filter(({ example }) => typeof example === 'object')) {
      await caller.begin(operation);
      const extra = Object.entries(IDENTITY).filter(([name]) => !Object.hasOwn(operation.example as object, name));
      expect(extra.length).toBeGreaterThan(10);
      const codes = await inTurns(extra, AT_ONCE, async ([name, value]) => {
        const answer = await send(operation, caller, { body: JSON.stringify({ ...(caller.body(operation) as object), [name]: value }) });
        return `${answer.status} ${String(answer.body['code'])}`;
      });
      expect({ path: operation.path, codes: [...new Set(codes)] }).toEqual({ path: operation.path, codes: ['400 request.unknown_field'] });
    }
  }, TIMEOUT_MS);

  it('is refused at addresses that are none, and by the token endpoint', async () => {
    for (const address of [`/v1/cards/${MARKS.word}`, `/${MARKS.word}?${MARKS.born}`, `/v1/partners/${MARKS.word}`, `/docs/${MARKS.word}`]) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await world.api.call(method, address, method === 'POST' ? { body: IDENTITY } : {});
        answers.push(`${JSON.stringify(answer.headers)} ${answer.text}`);
        expect(answer.status).toBeGreaterThanOrEqual(400);
      }
    }
    const form = { grant_type: MARKS.word, client_id: MARKS.word, client_assertion: MARKS.word, scope: MARKS.status, name: MARKS.word };
    for (const body of [new URLSearchParams(form).toString(), JSON.stringify(IDENTITY)]) {
      const headers = { 'content-type': body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded' };
      const answer = await world.api.post('/oauth/token', body, { headers });
      answers.push(`${JSON.stringify(answer.headers)} ${answer.text}`);
      expect(answer.status).toBe(400);
    }
  });

  it('reaches neither the database\'s files nor its log, nor ours, the metrics, or any answer', async () => {
    await world.round();
    expect(answers.length).toBeGreaterThan(800);
    expect(await search(NEEDLES)).toEqual([]);
  });
});

/** Names and settings of organisations, the names of their keys, and those that staff sign in by are free text. */
function isTakenOnPurpose({ path }: Operation, body: string | undefined): boolean {
  if (!ABOUT_ORGANISATIONS.test(path) || body === undefined) return false;
  try {
    const { name, settings, jwks, username } = JSON.parse(body) as Record<string, unknown>;
    const text = JSON.stringify([name, settings, jwks, username]);
    return Object.values(MARKS).some((mark) => text.includes(mark));
  } catch {
    return false;
  }
}

describe('the same search', () => {
  const planted = 'Planted-5x9wq';
  const needles = shapesOf(planted);
  const where = async () => [...new Set((await search(needles)).map((line) => line.split(':')[0] ?? ''))];

  it('finds a row that was written on purpose, in table and write-ahead log', async () => {
    await query(database.ownerUrl, `UPDATE staff.account SET username = 'x${planted.toLowerCase()}' WHERE username = 'supervisor'`);
    const found = await where();
    expect(found.filter((name) => /^base\/\d+\/\d+$/.test(name)).length).toBeGreaterThan(0);
    expect(found.filter((name) => name.startsWith('pg_wal/')).length).toBeGreaterThan(0);
    expect(found.filter((name) => !/^(base|pg_wal)\//.test(name))).toEqual([]);
  });

  it('finds a large value, which would have been compressed and stored apart', async () => {
    const large = JSON.stringify({ note: `${'a'.repeat(3_000)}Toasted-7k2${'a'.repeat(3_000)}` });
    await query(database.ownerUrl, `UPDATE partners.partner SET settings = $1 WHERE service = 'transit'`, [large]);
    const found = (await search(shapesOf('Toasted-7k2'))).map((line) => line.split(':')[0] ?? '');
    expect(found.some((name) => name.startsWith('base/'))).toBe(true);
    expect(found.some((name) => name.startsWith('pg_wal/'))).toBe(true);
  });

  it('finds a row that was taken back', async () => {
    await query(database.ownerUrl, `DO $$ BEGIN INSERT INTO staff.sign_in_try VALUES (convert_to('Undone-3m8tz', 'UTF8'), 1, now()); RAISE EXCEPTION 'undone'; END $$`).catch(() => undefined);
    expect((await search(shapesOf('Undone-3m8tz'))).length).toBeGreaterThan(0);
  });

  it('finds what the server or the service logs, what metrics say and what an answer says', async () => {
    const address = new URL(database.ownerUrl);
    address.username = `Signed-${planted}`;
    await new Client({ connectionString: address.href }).connect().catch(() => undefined);
    new EventLog('info', { write: (line) => world.logged.push(line) }).info(planted);
    world.app.get(Metrics, { strict: false }).gauge('citykey_planted', planted, {});
    const token = await world.staff('admin');
    await query(database.ownerUrl, `UPDATE partners.partner SET name = '${planted}' WHERE service = 'library'`);
    world.clock.forward(10);
    const answer = await world.api.get('/v1/partners', { token });
    answers.push(answer.text);
    expect(await where()).toEqual(expect.arrayContaining(['server log', 'our log', 'metrics', 'answers']));
  });

  it.each([
    ['as it is', planted],
    ['in capitals', planted.toUpperCase()],
    ['in hexadecimal', Buffer.from(`a${planted}b`).toString('hex')],
    ['in base64', Buffer.from(`a${planted}b`).toString('base64')],
    ['in base64url, further on', Buffer.from(`ab${planted}bcd`).toString('base64url')],
    ['in UTF-16', Buffer.from(planted, 'utf16le')],
  ])('knows a text %s', (_, written) => {
    expect(finds([{ name: 'here', bytes: Buffer.from(written as string) }], needles)).not.toEqual([]);
    expect(finds([{ name: 'here', bytes: Buffer.from('nothing of it') }], needles)).toEqual([]);
  });
});
