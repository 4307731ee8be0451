#!/usr/bin/env node
// Makes sure that dist was built from the sources beside it, then hands over to the command line in dist/cli.js.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const DIST = path.join(ROOT, 'dist');
const STAMP = path.join(DIST, '.built-from');
const COMPILER = path.join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
const SETTINGS = ['package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
// <fcntl.h> of macOS: take the lock with the open call, and wait for it.
const O_EXLOCK = 0x20;

requireNode();
if (canBuild() && !isFresh()) await locked(() => isFresh() || build());
if (!fs.existsSync(path.join(DIST, 'cli.js'))) giveUp('there is no build, and nothing to make one with: run npm ci first');
const { main } = await import(pathToFileURL(path.join(DIST, 'cli.js')).href);
await main(process.argv.slice(2));

// Nest is loaded by CommonJS packages, which Node can do from these releases on.
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const needed = { 20: 19, 22: 12 }[major] ?? 0;
  if (major < 20 || major === 21 || minor < needed) {
    giveUp(`this is Node ${process.versions.node}; CityKey needs 20.19, 22.12 or newer`);
  }
}

// A production image has neither sources nor compiler: its dist is used as it is.
function canBuild() {
  return fs.existsSync(path.join(ROOT, 'src')) && fs.existsSync(COMPILER);
}

function isFresh() {
  if (!fs.existsSync(STAMP) || !fs.existsSync(path.join(DIST, 'cli.js'))) return false;
  return fs.readFileSync(STAMP, 'utf8') === sourceHash();
}

/** Over path and content of everything the build is made from: a clone or a copy changes times, not content. */
function sourceHash() {
  const sources = fs
    .readdirSync(path.join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  const hash = createHash('sha256');
  for (const file of [...SETTINGS, ...sources]) {
    const content = fs.existsSync(path.join(ROOT, file)) ? fs.readFileSync(path.join(ROOT, file)) : '';
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Builds beside the old dist and takes its place when done, stamp included: a build that is cut short counts for nothing. */
function build() {
  console.error('building (first start or sources changed) ...');
  const [fresh, incoming, outgoing] = [path.join(DIST, '.next'), `${DIST}.incoming`, `${DIST}.outgoing`];
  for (const folder of [fresh, incoming, outgoing]) fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(DIST, { recursive: true });
  const hash = sourceHash();
  const settings = path.join(DIST, '.next.json');
  fs.writeFileSync(settings, JSON.stringify(freshSettings()));
  const options = ['build', '--path', path.relative(ROOT, settings)];
  const { status, signal } = spawnSync(process.execPath, [COMPILER, ...options], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) giveUp(`the build failed (${signal ?? `exit code ${status}`})`);
  fs.writeFileSync(path.join(fresh, '.built-from'), hash);
  fs.renameSync(fresh, incoming);
  fs.renameSync(DIST, outgoing);
  fs.renameSync(incoming, DIST);
  fs.rmSync(outgoing, { recursive: true, force: true });
}

// Not incremental: the compiler's notes on an earlier build would keep it from writing unchanged files to a new folder.
function freshSettings() {
  return {
    extends: '../tsconfig.build.json',
    compilerOptions: { outDir: './.next', incremental: false, tsBuildInfoFile: null },
  };
}

/** Runs `work` while no other command builds here. The system holds the lock, so it goes away with its process. */
async function locked(work) {
  const release = process.platform === 'darwin' ? await lockByFile() : await lockByName();
  try {
    work();
  } catch (error) {
    giveUp(`cannot write the build (${error.message}): run this once as the user who owns the folder`);
  } finally {
    release();
  }
}

// Whoever listens on the name holds the lock; the others stay connected to it until it goes.
async function lockByName() {
  const id = createHash('sha256').update(ROOT).digest('hex');
  const name = `${process.platform === 'win32' ? '\\\\.\\pipe\\' : '\0'}citykey-build-${id}`;
  for (;;) {
    const waiting = [];
    const server = net.createServer((socket) => waiting.push(socket.on('error', () => {})));
    const held = await new Promise((resolve) => {
      server.once('error', () => resolve(false)).listen(name, () => resolve(true));
    });
    if (held) {
      return () => {
        server.close();
        for (const socket of waiting) socket.destroy();
      };
    }
    await new Promise((resolve) => net.connect(name).on('error', () => {}).on('close', resolve).resume());
  }
}

async function lockByFile() {
  const { O_CREAT, O_RDWR } = fs.constants;
  const name = path.join(ROOT, 'node_modules', '.citykey-build');
  const file = await fs.promises.open(name, O_CREAT | O_RDWR | O_EXLOCK, 0o644);
  return () => void file.close();
}

function giveUp(why) {
  console.error(`citykey: ${why}`);
  process.exit(1);
}
