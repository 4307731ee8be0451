import fs from 'node:fs';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { Global, Module } from '@nestjs/common';
import { Command } from 'commander';
import request from 'supertest';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { Database } from '../../src/kernel/database/index.js';
import { ADAPTER_FACTORIES } from '../../src/modules/links/index.js';
import { PartnersModule } from '../../src/modules/partners/index.js';
import { ReconciliationModule } from '../../src/modules/reconciliation/index.js';
import { insertMissed } from '../../src/modules/reconciliation/schedule.store.js';
import { StaffAccounts, StaffModule } from '../../src/modules/staff/index.js';
import { reconciliationCommands } from '../../src/program/reconciliation/command-line.js';
import * as commands from '../../src/program/reconciliation/commands.js';
import { type StaffSession } from '../../src/program/reconciliation/staff-session.js';
import { answered, type Running, running } from '../partners/application.js';
import { LIBRARY, ProfilesModule, registered, TRANSIT } from '../partners/partner-application.js';
import { LoopbackSite } from '../staff/loopback-site.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';

@Global()
@Module({ providers: [{ provide: ADAPTER_FACTORIES, useValue: [] }], exports: [ADAPTER_FACTORIES] })
class NoAdaptersModule {}

const ADOPTED = `INSERT INTO links.link (id, service, origin, token_index, sealed_token, key_version, desired_state, desired_version, published_version, reported_version,
    city_hold, partner_hold, valid_through, status_index, sealed_status_index, changed_on)
  VALUES (gen_random_uuid(), 'library', 'adopted', '\\x01', '\\x02', 1, 'active', 1, 0, 0, false, false, 'never', '\\x03', '\\x04', '2026-01-05')`;

