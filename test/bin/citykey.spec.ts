import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from '../setup/until.js';

// Stands in for the real compiler: notes that it ran, may wait or fail on request, and copies src to the folder it is told.
const COMPILER = `
import fs from 'node:fs';
import path from 'node:path';
fs.appendFileSync('runs', 'x');
const settings = path.resolve(process.argv[4]);
const { outDir } = JSON.parse(fs.readFileSync(settings, 'utf8')).compilerOptions;
const out = path.resolve(path.dirname(settings), outDir);
fs.cpSync('src', out, { recursive: true });
while (fs.existsSync('hold')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
if (fs.existsSync('broken')) { console.log('src/cli.js:1 does not compile'); process.exit(3); }
`;

// A program that runs until it is told to end, and takes its time.
const STAYS = `
import fs from 'node:fs';
export async function main() {
  process.on('SIGTERM', () => setTimeout(() => process.exit(fs.writeFileSync('ended', '')), 50));
  setInterval(() => {}, 1000);
  fs.writeFileSync('runs-as.part', String(process.pid));
  fs.renameSync('runs-as.part', 'runs-as');
}
`;

interface Project {
  readonly engines: Record<string, string>;
  readonly scripts: Record<string, string>;
}

const project = () => JSON.parse(fs.readFileSync('package.json', 'utf8')) as Project;

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe('bin/citykey.mjs', () => {
  let root: string;
  const at = (...parts: string[]) => path.join(root, ...parts);
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(at(file)), { recursive: true });
    fs.writeFileSync(at(file), text);
  };
  const builds = () => (fs.existsSync(at('runs')) ? fs.readFileSync(at('runs'), 'utf8').length : 0);
  const writeProgram = (says: string) =>
    write('src/cli.js', `export async function main(argv) { console.log(${JSON.stringify(says)}, ...argv); }`);

  function start(...argv: string[]) {
    const child = spawn(process.execPath, [at('bin/citykey.mjs'), ...argv]);
    return { child, outcome: outcomeOf(child) };
  }
  const run = (...argv: string[]) => start(...argv).outcome;

  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'citykey-bin-')));
    fs.mkdirSync(at('bin'));
    fs.copyFileSync(path.resolve('bin/citykey.mjs'), at('bin/citykey.mjs'));
    write('package.json', '{"type":"module"}');
    write('tsconfig.build.json', '{}');
    write('node_modules/@nestjs/cli/bin/nest.js', COMPILER);
    write('node_modules/@nestjs/cli/package.json', '{"type":"module"}');
    writeProgram('one');
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  it('builds at the first start and passes the arguments on', async () => {
    expect(await run('start', '--quiet')).toEqual({
      code: 0,
      stdout: 'one start --quiet\n',
      stderr: 'building (first start or sources changed) ...\n',
    });
  });

  it('does not build again while the sources stay the same', async () => {
    await run();
    fs.utimesSync(at('src/cli.js'), 1, 1);
    expect(await run()).toEqual({ code: 0, stdout: 'one\n', stderr: '' });
    expect(builds()).toBe(1);
  });

  it.each([
    ['a source of the same size', () => writeProgram('two')],
    ['a new file', () => write('src/deep/new.js', '')],
    ['a compiler setting', () => write('tsconfig.build.json', '{ }')],
    ['a package version', () => write('package-lock.json', '{}')],
  ])('builds again after a change of %s', async (_what, change) => {
    await run();
    change();
    await run();
    expect(builds()).toBe(2);
  });

  it('does not build again for a changed test', async () => {
    await run();
    write('src/cli.spec.ts', '');
    await run();
    expect(builds()).toBe(1);
  });

  it('leaves nothing of a removed source in dist', async () => {
    write('src/old.js', '');
    await run();
    fs.rmSync(at('src/old.js'));
    await run();
    expect(fs.readdirSync(at('dist')).sort()).toEqual(['.built-from', 'cli.js']);
    expect(fs.readdirSync(root).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  });

  it('shows all the compiler says, runs nothing, and tries again next time', async () => {
    await run();
    writeProgram('two');
    write('broken', '');
    const failed = await run();
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('src/cli.js:1 does not compile\n');
    fs.rmSync(at('broken'));
    expect(await run()).toMatchObject({ code: 0, stdout: 'two\n' });
  });

  it('does not take a build for whole that was killed', async () => {
    write('hold', '');
    const { child, outcome } = start();
    await until(() => fs.existsSync(at('dist/.next/cli.js')));
    child.kill('SIGKILL');
    fs.rmSync(at('hold'));
    await outcome;
    expect(await run()).toMatchObject({ code: 0, stdout: 'one\n' });
    expect(builds()).toBe(2);
  });

  (process.platform === 'linux' ? it : it.skip)('builds once for two commands at the same time', async () => {
    write('hold', '');
    const first = start('a');
    await until(() => fs.existsSync(at('dist/.next/cli.js')));
    const second = start('b');
    await somebodyWaits(root);
    fs.rmSync(at('hold'));
    const both = await Promise.all([first.outcome, second.outcome]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['one a\n', 'one b\n']);
    expect(builds()).toBe(1);
  });

  it.each([['src'], ['node_modules']])('uses dist as it is where there is no %s', async (missing) => {
    await run();
    writeProgram('two');
    fs.rmSync(at(missing), { recursive: true });
    expect(await run()).toEqual({ code: 0, stdout: 'one\n', stderr: '' });
  });

  it.each([
    ['20.18.3', false],
    ['20.19.0', true],
    ['21.7.3', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['23.0.0', true],
    ['24.1.0', true],
  ])('runs on the releases of Node that package.json names: %s %s', async (version, fits) => {
    expect(project().engines).toEqual({ node: '^20.19.0 || >=22.12.0' });
    write('as.mjs', `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`);
    const { code, stderr } = await outcomeOf(spawn(process.execPath, ['--import', at('as.mjs'), at('bin/citykey.mjs')]));
    expect(code).toBe(fits ? 0 : 1);
    expect(stderr.includes(`this is Node ${version}`)).toBe(!fits);
  });

  it.each(['start', 'sandbox'])('is told to end when npm is, and npm waits for it: npm run %s', async (script) => {
    write('package.json', JSON.stringify({ type: 'module', scripts: project().scripts }));
    write('src/cli.js', STAYS);
    const child = spawn('npm', ['run', script, '--silent', '--update-notifier=false'], { cwd: root });
    const over = once(child, 'exit');
    await until(() => fs.existsSync(at('runs-as')));
    child.kill('SIGTERM');
    await over;
    const ended = fs.existsSync(at('ended'));
    if (!ended) process.kill(Number(fs.readFileSync(at('runs-as'), 'utf8')), 'SIGKILL');
    expect(ended).toBe(true);
  });

  it('says what to do when there is neither build nor compiler', async () => {
    fs.rmSync(at('node_modules'), { recursive: true });
    expect(await run()).toEqual({
      code: 1,
      stdout: '',
      stderr: 'citykey: there is no build, and nothing to make one with: run npm ci first\n',
    });
  });
});

function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  return new Promise((resolve) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

// The holder of the lock listens on a name; Linux lists it once more for every process that waits at it.
async function somebodyWaits(root: string): Promise<void> {
  const name = `@citykey-build-${createHash('sha256').update(root).digest('hex')}`;
  await until(() => fs.readFileSync('/proc/net/unix', 'utf8').split(name).length > 2);
}
