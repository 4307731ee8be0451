import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { temporaryHome } from '../setup/homes.js';
import { portsInARow } from '../setup/ports.js';
import { installation } from './installation.js';

/** Where Linux says that there is no such place, whoever asks. */
const NOWHERE = process.platform === 'linux' ? ['/proc/citykey'] : [];

for (const nowhere of NOWHERE) {
  it('a folder that there cannot be is refused, and ends no command in a circle', async () => {
    const bin = path.join(installation(), 'bin', 'citykey.mjs');
    const home = temporaryHome();
    const port = String(await portsInARow(1));
    const told = (args: readonly string[], env: Record<string, string>) =>
      spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'], PORT: port, CITYKEY_HOME: nowhere, ...env }, timeout: 120_000, killSignal: 'SIGKILL' });
    for (const [args, env] of [[['start'], {}], [['sandbox'], {}], [['keyring', 'init'], {}], [['keyring', 'init'], { CITYKEY_HOME: home, CITYKEY_KEYRING: `${nowhere}/keyring.json` }]] as const) {
      const { status, stderr } = told(args, env);
      expect({ args, status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining(`${nowhere} cannot be used (ENOENT, mkdir)`) as string });
    }
  });
}

describe('citykey --help', () => {
  it('explains commands and every setting, and how accounts are made', () => {
    const bin = path.join(installation(), 'bin', 'citykey.mjs');
    const told = (...args: string[]) => spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' });
    const [whole, start] = [told('--help'), told('start', '--help')];
    for (const { status, stdout } of [whole, start]) {
      expect(status).toBe(0);
      // test/house/readme.spec.ts holds the README to all settings there are.
      const settings = [...fs.readFileSync('README.md', 'utf8').matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map(([, name]) => name ?? '');
      expect(settings.length).toBeGreaterThan(15);
      for (const setting of settings) expect(stdout).toMatch(new RegExp(`^ +${setting} `, 'm'));
    }
    const sandbox = told('sandbox', '--help').stdout;
    expect(sandbox).toMatch(/CITYKEY_HOME [^]*CITYKEY_SANDBOX_PORT [^]*CITYKEY_SANDBOX_TRANSIT /);
    expect(sandbox).not.toContain('DATABASE_URL');
    expect(whole.stdout).toMatch(/^Usage: npm run citykey -- [^]*Exit codes:\n +0 [^]*\n +1 [^]*\n +2 /);
    expect(whole.stdout).toMatch(/start .*demo .*migrate .*keyring .*staff /s);
    expect(told('staff', 'create', '--help').stdout).toMatch(/NAME=ROLE,ROLE[^]*--json/);
    for (const wrong of ['strat', 'staff create', 'staff create --username ada', 'staff create ada=clerk --role clerk']) expect(told(...wrong.split(' ')).status).toBe(2);
  });
});
