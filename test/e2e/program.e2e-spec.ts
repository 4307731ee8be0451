import fs from 'node:fs';
import path from 'node:path';
import { createTestDatabase } from '../setup/database.js';
import { portsInARow, squat } from '../setup/ports.js';
import { until } from '../setup/until.js';
import { anotherHome, apiOf, endedBy, endHomes, freshSettings, Home, homeOf, passwordsIn, run, signIn } from './home.js';
import { installation, kill, otherAccount, processesOf, Program } from './installation.js';

beforeAll(() => void installation());
afterAll(() => endHomes());

const ISSUED = { state: 'issued', category: 'senior' };

describe('npm start', () => {
  let home: Home;
  let presented: Record<string, unknown>;

  beforeAll(async () => {
    home = await Home.make();
  });

  it('brings everything up, says where it is, and shows the passwords', async () => {
    const { settings, api } = home;
    const banner = await home.start();
    expect(banner).toContain(`http://localhost:${settings['PORT']}`);
    expect(banner).toContain(`http://127.0.0.1:${settings['CITYKEY_SANDBOX_PORT']}`);
    expect(banner).toMatch(/curl -s http.*\/v1\/auth\/login/);
    const passwords = passwordsIn(banner);
    expect(Object.keys(passwords)).toEqual(['clerk', 'supervisor']);
    expect(banner.indexOf(passwords['supervisor'] ?? '')).toBeLessThan(banner.indexOf('is ready.'));
    await signIn(api, 'supervisor', passwords['supervisor']);
    expect(fs.statSync(path.join(home.folder, 'keyring.json')).mode & 0o777).toBe(0o600);
    expect(await api.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await api.get('/docs')).toMatchObject({ status: 200 });
    presented = await home.issue();
  });

  it('tells a second start of the same folder what is in its way, and is not disturbed by it', async () => {
    const ports = await portsInARow(6);
    const settings = { ...home.settings, PORT: String(ports), CITYKEY_SANDBOX_PORT: String(ports + 1) };
    const inTheWay = `already running (process ${home.program.child.pid})`;
    for (const command of ['start', 'sandbox']) {
      expect(await run([command], settings)).toMatchObject({ code: 1, output: expect.stringContaining(inTheWay) as string });
    }
  });

  it('stands a guided tour', async () => {
    const tour = await run(['demo'], home.settings);
    expect(tour).toMatchObject({ code: 0, output: expect.stringContaining('Everything was as it should be.') as string });
    expect(tour.output).toMatch(/standard, replaced +\d{4}-\d{2} +transit +active, suspended, active, ended$/m);
    expect(tour.output).toMatch(/standard, replaced +\d{4}-\d{2} +library +active, suspended, active, gone$/m);
    expect(tour.output).toMatch(/standard, replaced +\d{4}-\d{2} +prescription +active, ended, active, ended$/m);
    expect(tour.output).toMatch(/standard, in its place +\d{4}-\d{2} +library +active$/m);
    expect(tour.output).toMatch(/senior, in its place +never +library +active, ended$/m);
    // Each of these is said once it was seen to be so.
    const seen = ['replaced by its slip', 'Its history', 'renewed', 'took it up again', 'new slip', 'blocked by its own token', 'library number was adopted', 'At an event', 'a fee for a day to come', 'revoked by a supervisor', 'An auditor finds that'];
    expect(seen.filter((words) => !tour.output.includes(words))).toEqual([]);
  });

  it('tells a tour of another home that it is at the wrong service', async () => {
    const other = anotherHome();
    fs.mkdirSync(path.join(other, 'sandbox'));
    fs.copyFileSync(path.join(home.folder, 'sandbox', 'plan.json'), path.join(other, 'sandbox', 'plan.json'));
    const { code, output } = await run(['demo'], { ...home.settings, CITYKEY_HOME: other });
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining(`There is no database in ${other}. Give the same CITYKEY_HOME`) as string });
    expect(output).not.toContain('auth.credentials_invalid');
  });

  it('lets the tour be broken off, and no tour leaves an account behind that is open', async () => {
    const tour = Program.run(['demo'], home.settings);
    await until(() => tour.output.includes('Issued a kids card'));
    expect(await endedBy(tour, 'SIGINT')).toBe(1);
    expect(tour.output).toMatch(/^citykey: The tour was broken off\.$/m);
    const { output } = await run(['staff', 'create', '--json', 'boss=admin'], home.settings);
    const { username, password } = JSON.parse(output) as { username: string; password: string };
    const { body } = await home.api.get('/v1/staff', { token: await signIn(home.api, username, password) });
    const guides = (body['accounts'] as { username: string; state: string }[]).filter((account) => account.username.startsWith('tour-'));
    expect(guides.map(({ state }) => state)).toEqual(Array(8).fill('disabled'));
  });

  it('on Ctrl-C stops all of it and leaves no process behind', async () => {
    expect(processesOf(home.folder).length).toBeGreaterThanOrEqual(2);
    expect(await endedBy(home.program, 'SIGINT')).toBe(0);
    expect(home.program.output).toContain('stopped.');
    expect(processesOf(home.folder)).toEqual([]);
    await expect(home.api.get('/health/live')).rejects.toThrow();
  });

  it('at the second start has the data and shows no password', async () => {
    const banner = await home.start();
    expect(passwordsIn(banner)).toEqual({});
    expect(banner).not.toContain(home.password);
    expect(await home.lookUp(presented)).toMatchObject(ISSUED);
  });

  it('starts its database again when that was killed, where it was', async () => {
    kill(Number(fs.readFileSync(path.join(home.folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n', 1)[0]));
    await until(() => home.program.output.includes('The embedded database runs again.'));
    expect(home.program.output).toContain('The embedded database has ended unexpectedly; starting it again ...');
    await until(async () => (await home.api.get('/health/ready')).status === 200);
    expect(await home.lookUp(presented)).toMatchObject(ISSUED);
  });

  it('lets the tour fail loudly when a partner is broken, and starts the sandbox again once it can', async () => {
    const sandbox = () => processesOf(path.join(home.folder, 'sandbox'));
    // Held, so that it starts nothing before the port is taken.
    home.program.signal('SIGSTOP');
    for (const pid of sandbox()) kill(pid);
    await until(() => sandbox().length === 0);
    const letGo = await squat(Number(home.settings['CITYKEY_SANDBOX_PORT']));
    home.program.signal('SIGCONT');
    const broken = await run(['demo'], home.settings);
    expect(broken.code).toBe(1);
    expect(broken.output).toMatch(/^citykey: The program that runs the partner systems stopped answering at http:\/\/127\.0\.0\.1:\d+\.$/m);
    expect(broken.output).not.toMatch(/Everything was as it should be|    at /);
    await until(() => home.program.output.includes('The sandbox could not be started again: Port '));
    await letGo();
    await until(() => home.program.output.includes('The sandbox runs again.'));
  });

  it('starts again after kill -9 of everything', async () => {
    await home.killEverything();
    expect(passwordsIn(await home.start({ LOG_LEVEL: 'info' }))).toEqual({});
    expect(await home.lookUp(presented)).toMatchObject(ISSUED);
  });

  it('goes on when nobody reads what it says, and stops whole when its terminal is closed', async () => {
    home.program.hangUp();
    for (let asked = 0; asked < 3; asked++) expect(await home.lookUp(presented)).toMatchObject(ISSUED);
    expect(await endedBy(home.program, 'SIGHUP')).toBe(0);
    expect(processesOf(home.folder)).toEqual([]);
  });

  it('has no tour when it does not run', async () => {
    expect(await run(['demo'], home.settings)).toMatchObject({ code: 1, output: expect.stringContaining('Start it first: npm start') as string });
    expect(processesOf(home.folder)).toEqual([]);
  });

  it('names a port that is taken and the setting, and leaves nothing behind', async () => {
    const [service, database] = [Number(home.settings['PORT']), await portsInARow(1)];
    for (const [port, setting] of [[service, 'PORT='], [service + 3, 'CITYKEY_SANDBOX_PORT='], [database, 'CITYKEY_DATABASE_PORT=']] as const) {
      const letGo = await squat(port);
      const { code, output } = await run(['start'], { ...home.settings, CITYKEY_DATABASE_PORT: String(database) });
      await letGo();
      expect(code).toBe(1);
      expect(output).toContain(`Port ${port} is taken`);
      expect(output).toContain(setting);
      expect(output).not.toContain('    at ');
      expect(processesOf(home.folder)).toEqual([]);
    }
  });

  it('refuses a port that its own sandbox wants, before it has made anything', async () => {
    const settings = await freshSettings();
    const refused = await run(['start'], { ...settings, PORT: settings['CITYKEY_SANDBOX_PORT'] ?? '' });
    expect(refused).toMatchObject({ code: 2, output: expect.stringContaining('want the same port') as string });
    expect(fs.readdirSync(homeOf(settings))).toEqual([]);
  });

  it('ends whole when it is told to while it starts', async () => {
    const program = Program.run(['start'], home.settings);
    await until(() => processesOf(home.folder).length > 0);
    expect(await endedBy(program, 'SIGINT')).toBe(0);
    expect(program.output).toMatch(/^stopping, as soon as it has started \.\.\.$[^]*^stopped\.$/m);
    expect(program.output).not.toContain('citykey:');
    expect(processesOf(home.folder)).toEqual([]);
  });

  it('refuses without the keyring and with another one, and says what to do', async () => {
    const keyring = path.join(home.folder, 'keyring.json');
    const refusal = async () => run(['start'], home.settings);
    fs.renameSync(keyring, `${keyring}.away`);
    expect(await refusal()).toMatchObject({ code: 1, output: expect.stringContaining('Restore it from its backup') as string });
    expect(await run(['keyring', 'init'], home.settings)).toMatchObject({ code: 1, output: expect.stringContaining('Restore that keyring') as string });
    expect(fs.existsSync(keyring)).toBe(false);
    expect(await run(['keyring', 'init'], { CITYKEY_KEYRING: keyring, DATABASE_URL: '' })).toMatchObject({ code: 0 });
    expect(await refusal()).toMatchObject({ code: 1, output: expect.stringContaining('does not belong to this database') as string });
    expect(processesOf(home.folder)).toEqual([]);
  });
});

/** Only root can start it as somebody else; an ordinary user has done so above. */
const ORDINARY_USERS = [otherAccount()].filter((account) => account !== undefined);

for (const account of ORDINARY_USERS) {
  it('npm start as an ordinary user works from nothing, after kill -9, and ends whole', async () => {
    const home = await Home.make(account);
    expect(Object.keys(passwordsIn(await home.start()))).toEqual(['clerk', 'supervisor']);
    const presented = await home.issue();
    await home.killEverything();
    expect(passwordsIn(await home.start())).toEqual({});
    expect(await home.lookUp(presented)).toMatchObject(ISSUED);
    expect(await endedBy(home.program, 'SIGINT')).toBe(0);
    expect(processesOf(home.folder)).toEqual([]);
  });
}

describe('a database of one\'s own', () => {
  it('needs a keyring made on purpose, gets no sandbox, and serves once it has an account', async () => {
    const database = await createTestDatabase();
    const settings = { ...(await freshSettings()), DATABASE_URL: database.serviceUrl, DATABASE_OWNER_URL: database.ownerUrl };
    const keyring = path.join(homeOf(settings), 'keyring.json');
    const refused = await run(['start'], settings);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('npm run citykey -- keyring init') as string });
    expect(fs.existsSync(keyring)).toBe(false);
    expect(await run(['keyring', 'init'], settings)).toMatchObject({ code: 0, output: expect.stringContaining('Back it up') as string });
    expect(fs.statSync(keyring).mode & 0o777).toBe(0o600);

    const service = Program.run(['start'], settings);
    const banner = await service.ready();
    expect(passwordsIn(banner)).toEqual({});
    expect(banner).toMatch(/sandbox +off/);
    const made = await run(['staff', 'create', '--username', 'ada', '--role', 'clerk'], settings);
    const password = /shown once: (\S+)/.exec(made.output)?.[1];
    const token = await signIn(apiOf(settings), 'ada', password);
    const issued = await apiOf(settings).post('/v1/cards', { category: 'kids', services: ['library'] }, { token });
    expect(issued).toMatchObject({ status: 409, body: { code: 'partner.not_configured' } });
    expect(await endedBy(service, 'SIGTERM')).toBe(0);
    await database.drop();
  });
});
