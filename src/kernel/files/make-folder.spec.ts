import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeFolder } from './make-folder.js';

describe('making a folder', () => {
  let place: string;
  beforeEach(() => void (place = fs.mkdtempSync(path.join(os.tmpdir(), 'folders-'))));
  afterEach(() => fs.rmSync(place, { recursive: true }));

  it('makes those above it too, with the same mode, and leaves alone what is there', () => {
    const deep = path.join(place, 'a', 'b', 'c');
    makeFolder(deep, 0o700);
    fs.writeFileSync(path.join(deep, 'kept'), 'x');
    makeFolder(deep, 0o711);
    expect(fs.readdirSync(deep)).toEqual(['kept']);
    for (const one of ['a', 'a/b', 'a/b/c']) expect(fs.statSync(path.join(place, one)).mode & 0o777).toBe(0o700);
  });

  it('says in which place it could not', () => {
    const file = path.join(place, 'file');
    fs.writeFileSync(file, 'x');
    expect(() => makeFolder(file, 0o700)).toThrow(expect.objectContaining({ code: 'EEXIST', path: file }) as Error);
    expect(() => makeFolder(path.join(file, 'below', 'deeper'), 0o700)).toThrow(expect.objectContaining({ code: 'EEXIST', path: file }) as Error);
  });
});
