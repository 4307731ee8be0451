import fs from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { choosePort } from '../../src/kernel/database/embedded/port.js';
import { startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';
import { makeInstallation, startProcess } from '../setup/starter.js';
import { until } from '../setup/until.js';

const start = (home: string) => startEmbedded({ home, log: () => {} });
const postmaster = (data: string) => Number(fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);

function childrenOf(pid: number): number[] {
  return fs.readdirSync('/proc').map(Number).filter((child) => {
    try {
      return child > 0 && fs.readFileSync(`/proc/${child}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1] === String(pid);
    } catch {
      return false;
    }
  });
}

// A process that nobody has collected yet is gone all the same.
const isGone = (pid: number) => {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.startsWith('Z') ?? true;
  } catch {
    return true;
  }
};

/** A process of the server may end by itself while the others are killed. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;
let installation: string;

beforeAll(() => {
  installation = makeInstallation();
});

onLinux('after kill -9', () => {
  it('of service, server and all its sessions at once, the next start has every committed row', async () => {
    const home = temporaryHome();
    const starter = startProcess(installation, home);
    const { ownerUrl, data } = await starter.started;
    await query(ownerUrl, 'create table kept (row int)');
    const writer = new Client({ connectionString: ownerUrl });
    writer.on('error', () => {});
    await writer.connect();
    let committed = 0;
    const writing = (async () => {
      for (;;) {
        await writer.query('insert into kept values ($1)', [committed + 1]);
        committed += 1;
      }
    })().catch(() => {});
    await until(() => committed >= 20);
    const pids = [postmaster(data), ...childrenOf(postmaster(data))];
    expect(pids.length).toBeGreaterThan(5);
    for (const pid of [starter.child.pid ?? 0, ...pids]) kill(pid);
    await writing;

    const next = await start(home);
    expect(next.adopted).toBe(false);
    const [row] = await query(next.ownerUrl, 'select count(*)::int as rows, max(row) as last from kept');
    // The one insert in flight may have been committed and not acknowledged.
    expect([committed, committed + 1]).toContain(row?.rows);
    expect(row?.last).toBe(row?.rows);
    await next.stop();
  });

  it('of the server and its sessions, the process that uses it starts it again on its port and is counted again', async () => {
    const home = temporaryHome();
    const first = await start(home);
    const killed = postmaster(first.data);
    for (const pid of [killed, ...childrenOf(killed)]) kill(pid);
    await first.ended(new AbortController().signal);
    const elsewhere = first.port;
    await Promise.all([first.startAgain(), first.startAgain()]);
    expect(await query(first.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(postmaster(first.data)).not.toBe(killed);
    const present = () => query(first.ownerUrl, `select from pg_locks where locktype = 'advisory' and granted`);
    await until(async () => (await present()).length === 1);

    const second = await start(home);
    expect([second.adopted, second.port]).toEqual([true, elsewhere]);
    await second.stop();
    await expect(second.startAgain()).rejects.toThrow('was stopped');
    expect(await query(first.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await first.stop();
    await first.ended(new AbortController().signal);
    await expect(first.startAgain()).rejects.toThrow('was stopped');
    expect(fs.existsSync(path.join(first.data, 'postmaster.pid'))).toBe(false);
  });

  it('of the server, a process that starts next starts it on the port that it had', async () => {
    const home = temporaryHome();
    const first = await startEmbedded({ home, port: await choosePort(undefined, 0), log: () => {} });
    for (const pid of [postmaster(first.data), ...childrenOf(postmaster(first.data))]) kill(pid);
    await first.ended(new AbortController().signal);
    const next = await start(home);
    expect([next.adopted, next.port]).toEqual([false, first.port]);
    // Both now want it: neither starts another.
    await first.startAgain();
    expect(await query(first.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await next.stop();
    await first.stop();
    expect(fs.existsSync(path.join(first.data, 'postmaster.pid'))).toBe(false);
  });

  it('of the service alone, the next start joins the server, and its stop leaves nothing behind', async () => {
    const home = temporaryHome();
    const starter = startProcess(installation, home);
    const { data } = await starter.started;
    const pid = postmaster(data);
    starter.child.kill('SIGKILL');
    await until(() => starter.child.signalCode === 'SIGKILL');
    const next = await start(home);
    expect([next.adopted, postmaster(data)]).toEqual([true, pid]);
    await next.stop();
    expect(fs.existsSync(path.join(data, 'postmaster.pid'))).toBe(false);
    await until(() => isGone(pid));
  });

  it('of the server while a session goes on, the next start waits for that session', async () => {
    const home = temporaryHome();
    const first = await start(home);
    const busy = new Client({ connectionString: first.ownerUrl });
    busy.on('error', () => {});
    await busy.connect();
    const [session] = (await busy.query<{ pid: number }>('select pg_backend_pid() as pid')).rows;
    busy.query('do $$ begin loop end loop; end $$').catch(() => {});
    await until(async () => (await query(first.ownerUrl, `select from pg_stat_activity where pid = ${session?.pid} and state = 'active'`)).length === 1);
    process.kill(postmaster(first.data), 'SIGKILL');

    const next = start(home);
    await until(() => fs.readFileSync(first.logFile, 'utf8').includes('pre-existing shared memory block'));
    process.kill(session?.pid ?? 0, 'SIGKILL');
    const database = await next;
    expect(database.adopted).toBe(false);
    await database.stop();
  });

  it('and a process that got the old number, the next start is not misled', async () => {
    const home = temporaryHome();
    const first = await start(home);
    const file = path.join(first.data, 'postmaster.pid');
    const stale = fs.readFileSync(file, 'utf8').split('\n');
    await first.stop();
    const { uid, gid } = fs.statSync(first.data);
    fs.writeFileSync(file, [String(process.pid), ...stale.slice(1)].join('\n'), { mode: 0o600 });
    fs.chownSync(file, uid, gid);
    const next = await start(home);
    expect(next.adopted).toBe(false);
    await next.stop();
  });

  it('in the middle of the first start, the next one makes the data afresh', async () => {
    const home = temporaryHome();
    const starter = startProcess(installation, home);
    const folder = path.join(home, 'postgres');
    await until(() => fs.existsSync(folder) && fs.readdirSync(folder).some((name) => fs.existsSync(path.join(folder, name, 'PG_VERSION'))));
    expect(fs.existsSync(path.join(folder, 'data'))).toBe(false);
    starter.child.kill('SIGKILL');
    const next = await start(home);
    expect(await query(next.serviceUrl(), 'select 1 as one')).toEqual([{ one: 1 }]);
    await next.stop();
  });
});

onLinux('several starters at once', () => {
  it('start one server and share it', async () => {
    const home = temporaryHome();
    const starters = [1, 2, 3, 4].map(() => startProcess(installation, home));
    const started = await Promise.all(starters.map((starter) => starter.started));
    expect(started.map(({ adopted }) => adopted).sort()).toEqual([false, true, true, true]);
    expect(new Set(started.map(({ ownerUrl }) => ownerUrl)).size).toBe(1);
    const data = started[0]?.data ?? '';
    const pid = postmaster(data);
    await Promise.all(starters.map((starter) => starter.letGo()));
    expect(fs.existsSync(path.join(data, 'postmaster.pid'))).toBe(false);
    await until(() => isGone(pid));
  });

  it('are not held up by one that was killed while it held the lock', async () => {
    const home = temporaryHome();
    const first = startProcess(installation, home);
    await until(() => fs.existsSync(path.join(home, 'postgres')));
    process.kill(first.child.pid ?? 0, 'SIGSTOP');
    const second = startProcess(installation, home);
    await until(() => fs.readFileSync(`/proc/${second.child.pid}/wchan`, 'utf8').includes('epoll'));
    process.kill(first.child.pid ?? 0, 'SIGKILL');
    expect(await second.started).toMatchObject({ adopted: false });
    await second.letGo();
  });
});
