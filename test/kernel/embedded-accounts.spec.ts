import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { runFolder, temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';
import { makeInstallation, startProcess } from '../setup/starter.js';

const NOBODY = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const nobodyHasNode = isRoot && spawnSync(process.execPath, ['-v'], { ...NOBODY, cwd: '/' }).status === 0;
const asRoot = isRoot ? it : it.skip;
const asBoth = nobodyHasNode ? it : it.skip;
const serverUid = (data: string) => fs.statSync(`/proc/${fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]}`).uid;

let installation: string;

beforeAll(() => {
  installation = makeInstallation();
});

describe('an ordinary user', () => {
  asBoth('starts it from packages that are read-only and whose install scripts were blocked', async () => {
    const home = path.join(runFolder(), 'home-of-nobody');
    fs.mkdirSync(home);
    fs.chownSync(home, NOBODY.uid, NOBODY.gid);
    const starter = startProcess(installation, home, NOBODY);
    const { ownerUrl, data } = await starter.started;
    expect(await query(ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(serverUid(data)).toBe(NOBODY.uid);
    expect(fs.readdirSync(path.join(home, 'postgres', 'libraries'))).toContain('libpq.so.5');
    await starter.letGo();
  });

  asBoth('is told why it cannot use what root has made', async () => {
    const home = temporaryHome();
    await (await startEmbedded({ home, durable: false, log: () => {} })).stop();
    const { error } = await startProcess(installation, home, NOBODY).started;
    expect(error).toContain('start as the user that made it, or choose another home folder');
  });
});

describe('root', () => {
  asRoot('drops to another user', async () => {
    const database = await startEmbedded({ home: temporaryHome(), durable: false, log: () => {} });
    expect(serverUid(database.data)).not.toBe(0);
    expect(fs.statSync(database.data).uid).toBe(serverUid(database.data));
    await database.stop();
  });

  asBoth("runs an ordinary user's data as that user", async () => {
    const home = path.join(runFolder(), 'home-of-nobody-too');
    fs.mkdirSync(home, { mode: 0o700 });
    fs.chownSync(home, NOBODY.uid, NOBODY.gid);
    const first = startProcess(installation, home, NOBODY);
    const { ownerUrl } = await first.started;
    await query(ownerUrl, 'create table kept as select 42 as answer');
    await first.letGo();
    const database = await startEmbedded({ home, log: () => {} });
    expect(await query(database.ownerUrl, 'select * from kept')).toEqual([{ answer: 42 }]);
    expect(serverUid(database.data)).toBe(NOBODY.uid);
    await database.stop();
    const again = startProcess(installation, home, NOBODY);
    expect((await again.started).error).toBeUndefined();
    await again.letGo();
  });

  asRoot('keeps programs and data elsewhere when nobody else can reach checkout and home', async () => {
    const [closed, home] = [makeInstallation(0o700), temporaryHome()];
    fs.chmodSync(home, 0o700);
    const starter = startProcess(closed, home);
    const { ownerUrl, data } = await starter.started;
    const place = fs.realpathSync(path.join(home, 'postgres'));
    expect(path.dirname(place)).toBe('/var/lib/citykey');
    expect(path.dirname(data)).toBe(place);
    expect(fs.readdirSync(place)).toContainEqual(expect.stringMatching(/^programs-18/));
    await query(ownerUrl, 'create table kept as select 42 as answer');
    await starter.letGo();

    const again = startProcess(closed, home);
    expect(await query((await again.started).ownerUrl, 'select * from kept')).toEqual([{ answer: 42 }]);
    await again.letGo();
  });

  asRoot('gives each of two such homes its own data, also when one is a copy of the other, and lets a moved one keep it', async () => {
    const home = temporaryHome();
    fs.chmodSync(home, 0o700);
    const place = async (folder: string) => {
      const { data, stop } = await startEmbedded({ home: folder, durable: false, log: () => {} });
      await stop();
      return data;
    };
    const original = await place(home);
    const copy = `${home}-copy`;
    fs.cpSync(home, copy, { recursive: true, verbatimSymlinks: true });
    fs.chmodSync(copy, 0o700);
    expect(await place(copy)).not.toBe(original);
    expect(await place(home)).toBe(original);

    const moved = `${home}-moved`;
    fs.renameSync(home, moved);
    expect(await place(moved)).toBe(original);

    fs.mkdirSync(home, { mode: 0o700 });
    expect(await place(home)).not.toBe(original);
    expect(await place(moved)).toBe(original);
  });
});