describe('citykey reconciliation', () => {
  let database: TestDatabase;
  let on: Running;
  let url: string;
  let chief: { accountId: string; password: string };
  let run: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    on = await running(database, { modules: [ProfilesModule, NoAdaptersModule, PartnersModule, ReconciliationModule, StaffModule] });
    await registered(on, TRANSIT);
    await on.app.listen({ port: 0, host: '127.0.0.1' });
    url = await on.app.getUrl();
    const { password } = await on.app.get(StaffAccounts, { strict: false }).create(systemCaller('test'), { username: 'chief', roles: ['supervisor'] });
    const [account] = await query(database.ownerUrl, `SELECT id FROM staff.account WHERE username = 'chief'`, []);
    chief = { accountId: account?.['id'] as string, password };
    run = await uploaded('1612345678901234,active\n1612345678901242,active\nx\n');
    await until(async () => (await query(database.ownerUrl, 'SELECT state FROM reconciliation.run WHERE id = $1', [run]))[0]?.['state'] === 'done');
  });

  afterAll(async () => {
    await on.app.close();
    await database.drop();
  });

  /** @returns the run of a list that a supervisor sends. */
  async function uploaded(list: string): Promise<string> {
    const headers = { authorization: await on.bearer('supervisor'), 'idempotency-key': crypto.randomUUID(), 'content-type': 'text/csv' };
    return (await answered(request(on.app.getHttpServer()).post('/v1/reconciliation/lists?service=transit').set(headers).send(list))).body['id'] as string;
  }

  /** @returns what was printed. */
  async function said(work: (session: StaffSession, say: (line: string) => void) => Promise<void>, password = chief.password): Promise<string[]> {
    const lines: string[] = [];
    const input = new PassThrough();
    input.end(`${password}\n`);
    await commands.asStaff(url, { username: 'chief' }, { input, output: new Writable() }, (session) => work(session, (line) => lines.push(line)));
    return lines;
  }

  it('lists runs and shows one with its counts', async () => {
    expect((await said((session, say) => commands.listRuns(session, { limit: '5' }, say)))[0]).toMatch(new RegExp(`^${run} .* transit +uploaded  done  3 lines$`));
    const shown = await said((session, say) => commands.showRun(session, run, { follow: true }, say));
    expect(shown[0]).toBe(`${run}: transit, uploaded, done`);
    expect(shown).toContain('  unknown                    2');
  });

  it('goes on for longer than an access token lasts', async () => {
    const look = (session: StaffSession, say: (line: string) => void) => commands.showRun(session, run, {}, say);
    const twice = await said(async (session, say) => {
      await look(session, say);
      on.clock.forward(301);
      await look(session, say);
      on.clock.forward(301);
      await look(session, say);
    });
    expect(twice.filter((line) => line === `${run}: transit, uploaded, done`)).toHaveLength(3);
  });

  it('asks again while the service says 503, with the same key, and says how long to wait where that does not help', async () => {
    const keys: unknown[] = [];
    const site = new LoopbackSite((incoming, answer) => {
      if (incoming.url === '/v1/auth/login') return void answer.writeHead(200, { 'content-type': 'application/json' }).end('{"accessToken":"x"}');
      if (incoming.method === 'GET') return void answer.writeHead(429, { 'retry-after': '30' }).end('{"title":"Too many.","code":"request.rate_limited"}');
      if (incoming.url === '/v1/auth/logout') return void answer.writeHead(204).end();
      keys.push(incoming.headers['idempotency-key']);
      if (keys.length < 3) return void answer.writeHead(503, { 'retry-after': '0' }).end('{}');
      answer.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"the run"}');
    });
    await site.open();
    const lines: string[] = [];
    const acted = commands.asStaff(site.url, { username: 'chief' }, { input: new PassThrough().end('x\n'), output: new Writable() }, async (session) => {
      await commands.startRun(session, 'transit', {}, (line) => lines.push(line));
      await commands.showRun(session, 'the run', {}, (line) => lines.push(line));
    });
    await expect(acted).rejects.toThrow('Too many. (request.rate_limited)\n  Retry-After: 30 s');
    await site.close();
    expect(lines).toEqual([`Asked for the run. Look at it with: npm run citykey -- reconciliation show the run --username chief --url ${site.url}`]);
    expect([new Set(keys).size, keys.length]).toEqual([1, 3]);
  });

  it('tells nights that were missed apart', async () => {
    const nights = ['2026-06-10', '2026-06-11'];
    await on.app.get(Database, { strict: false }).query(insertMissed({ service: 'transit', source: 'upload', reason: 'not_received', nights, day: '2026-06-12' }));
    const told = await said((session, say) => commands.listRuns(session, { limit: '2' }, say));
    expect(told.map((line) => line.split('missed: ')[1]).sort()).toEqual(nights.map((night) => `not_received, the night of ${night}`));
  });

  it('lists breaks and has one decided, in the name of who signed in', async () => {
    const breaks = await said((session, say) => commands.listBreaks(session, run, { class: 'unknown' }, say));
    expect([breaks.length, breaks.at(-1)]).toEqual([3, '2 breaks']);
    expect(breaks.slice(0, 2).map((line) => line.split('  ').at(-1)).sort()).toEqual(['1612345678901234', '1612345678901242']);
    const [id = ''] = breaks[0]?.split(' ') ?? [];
    expect(await said((session, say) => commands.decideBreak(session, id, 'accept', 'test_record', say))).toEqual(['The break is accepted.']);
    const [entry] = await query(database.ownerUrl, `SELECT * FROM audit.entry WHERE act = 'reconciliation.accept'`, []);
    expect(JSON.stringify(entry)).toContain(chief.accountId);
    await expect(said((session, say) => commands.decideBreak(session, id, 'accept', 'test_record', say))).rejects.toThrow('(reconciliation.decision_not_possible)');
  });

  it('tells a report, and writes it for its user only', async () => {
    expect(await said((session, say) => commands.report(session, 'transit', {}, say))).toContain('unknown                     2        0        0        0        2');
    const outside = await said((session, say) => commands.report(session, 'transit', { outside: true }, say));
    expect(outside).toContain('unknown                    <5        0        0        0        -');
    const [html, csv] = ['report.html', 'report.csv'].map((name) => path.join(temporaryHome(), name)) as [string, string];
    await said((session, say) => commands.report(session, 'transit', { html, csv }, say));
    expect([fs.readFileSync(html, 'utf8').slice(0, 15), fs.readFileSync(csv, 'utf8').slice(0, 16)]).toEqual(['<!doctype html>\n'.slice(0, 15), 'class,age,breaks']);
    expect(fs.statSync(html).mode & 0o777).toBe(0o600);
  });

  it('says what follows where a size is decided about, of whose list nothing was kept', async () => {
    const other = () => uploaded(Array.from({ length: 9 }, (_, at) => `161234567890199${at},active\n`).join(''));
    const decided = (id: string, decision: string) => said((session, say) => commands.decideRun(session, id, decision, say));
    const waits = await other();
    expect((await said((session, say) => commands.listRuns(session, { limit: '1' }, say)))[0]).toMatch(/awaiting_decision: size_changed {2}9 lines$/);
    const how = `It waits for you: npm run citykey -- reconciliation decide-run ${waits} proceed --username chief --url ${url}, or refuse.`;
    expect(await said((session, say) => commands.showRun(session, waits, {}, say))).toContain(how);
    expect(await decided(waits, 'refuse')).toEqual(['The list stays set aside.']);
    expect(await decided(await other(), 'proceed')).toEqual(['The size is accepted. The list itself was not kept: ask the partner to send it again.']);
  });

  it('tells each thing that is wrong in a request, and what would be taken', async () => {
    const refused = said((session, say) => commands.decideBreak(session, crypto.randomUUID(), 'accept', 'because', say));
    await expect(refused).rejects.toThrow(/\(request\.invalid\)\n {2}\/reason: field\.not_allowed; it takes partner_decision, .*, checked_by_hand$/);
    await expect(said((session, say) => commands.listBreaks(session, run, { class: 'nonsense' }, say))).rejects.toThrow(/\/class: field\.not_allowed; it takes missing, /);
    await expect(said((session, say) => commands.startRun(session, 'bus', {}, say))).rejects.toThrow('/service: field.not_allowed; it takes transit, library, prescription');
    const nowhere = path.join(temporaryHome(), 'none', 'report.csv');
    await expect(said((session, say) => commands.report(session, 'transit', { csv: nowhere }, say))).rejects.toThrow(`${nowhere} cannot be written (ENOENT).`);
    await expect(said(() => Promise.resolve(), '')).rejects.toThrow('No password was given.');
  });

  it.each([
    [['start', 'bus'], 'Allowed choices are transit, library, prescription.'],
    [['breaks', 'x', '--class', 'nonsense'], 'Allowed choices are missing, state_mismatch, '],
    [['decide', 'x', 'accept', 'because'], 'Allowed choices are partner_decision, '],
    [['decide-run', 'x', 'yes'], 'Allowed choices are proceed, refuse.'],
  ])('is told by %j that it was called wrongly, before anybody is asked for a password', async (args, expected) => {
    const root = new Command('reconciliation').exitOverride().configureOutput({ writeErr: () => undefined });
    reconciliationCommands(root, () => { throw new Error('no setting is needed'); }, () => undefined);
    await expect(root.parseAsync([...args, '--username', 'chief'], { from: 'user' })).rejects.toThrow(expected);
  });

  it.each(['file:///tmp/service', 'ftp://localhost', 'localhost:7400', 'cards'])('says that %s is no address of the service, before anybody is asked for a password', async (url) => {
    const from = { input: new PassThrough().end('x\n'), output: new Writable() };
    const refused = commands.asStaff('http://127.0.0.1:9', { username: 'chief', url }, from, () => Promise.resolve());
    await expect(refused).rejects.toThrow('--url takes the address of the service, with http:// or https:// before it, such as https://cards.city.example.');
  });

  it('tells in its help what checks are, where all commands are listed and at the one that begins them', () => {
    const root = new Command('reconciliation');
    reconciliationCommands(root, () => { throw new Error('no setting is needed'); }, () => undefined);
    const text = (help: string | undefined) => help?.replace(/\s+/g, ' ');
    expect(text(root.helpInformation())).toContain('with --checks, ask for each adopted number, which no list has');
    expect(text(root.commands.find((one) => one.name() === 'start')?.helpInformation())).toContain('--checks instead of the list, begin a round of checks: each adopted number is asked for by itself');
  });

  it('starts a round of checks, and says how far it is and how it went', async () => {
    await registered(on, LIBRARY);
    await query(database.ownerUrl, ADOPTED, []);
    const [started = ''] = await said((session, say) => commands.startRun(session, 'library', { checks: true }, say));
    const id = /^Asked for (\S+)\./.exec(started)?.[1] ?? '';
    expect(await said((session, say) => commands.showRun(session, id, {}, say))).toContain('checking: 0 of about 1 accounts, 1 s more');
    await expect(said((session, say) => commands.startRun(session, 'library', { checks: true }, say))).rejects.toThrow('(reconciliation.run_under_way)');
    await query(database.ownerUrl, `UPDATE reconciliation.run SET state = 'done', ended_on = started_on, ours = 1, missing = 1 WHERE id = $1`, [id]);
    expect((await said((session, say) => commands.report(session, 'library', {}, say))).at(-1)).toMatch(/ {2}done {2}1 account checked, 1 difference$/);
    expect((await query(database.ownerUrl, `SELECT reason FROM audit.entry WHERE act = 'reconciliation.start_checks'`, []))[0]).toEqual({ reason: 'library' });
  });

  it('says what is wrong, and leaves no session behind', async () => {
    await expect(said((session, say) => commands.startRun(session, 'transit', {}, say))).rejects.toThrow('(reconciliation.list_not_offered)');
    await expect(said((session, say) => commands.startRun(session, 'transit', { checks: true }, say))).rejects.toThrow('(reconciliation.nothing_to_check)');
    await expect(said((session, say) => commands.showRun(session, crypto.randomUUID(), {}, say))).rejects.toThrow('(reconciliation.run_not_found)');
    await expect(said(() => Promise.resolve(), 'wrong')).rejects.toThrow('(auth.credentials_invalid)');
    const nowhere = commands.asStaff('http://127.0.0.1:9', { username: 'chief' }, { input: new PassThrough().end('x\n'), output: new Writable() }, () => Promise.resolve());
    await expect(nowhere).rejects.toThrow('The service at http://127.0.0.1:9 does not answer.');
    expect(await query(database.ownerUrl, 'SELECT 1 FROM staff.session', [])).toEqual([]);
  });
});
