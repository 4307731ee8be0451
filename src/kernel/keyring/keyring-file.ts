import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { makeFolder } from '../files/make-folder.js';
import { type KeyMaterial, Keyring, KeyringProblem } from './keyring.js';
import { declaredPurposes, type Purpose } from './purposes.js';

/** A version is one byte of every seal. */
const MOST_VERSIONS = 255;

interface KeyringFile {
  readonly format: 1;
  readonly keys: Record<string, Record<string, string>>;
}

export function keyringExists(file: string): boolean {
  return existsSync(file);
}

/**
 * Reads a keyring file.
 * @throws KeyringProblem when it is missing, readable by others, or not a keyring; the message says what to do.
 */
export function readKeyring(file: string): Keyring {
  return new Keyring(parse(file));
}

/**
 * Makes a keyring file with one key for each declared purpose, never over an existing one.
 * @throws KeyringProblem when there is one already.
 */
export function createKeyring(file: string): Keyring {
  if (existsSync(file)) throw new KeyringProblem(`${file} exists already; a keyring is never overwritten.`);
  write(file, complete(new Map()), false);
  return readKeyring(file);
}

/**
 * Adds a first key for each purpose a newer program has and the file lacks.
 * @returns the names of the purposes added.
 */
export function completeKeyring(file: string): string[] {
  const before = parse(file);
  const after = complete(before);
  const added = [...after.keys()].filter((name) => !before.has(name));
  if (added.length > 0) write(file, after, true);
  return added;
}

/**
 * Adds a newer version of one key. What was written under the others stays readable.
 * @returns its number.
 * @throws KeyringProblem when there is no such keyring, or no number left.
 */
export function addKeyVersion(file: string, { name }: Purpose): number {
  const before = parse(file);
  const versions = before.get(name) ?? new Map<number, Buffer>();
  const version = Math.max(0, ...versions.keys()) + 1;
  if (version > MOST_VERSIONS) throw new KeyringProblem(`${file} has ${MOST_VERSIONS} versions of ${name}, which is all there can be.`);
  write(file, new Map(before).set(name, new Map(versions).set(version, randomBytes(32))), true);
  return version;
}

function complete(material: KeyMaterial): KeyMaterial {
  const result = new Map(material);
  for (const { name } of declaredPurposes()) {
    if (!result.has(name)) result.set(name, new Map([[1, randomBytes(32)]]));
  }
  return result;
}

function parse(file: string): KeyMaterial {
  if (!existsSync(file)) {
    throw new KeyringProblem(`There is no keyring at ${file}. Restore it from its backup, or make a first one with: npm run citykey -- keyring init`);
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new KeyringProblem(`${file} can be read by others. Correct it with: chmod 600 ${file}`);
  }
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as KeyringFile;
    if (content.format !== 1) throw new Error('format');
    return new Map(
      Object.entries(content.keys).map(([purpose, versions]) => [
        purpose,
        new Map(Object.entries(versions).map(([version, key]) => [versionOf(version), keyOf(key)])),
      ]),
    );
  } catch {
    // The parser's own message would quote key material.
    throw new KeyringProblem(`${file} is not a keyring this program can read. Restore it from its backup.`);
  }
}

function versionOf(text: string): number {
  const version = Number(text);
  if (!Number.isInteger(version) || version < 1 || version > MOST_VERSIONS) throw new Error('version');
  return version;
}

function keyOf(text: string): Buffer {
  const key = Buffer.from(text, 'base64url');
  if (key.length !== 32) throw new Error('key');
  return key;
}

function write(file: string, material: KeyMaterial, replace: boolean): void {
  const content: KeyringFile = {
    format: 1,
    keys: Object.fromEntries(
      [...material].map(([name, keys]) => [name, Object.fromEntries([...keys].map(([v, key]) => [String(v), key.toString('base64url')]))]),
    ),
  };
  makeFolder(path.dirname(file), 0o711);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeThrough(draft, `${JSON.stringify(content, null, 2)}\n`);
    place(draft, file, replace);
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(path.dirname(file));
}

function writeThrough(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A link refuses an existing name where a rename would silently replace a keyring made meanwhile. */
function place(draft: string, file: string, replace: boolean): void {
  if (replace) {
    renameSync(draft, file);
    return;
  }
  try {
    linkSync(draft, file);
  } catch {
    throw new KeyringProblem(`${file} could not be made, or exists already; a keyring is never overwritten.`);
  }
}

/** A name is as durable as its folder: rows sealed under a keyring that a power cut took away could not be opened. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
