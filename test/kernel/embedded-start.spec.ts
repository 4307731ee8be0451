import fs from 'node:fs';
import path from 'node:path';
import { choosePort } from '../../src/kernel/database/embedded/port.js';
import { type EmbeddedDatabase, type EmbeddedOptions, startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { temporaryHome } from '../setup/homes.js';
import { portsInARow, squat } from '../setup/ports.js';
import { query } from '../setup/query.js';

const start = (home: string, options: Partial<EmbeddedOptions> = {}) =>
  startEmbedded({ home, log: () => {}, ...options });
const isRunning = ({ data }: EmbeddedDatabase) => fs.existsSync(path.join(data, 'postmaster.pid'));

describe('first start', () => {
  let database: EmbeddedDatabase;
  const lines: string[] = [];
  const setting = async (name: string) => (await query(database.ownerUrl, 'select current_setting($1) as is', [name]))[0]?.is;

  beforeAll(async () => {
    database = await start(path.join(temporaryHome(), 'new', 'home'), { log: (line) => lines.push(line) });
  });
  afterAll(() => database.stop());

  it('says that it makes data, and where', () => {
    expect(lines).toEqual([expect.stringContaining(database.data)]);
    expect(database.adopted).toBe(false);
  });

  it('makes an UTF-8 database that sorts by bytes, and is owned by the owner', async () => {
    const rows = await query(
      database.ownerUrl,
      `select current_database() as name, current_user as owner, pg_encoding_to_char(encoding) as encoding, datcollate as collation
       from pg_database where datname = current_database() and datdba = current_user::regrole`,
    );
    expect(rows).toEqual([{ name: 'citykey', owner: 'citykey_owner', encoding: 'UTF8', collation: 'C' }]);
  });

  it('gives the service a role without powers, in a group that cannot sign in', async () => {
    const rows = await query(
      database.serviceUrl(),
      `select rolname as name, rolcanlogin as signs_in, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication as powerful,
         pg_has_role(current_user, oid, 'usage') as mine
       from pg_roles where rolname like 'citykey%' order by 1`,
    );
    expect(rows).toEqual([
      { name: 'citykey_app', signs_in: true, powerful: false, mine: true },
      { name: 'citykey_owner', signs_in: true, powerful: true, mine: false },
      { name: 'citykey_service', signs_in: false, powerful: false, mine: true },
    ]);
  });

  it('writes through to the disk, and can be reached over loopback TCP only', async () => {
    expect([await setting('fsync'), await setting('synchronous_commit'), await setting('full_page_writes')]).toEqual(['on', 'on', 'on']);
    expect([await setting('listen_addresses'), await setting('unix_socket_directories')]).toEqual(['127.0.0.1', '']);
  });

  (process.platform === 'linux' ? it : it.skip)('is a process group of its own, which Ctrl-C does not reach', () => {
    const [pid] = fs.readFileSync(path.join(database.data, 'postmaster.pid'), 'utf8').split('\n');
    const group = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2];
    expect(group).toBe(pid);
  });

  it('lets nobody in without the password', async () => {
    const rows = await query(database.ownerUrl, 'select distinct auth_method from pg_hba_file_rules');
    expect(rows).toEqual([{ auth_method: 'scram-sha-256' }]);
    for (const role of ['citykey_owner', 'citykey_app']) {
      const url = `postgres://${role}:wrong@127.0.0.1:${database.port}/citykey`;
      await expect(query(url, 'select 1')).rejects.toThrow('password authentication failed');
    }
  });

  it('keeps passwords and log to its own user', () => {
    const folder = path.dirname(database.data);
    const files = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(files.sort()).toEqual(['citykey_app.password', 'citykey_owner.password', 'postgres.log']);
    for (const file of files) expect((fs.statSync(path.join(folder, file)).mode & 0o777).toString(8)).toBe('600');
    expect((fs.statSync(database.data).mode & 0o777).toString(8)).toBe('700');
  });
});

describe('later starts', () => {
  it('reuse the data and the passwords', async () => {
    const home = temporaryHome();
    const first = await start(home);
    await query(first.ownerUrl, 'create table kept as select 42 as answer');
    await first.stop();
    expect(isRunning(first)).toBe(false);
    const lines: string[] = [];
    const second = await start(home, { log: (line) => lines.push(line) });
    expect(await query(second.ownerUrl, 'select * from kept')).toEqual([{ answer: 42 }]);
    expect(new URL(second.serviceUrl()).password).toBe(new URL(first.serviceUrl()).password);
    expect([second.adopted, lines]).toEqual([false, []]);
    await second.stop();
  });

  it('join a server that runs, and the last to leave stops it', async () => {
    const home = temporaryHome();
    const first = await start(home);
    const second = await start(home, { port: first.port + 1 });
    expect([second.adopted, second.port]).toEqual([true, first.port]);
    await first.stop();
    await first.stop();
    expect(await query(second.serviceUrl(), 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(isRunning(second)).toBe(false);
  });

  it('find a server that was detached from', async () => {
    const home = temporaryHome();
    const first = await start(home);
    await first.detach();
    const second = await start(home);
    expect(second.adopted).toBe(true);
    await second.stop();
    expect(isRunning(second)).toBe(false);
  });

  it('refuse data of another major version, and data whose password is lost', async () => {
    const home = temporaryHome();
    const database = await start(home, { durable: false });
    await database.stop();
    const password = path.join(path.dirname(database.data), 'citykey_owner.password');
    fs.renameSync(password, `${password}.away`);
    await expect(start(home)).rejects.toThrow(`${password} is missing`);
    fs.renameSync(`${password}.away`, password);
    fs.writeFileSync(path.join(database.data, 'PG_VERSION'), '17\n');
    await expect(start(home)).rejects.toThrow('was made by PostgreSQL 17, and this release runs 18');
  });
});

describe('the port', () => {
  let port: number;

  beforeEach(async () => {
    port = await portsInARow(1);
  });

  it('is the one asked for', async () => {
    const database = await start(temporaryHome(), { port, durable: false });
    expect(database.port).toBe(port);
    await database.stop();
  });

  it('is named, with its setting, when the one asked for is taken', async () => {
    const letGo = await squat(port);
    await expect(start(temporaryHome(), { port, durable: false })).rejects.toThrow(
      new RegExp(`Port ${port} is taken .*: CITYKEY_DATABASE_PORT=\\d+ npm start`),
    );
    await letGo();
  });

  it('is another one when the usual one is taken and none was asked for', async () => {
    const letGo = await squat(port);
    const chosen = await choosePort(undefined, port);
    expect(chosen).not.toBe(port);
    const database = await start(temporaryHome(), { port: chosen, durable: false });
    expect(await query(database.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await database.stop();
    await letGo();
  });
});
