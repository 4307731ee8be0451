import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { Client } from 'pg';
import { type EmbeddedDatabase, startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';

describe("PostgreSQL's own log", () => {
  const secret = `canary${randomBytes(8).toString('hex')}`;
  let database: EmbeddedDatabase;
  const log = () => fs.readFileSync(database.logFile, 'utf8');
  const takesIn = async () => {
    const client = new Client({ connectionString: database.ownerUrl });
    return client.connect().then(() => client.end()).then(() => true, () => false);
  };
  const fails = (sql: string, values: unknown[], message: string) =>
    expect(query(database.ownerUrl, sql, values)).rejects.toThrow(message);

  beforeAll(async () => {
    database = await startEmbedded({ home: temporaryHome(), log: () => {} });
    await query(database.ownerUrl, 'create table holder (key text primary key)');
  });
  afterAll(() => database.stop());

  it('holds no key of a unique violation, and no value, literal or text of a statement that fails', async () => {
    await query(database.ownerUrl, 'insert into holder values ($1)', [secret]);
    await fails('insert into holder values ($1)', [secret], 'duplicate key');
    await fails(`insert into holder values ('${secret}')`, [], 'duplicate key');
    await fails('select $1::text::uuid', [secret], 'invalid input syntax');
    await fails(`select '${secret}' from`, [], 'syntax error');
    await fails(`select ${secret}`, [], 'does not exist');
    await fails(`do $$ begin raise exception '${secret}' using detail = '${secret}', hint = '${secret}'; end $$`, [], secret);
    expect(log()).not.toContain(secret);
  });

  it('holds nothing of notices, of slow or sorted statements, or of sessions cut off', async () => {
    await query(database.ownerUrl, `do $$ begin raise warning '${secret}'; raise log '${secret}'; end $$`);
    await query(database.ownerUrl, `select '${secret}', count(*) from (select g from generate_series(1, 200000) g order by g::text) s`);
    await fails(`select '${secret}', pg_terminate_backend(pg_backend_pid())`, [], 'terminating connection');
    expect(log()).not.toContain(secret);
  });

  it('holds nothing of the statement that a crashed session was running', async () => {
    // Ends with all others when the server has seen the crash; from then on it takes nobody in before it has recovered.
    const bystander = new Client({ connectionString: database.ownerUrl });
    await bystander.connect();
    const seen = new Promise((resolve) => bystander.on('error', resolve));
    const running = query(database.ownerUrl, `select '${secret}', pg_sleep(600)`).catch(() => 'crashed');
    const sleeper = `select pid from pg_stat_activity where query like '%${secret}%pg_sleep%' and pid <> pg_backend_pid()`;
    await until(async () => (await query(database.ownerUrl, sleeper)).length === 1);
    process.kill(Number((await query(database.ownerUrl, sleeper))[0]?.pid), 'SIGKILL');
    expect(await running).toBe('crashed');
    await seen;
    await until(takesIn);
    expect(log()).not.toContain(secret);
  });

  it('would hold it under looser settings, in the file looked at here', async () => {
    await fails(
      `set log_min_messages = error; set log_error_verbosity = 'default'; insert into holder values ('${secret}')`,
      [],
      'duplicate key',
    );
    expect(log()).toContain(`(${secret}) already exists`);
  });

  it('cannot be loosened by the service', async () => {
    for (const name of ['log_min_messages', 'log_min_error_statement', 'log_statement', 'log_error_verbosity', 'log_parameter_max_length']) {
      await expect(query(database.serviceUrl(), `select set_config('${name}', reset_val, false) from pg_settings where name = '${name}'`)).rejects.toThrow('permission denied');
    }
  });
});
