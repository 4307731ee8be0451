import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { completeKeyring, createKeyring, keyringExists, readKeyring } from './keyring-file.js';
import { KeyringProblem } from './keyring.js';
import { definePurpose } from './purposes.js';

const FIRST = definePurpose('spec.first');
definePurpose('spec.second');

interface Content {
  format: number;
  keys: Record<string, Record<string, string>>;
}

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64url');

describe('a keyring file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyring-spec-'));
    file = path.join(folder, 'below', 'keyring.json');
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const content = () => JSON.parse(fs.readFileSync(file, 'utf8')) as Content;
  const put = (text: string, mode = 0o600) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
  };
  const problem = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      expect(error).toBeInstanceOf(KeyringProblem);
      return (error as Error).message;
    }
    throw new Error('there was no problem');
  };

  it('is made with a random key for every purpose, for its owner alone', () => {
    const ring = createKeyring(file);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    const { keys } = content();
    expect(Object.keys(keys).sort()).toEqual(['spec.first', 'spec.second']);
    expect(new Set(Object.values(keys).map((versions) => versions['1'])).size).toBe(2);
    expect(ring.missing()).toEqual([]);
    expect(fs.readdirSync(path.dirname(file))).toEqual(['keyring.json']);
  });

  it('reads back as it was made', () => {
    const sealed = createKeyring(file).seal(FIRST, Buffer.from('x'), 'c');
    expect(readKeyring(file).open(FIRST, sealed, 'c').toString()).toBe('x');
    expect(keyringExists(file)).toBe(true);
  });

  it('is never overwritten', () => {
    createKeyring(file);
    const before = fs.readFileSync(file, 'utf8');
    expect(problem(() => createKeyring(file))).toContain('never overwritten');
    expect(fs.readFileSync(file, 'utf8')).toBe(before);
  });

  it('is never overwritten by a creator who found none a moment ago', () => {
    fs.mkdirSync(path.dirname(file));
    const exists = jest.spyOn(fs, 'existsSync').mockReturnValueOnce(false);
    put(JSON.stringify({ format: 1, keys: { 'spec.first': { 1: key(1) }, 'spec.second': { 1: key(2) } } }));
    const before = fs.readFileSync(file, 'utf8');
    expect(problem(() => createKeyring(file))).toContain('never overwritten');
    expect(exists).toHaveBeenCalledTimes(1);
    exists.mockRestore();
    expect(fs.readFileSync(file, 'utf8')).toBe(before);
    expect(fs.readdirSync(path.dirname(file))).toEqual(['keyring.json']);
  });

  it.each(['640', '604', '620', '601', '660', '644'])('is refused with mode %s', (mode) => {
    createKeyring(file);
    fs.chmodSync(file, parseInt(mode, 8));
    expect(problem(() => readKeyring(file))).toContain(`chmod 600 ${file}`);
    expect(problem(() => completeKeyring(file))).toContain(`chmod 600 ${file}`);
  });

  it('is asked for when it is missing', () => {
    expect(problem(() => readKeyring(file))).toContain('npm run citykey -- keyring init');
    expect(problem(() => completeKeyring(file))).toContain('npm run citykey -- keyring init');
    expect(keyringExists(file)).toBe(false);
  });

  it.each<[string, (whole: string) => string]>([
    ['is torn', (whole) => whole.slice(0, whole.length / 2)],
    ['is empty', () => ''],
    ['is no JSON', () => `SECRETSECRET${key(7)}`],
    ['is another thing', () => 'null'],
    ['is of another format', (whole) => whole.replace('"format": 1', '"format": 2')],
    ['has no keys', () => '{"format":1}'],
    ['has a key that is too short', (whole) => whole.replace(/("1": ")..../, '$1')],
    ['has a key that is no text', (whole) => whole.replace(/"1": "[^"]*"/, '"1": 5')],
    ['has a version that is none', (whole) => whole.replace('"1":', '"0":')],
    ['has a version beyond one byte', (whole) => whole.replace('"1":', '"256":')],
  ])('is refused without a quotation when it %s', (_, damage) => {
    createKeyring(file);
    const whole = fs.readFileSync(file, 'utf8');
    const damaged = damage(whole);
    expect(damaged).not.toBe(whole);
    fs.writeFileSync(file, damaged);
    const said = [problem(() => readKeyring(file)), problem(() => completeKeyring(file))];
    for (const message of said) {
      expect(message).toBe(`${file} is not a keyring this program can read. Restore it from its backup.`);
    }
    expect(fs.readFileSync(file, 'utf8')).toBe(damaged);
  });

  it('gets keys for purposes it lacks, and keeps every other', () => {
    const before = { format: 1, keys: { 'spec.first': { 1: key(1), 2: key(2) }, 'spec.retired': { 4: key(3) } } };
    put(JSON.stringify(before));
    expect(completeKeyring(file)).toEqual(['spec.second']);
    expect(content().keys).toEqual({ ...before.keys, 'spec.second': { 1: expect.stringMatching(/^[\w-]{43}$/) as string } });
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(path.dirname(file))).toEqual(['keyring.json']);
  });

  it('is left alone when it is complete', () => {
    createKeyring(file);
    const { ino, mtimeMs } = fs.statSync(file);
    expect(completeKeyring(file)).toEqual([]);
    expect(fs.statSync(file)).toMatchObject({ ino, mtimeMs });
  });

  it('is on the disk, content and name, before anybody relies on it', () => {
    const synced: string[] = [];
    const sync = fs.fsyncSync;
    const spy = jest.spyOn(fs, 'fsyncSync').mockImplementation((handle) => {
      synced.push(fs.fstatSync(handle).isDirectory() ? `folder of ${fs.readdirSync(path.dirname(file)).join()}` : 'content');
      sync(handle);
    });
    createKeyring(file);
    spy.mockRestore();
    expect(synced).toEqual(['content', 'folder of keyring.json']);
  });

  it('leaves no draft behind when the disk is full', () => {
    const spy = jest.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
    expect(() => createKeyring(file)).toThrow('no space');
    spy.mockRestore();
    expect(fs.readdirSync(path.dirname(file))).toEqual([]);
  });

  it('is not made readable by a lax umask', () => {
    const umask = process.umask(0);
    try {
      createKeyring(file);
    } finally {
      process.umask(umask);
    }
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(fs.statSync(path.dirname(file)).mode & 0o022).toBe(0);
  });
});
