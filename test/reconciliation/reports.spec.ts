import { createHash } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import request from 'supertest';
import { ADAPTER_FACTORIES } from '../../src/modules/links/index.js';
import { PartnersModule } from '../../src/modules/partners/index.js';
import { ReconciliationModule } from '../../src/modules/reconciliation/index.js';
import { type Answer, answered, type Running, running } from '../partners/application.js';
import { LIBRARY, ProfilesModule, registered, TRANSIT } from '../partners/partner-application.js';
import { accessToken, registeredClient } from '../partners/token-client.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';

@Global()
@Module({ providers: [{ provide: ADAPTER_FACTORIES, useValue: [] }], exports: [ADAPTER_FACTORIES] })
class NoAdaptersModule {}

const lines = (count: number) => Array.from({ length: count }, (_, at) => `16${String(at).padStart(14, '0')},active\n`).join('');

describe('reports', () => {
  let database: TestDatabase;
  let on: Running;
  let partner: string;
  let run: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    on = await running(database, { modules: [ProfilesModule, NoAdaptersModule, PartnersModule, ReconciliationModule] });
    const program = await registeredClient(on, await registered(on, LIBRARY));
    await registered(on, TRANSIT);
    await on.app.listen({ port: 0, host: '127.0.0.1' });
    partner = `Bearer ${await accessToken(on, program)}`;
    // Tokens that no link has: seven of the library's, three of transit's.
    run = await uploaded('library', lines(7));
    await uploaded('transit', lines(3));
  });

  afterAll(async () => {
    await on.app.close();
    await database.drop();
  });

  const get = (path: string, authorization: string): Promise<Answer> =>
    answered(request(on.app.getHttpServer()).get(path).set({ authorization }));
  const asSupervisor = async (path: string) => get(path, await on.bearer('supervisor'));

  async function uploaded(service: string, list: string): Promise<string> {
    const headers = { authorization: await on.bearer('supervisor'), 'idempotency-key': crypto.randomUUID(), 'content-type': 'text/csv' };
    const { body } = await answered(request(on.app.getHttpServer()).post(`/v1/reconciliation/lists?service=${service}`).set(headers).send(list));
    await until(async () => (await asSupervisor(`/v1/reconciliation/runs/${body['id'] as string}`)).body['state'] === 'done');
    return body['id'] as string;
  }

  const unknown = ({ body }: Answer) => (body['classes'] as { class: string; breaks: unknown }[]).find((one) => one.class === 'unknown')?.breaks;

  it('tell the city every count, and anybody else no small one', async () => {
    expect(unknown(await asSupervisor('/v1/reconciliation/report?service=library'))).toBe(7);
    expect(unknown(await asSupervisor('/v1/reconciliation/report?service=transit'))).toBe(3);
    const outside = await asSupervisor('/v1/reconciliation/report?service=transit&audience=outside');
    expect([unknown(outside), outside.body['breaks'], outside.body['states']]).toEqual([null, null, null]);
    expect((await get('/v1/reconciliation/report?service=library', await on.bearer('auditor'))).status).toBe(200);
    expect((await get('/v1/reconciliation/report?service=library', await on.bearer('clerk'))).status).toBe(403);
  });

  it('tell a partner of its own lists, as for anybody outside', async () => {
    const own = await get('/partner/v1/reconciliation-report', partner);
    expect([own.body['service'], own.body['audience'], unknown(own)]).toEqual(['library', 'outside', 7]);
    expect(own.body['trend']).toMatchObject([{ id: run, rows: 7, differences: 7 }]);
    expect((await get('/partner/v1/reconciliation-report?service=transit', partner)).body['code']).toBe('request.unknown_field');
    expect((await get('/v1/reconciliation/report?service=library', partner)).status).toBe(401);
    expect((await get('/partner/v1/reconciliation-report', await on.bearer('supervisor'))).status).toBe(401);
  });

  it('are pages that run nothing and load nothing', async () => {
    for (const page of [await asSupervisor('/v1/reconciliation/report.html?service=library'), await get('/partner/v1/reconciliation-report.html', partner)]) {
      expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      const style = /<style>([\s\S]*)<\/style>/.exec(page.text)?.[1] ?? '';
      const digest = createHash('sha256').update(style).digest('base64');
      expect(page.headers['content-security-policy']).toBe(`default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`);
      expect(page.text).not.toMatch(/<script|<img|<link|<iframe|\bon\w+=|\bstyle=|href=|src=|url\(/i);
      expect(page.text).toContain('<td>Unknown to the city</td><td>7</td>');
    }
  });

  it('are tables too', async () => {
    const table = await asSupervisor('/v1/reconciliation/report.csv?service=transit&audience=outside');
    expect([table.headers['content-type'], table.headers['content-disposition']]).toEqual(['text/csv; charset=utf-8', 'attachment; filename="reconciliation-report.csv"']);
    expect(table.text.split('\r\n')).toEqual(expect.arrayContaining(['class,age,breaks', 'unknown,0-1,<5', 'unknown,all,', 'missing,all,0', 'all,all,']) as string[]);
    expect((await get('/partner/v1/reconciliation-report.csv', partner)).text).toContain('unknown,0-1,7\r\n');
  });

  it('list runs and breaks for the city, page after page, without tokens', async () => {
    const runs = (await asSupervisor('/v1/reconciliation/runs.csv?service=library')).text.trim().split('\r\n');
    expect(runs).toHaveLength(2);
    expect(runs[0]).toMatch(/^id,service,source,state,.*,unknown,/);
    expect(runs[1]).toMatch(new RegExp(`^${run},library,upload,done,,`));
    const all = 1_203;
    const some = `INSERT INTO reconciliation.break (id, service, class, urgent, token_index, sealed_token, state, first_seen, last_seen, first_run, last_run)
      SELECT id, 'library', 'unknown', false, uuid_send(id), uuid_send(id), 'accepted', current_date, current_date, $1, $1 FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $2)) AS made`;
    await query(database.ownerUrl, some, [run, all - 7]);
    const breaks = (await asSupervisor(`/v1/reconciliation/runs/${run}/breaks.csv`)).text.trim().split('\r\n').slice(1);
    expect([breaks.length, new Set(breaks).size]).toEqual([all, all]);
    expect(breaks.join('\n')).not.toMatch(/\b16\d{14}\b/);
    expect((await asSupervisor(`/v1/reconciliation/runs/${run}/breaks.csv?state=open`)).text.trim().split('\r\n')).toHaveLength(8);
    expect((await asSupervisor(`/v1/reconciliation/runs/${crypto.randomUUID()}/breaks.csv`)).body['code']).toBe('reconciliation.run_not_found');
    await query(database.ownerUrl, `DELETE FROM reconciliation.break WHERE state = 'accepted'`, []);
  });
});
