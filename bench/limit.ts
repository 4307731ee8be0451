// What the service is compared with: Fastify and pg with nothing between them, in a process of their own.
// No credentials are asked for, nothing is checked, sealed, audited by hand or logged; bodies are parsed as JSON.
import { readFileSync } from 'node:fs';
import { fastify } from 'fastify';
import pg from 'pg';
import { SERVICE_ROLE } from '../src/data-source.js';
import { type FeedRow, selectChanges, selectTold, type ToldRow } from '../src/modules/links/feed.store.js';
import { type PublishedRow, selectPublished } from '../src/modules/links/link.store.js';
import { issueStatement } from './random-rows.js';
import { type Load } from './options.js';
import { serveQuestions } from './worker.js';

export type LimitQuestion =
  | { readonly ask: 'port' }
  | { readonly ask: 'sql'; readonly what: Load; readonly connections: number; readonly seconds: number };

const [databaseUrl = '', poolSize = '20', batchesFile = '', pagesFile = ''] = process.argv.slice(2);
const STATUS_LIST = 'http://localhost:7400/partner/v1/status-list';

// As the service has it; the driver's own would build a Date for every row.
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);
const PAGE = 1_000;
const TOKEN_LENGTH = 14;
const SERVICE = 'library';
const pool = new pg.Pool({ connectionString: databaseUrl, max: Number(poolSize), options: `-c role=${SERVICE_ROLE}` });
const lookUp = selectPublished([]);
const issue = issueStatement();

const read = <T>(file: string) => (JSON.parse(readFileSync(file, 'utf8')) as string[]).map((text) => JSON.parse(text) as T);
const batches = read<{ tokens: string[] }>(batchesFile).map(({ tokens }) => tokens);
const pages = read<string[]>(pagesFile);

async function introspected(tokens: readonly string[]): Promise<object[]> {
  const indexes = tokens.map((token) => Buffer.from(token, 'base64url'));
  const { rows } = await pool.query<PublishedRow>({ name: lookUp.name, text: lookUp.text, values: [indexes] });
  const found = new Map(rows.map((row) => [row.token_index.toString('base64url'), row]));
  return tokens.map((token) => {
    const row = found.get(token);
    if (!row) return { active: false };
    const statusList = { uri: STATUS_LIST, idx: row.sealed_status_index.readUInt32BE() };
    return { active: row.published_state === 'active', state: row.published_state, validThrough: row.valid_through, statusList };
  });
}

/** The changes after a page, and the links that they are about: without keys, their ids have to be said beforehand. */
async function fed(page: number): Promise<object> {
  const [changes, told] = [selectChanges(SERVICE, (page + 1) * PAGE, PAGE), selectTold(pages[page + 1] ?? [])];
  const { rows } = await pool.query<FeedRow>({ name: changes.name, text: changes.text, values: [...changes.values] });
  const links = await pool.query<ToldRow>({ name: told.name, text: told.text, values: [...told.values] });
  const listed = links.rows.map((row) => ({
    token: row.sealed_token.toString('latin1', 0, TOKEN_LENGTH),
    state: row.published_state,
    validThrough: row.valid_through,
    statusList: { uri: STATUS_LIST, idx: row.sealed_status_index.readUInt32BE() },
  }));
  return { changes: listed, next: rows.at(-1)?.sealed_change?.toString('base64url') };
}

async function issued(): Promise<void> {
  await pool.query({ name: 'issue', text: issue.text, values: issue.values() });
}

/** As long as the service's answer, and as deep. */
const ISSUED = {
  cardNumber: '9840123456789017',
  cardCode: 'C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7',
  slipCode: 'S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4',
  category: 'standard',
  validThrough: '2031-01',
  services: [
    { service: 'transit', token: '1612345678901234' },
    { service: 'library', token: '29840000000014', symbology: 'codabar' },
    {
      service: 'prescription',
      token: 'CK7Q2M9XWB4T23',
      printed: { rxBin: '004682', rxPcn: 'CITYKEY', rxGroup: 'CITYKEY', rxId: 'CK7Q2M9XWB4T23' },
    },
  ],
};

const server = fastify({ logger: false });
server.post<{ Body: { token: string } }>('/introspection', async ({ body }) => (await introspected([body.token]))[0]);
server.post<{ Body: { tokens: string[] } }>('/batch', async ({ body }) => ({ results: await introspected(body.tokens) }));
server.get<{ Querystring: { page: string } }>('/feed', ({ query }) => fed(Number(query.page)));
server.post('/issue', async (_request, reply) => {
  await issued();
  return reply.status(201).send(ISSUED);
});
const address = await server.listen({ port: 0, host: '127.0.0.1' });

/** The SQL by itself, from as many loops as there would be connections. */
async function bareSql({ what, connections, seconds }: Extract<LimitQuestion, { ask: 'sql' }>): Promise<number> {
  const tokens = batches.flat();
  let at = 0;
  const next: Readonly<Record<Load, () => Promise<unknown>>> = {
    introspection: () => introspected([tokens[(at = (at + 1) % tokens.length)] ?? '']),
    batch: () => introspected(batches[(at = (at + 1) % batches.length)] ?? []),
    feed: () => fed((at = (at + 1) % Math.max(1, pages.length - 1))),
    issue: issued,
  };
  const started = performance.now();
  let count = 0;
  const loop = async () => {
    for (; performance.now() < started + seconds * 1000; count += 1) await next[what]();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  return count / ((performance.now() - started) / 1000);
}

serveQuestions<LimitQuestion>(async (question) => {
  if (question.ask === 'port') return Number(new URL(address).port);
  return bareSql(question);
});
