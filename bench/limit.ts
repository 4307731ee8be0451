// What the service is compared with: Fastify and pg with nothing between them, in a process of their own.
// No credentials are asked for, nothing is checked, sealed, audited by hand or logged; bodies are parsed as JSON.
import { fastify } from 'fastify';
import pg from 'pg';
import { SERVICE_ROLE } from '../src/data-source.js';
import { type PublishedRow, selectPublished } from '../src/modules/links/link.store.js';
import { issueStatement } from './random-rows.js';
import { serveQuestions } from './worker.js';

export type LimitQuestion =
  | { readonly ask: 'port' }
  | { readonly ask: 'sql'; readonly what: 'introspection' | 'issue'; readonly connections: number; readonly seconds: number };

const [databaseUrl = '', poolSize = '20', questionsFile = ''] = process.argv.slice(2);
const STATUS_LIST = 'http://localhost:7400/partner/v1/status-list';

// As the service has it; the driver's own would build a Date for every row.
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);
const pool = new pg.Pool({ connectionString: databaseUrl, max: Number(poolSize), options: `-c role=${SERVICE_ROLE}` });
const lookUp = selectPublished([]);
const issue = issueStatement();

async function introspected(tokenIndex: Buffer): Promise<object> {
  const { rows } = await pool.query<PublishedRow>({ name: lookUp.name, text: lookUp.text, values: [[tokenIndex]] });
  const [row] = rows;
  if (!row) return { active: false };
  const idx = row.sealed_status_index.readUInt32BE();
  const statusList = { uri: STATUS_LIST, idx };
  return { active: row.published_state === 'active', state: row.published_state, validThrough: row.valid_through, statusList };
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
server.post<{ Body: { token: string } }>('/introspection', ({ body }) => introspected(Buffer.from(body.token, 'base64url')));
server.post('/issue', async (_request, reply) => {
  await issued();
  return reply.status(201).send(ISSUED);
});
const address = await server.listen({ port: 0, host: '127.0.0.1' });

/** The SQL by itself, from as many loops as there would be connections. */
async function bareSql({ what, connections, seconds }: Extract<LimitQuestion, { ask: 'sql' }>): Promise<number> {
  const next = what === 'issue' ? issued : await lookUps();
  const started = performance.now();
  let count = 0;
  const loop = async () => {
    for (; performance.now() < started + seconds * 1000; count += 1) await next();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  return count / ((performance.now() - started) / 1000);
}

async function lookUps(): Promise<() => Promise<object>> {
  const { readFile } = await import('node:fs/promises');
  const bodies = JSON.parse(await readFile(questionsFile, 'utf8')) as string[];
  const indexes = bodies.map((body) => Buffer.from((JSON.parse(body) as { token: string }).token, 'base64url'));
  let at = 0;
  return () => introspected(indexes[(at = (at + 1) % indexes.length)] as Buffer);
}

serveQuestions<LimitQuestion>(async (question) => {
  if (question.ask === 'port') return Number(new URL(address).port);
  return bareSql(question);
});
