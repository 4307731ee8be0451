import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import { runFolder } from '../setup/homes.js';

const COPIED = ['bin', 'src', 'demo', 'clients', 'package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
const READY_WITHIN_MS = 90_000;

/** An operating system account to run a program under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Nobody, when the tests run as root; otherwise there is no other account to take. */
export function otherAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = fs.readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * A copy of the project as somebody would install it, built by its own start command. One for all tests of a run:
 * whoever comes second waits at the build's own lock.
 */
export function installation(): string {
  const folder = path.join(runFolder(), 'installation-whole');
  if (!fs.existsSync(folder)) {
    const torn = fs.mkdtempSync(path.join(runFolder(), 'installation-'));
    fs.chmodSync(torn, 0o755);
    for (const name of COPIED) fs.cpSync(name, path.join(torn, name), { recursive: true });
    if (fs.existsSync('dist/.built-from')) fs.cpSync('dist', path.join(torn, 'dist'), { recursive: true });
    providePackages(torn);
    try {
      fs.renameSync(torn, folder);
    } catch {
      // Another worker was faster.
      fs.rmSync(torn, { recursive: true });
    }
  }
  const built = spawnSync(process.execPath, [path.join(folder, 'bin', 'citykey.mjs'), '--help'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the installation cannot be built: ${built.stderr}`);
  return folder;
}

/** A link where the other account can follow it; a copy where it cannot. */
function providePackages(folder: string): void {
  const [packages, there] = [path.resolve('node_modules'), path.join(folder, 'node_modules')];
  const account = otherAccount();
  const reachable = !account || spawnSync('/bin/ls', [packages], { ...account, stdio: 'ignore' }).status === 0;
  if (reachable) fs.symlinkSync(packages, there);
  else fs.cpSync(packages, there, { recursive: true, verbatimSymlinks: true });
}

/** The program of an installation, running as a process of its own. */
export class Program {
  /** Everything it has printed. */
  output = '';
  private readonly ended: Promise<number | null>;

  private constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = once(child, 'close').then(([code]) => code as number | null);
  }

  static run(args: readonly string[], settings: Readonly<Record<string, string>>, account?: Account): Program {
    const folder = installation();
    const inherited = Object.entries(process.env).filter(([name]) => !/^(CITYKEY_|DATABASE_|PG|NODE_|JEST|PORT$|HOST$|LOG_LEVEL$)/.test(name));
    const child = spawn(process.execPath, [path.join(folder, 'bin', 'citykey.mjs'), ...args], {
      cwd: folder,
      env: { ...Object.fromEntries(inherited), LOG_LEVEL: 'error', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...account,
    });
    const program = new Program(child);
    running.add(program);
    return program;
  }

  /** Waits for the banner. @throws with what was printed when the program ends instead. */
  async ready(): Promise<string> {
    const deadline = AbortSignal.timeout(READY_WITHIN_MS);
    const over = this.ended.then((code) => {
      throw new Error(`ended with ${code}: ${this.output}`);
    });
    while (!this.output.includes('is ready.') || !this.output.includes('  try ')) {
      await Promise.race([once(this.child.stdout as NodeJS.ReadableStream, 'data', { signal: deadline }), over]);
    }
    over.catch(() => undefined);
    return this.output;
  }

  /** @returns the exit code, null when a signal ended it. */
  exit(): Promise<number | null> {
    return this.ended;
  }

  /** Closes the pipes that it writes to. */
  hangUp(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  get over(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

const running = new Set<Program>();

/** Ends, without asking, what a failed test left running. */
export function endPrograms(homes: readonly string[]): void {
  for (const program of running) if (!program.over) program.signal('SIGKILL');
  for (const home of homes) for (const pid of processesOf(home)) kill(pid);
}

/** The processes that work in a home: the service's children name it in their arguments. */
export function processesOf(home: string): number[] {
  const listed = spawnSync('ps', ['-A', '-o', 'pid=,stat=,args='], { encoding: 'utf8' }).stdout.split('\n');
  const real = fs.realpathSync(home);
  return listed
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && !match[2]?.startsWith('Z') && (match[3]?.includes(home) || match[3]?.includes(real)))
    .map((match) => Number(match?.[1]));
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
