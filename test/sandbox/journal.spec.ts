import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Journal, JournalDamaged } from '../../src/sandbox/journal.js';

describe('journal', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-'));
    file = path.join(folder, 'made', 'things.jsonl');
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function reopened(): Journal<unknown> {
    return new Journal(file);
  }

  it('keeps the last value of every key without being closed, as after kill -9', () => {
    const journal = new Journal<number>(file);
    journal.set('a', 1);
    journal.set('b', 2);
    journal.set('a', 3);
    journal.set('c', 4);
    journal.delete('b');
    journal.delete('never there');
    expect(reopened().entries()).toEqual([
      ['a', 3],
      ['c', 4],
    ]);
  });

  it('drops a last line that was cut short and goes on', () => {
    const journal = new Journal<string>(file);
    journal.set('a', 'whole');
    journal.close();
    fs.appendFileSync(file, '{"key":"b","val');
    const again = new Journal<string>(file);
    expect(again.entries()).toEqual([['a', 'whole']]);
    again.set('c', 'after');
    expect(reopened().entries()).toEqual([
      ['a', 'whole'],
      ['c', 'after'],
    ]);
  });

  it('refuses a file that is damaged anywhere else', () => {
    new Journal(file).close();
    fs.appendFileSync(file, 'garbage\n{"key":"a","value":1}\n');
    expect(reopened).toThrow(JournalDamaged);
  });

  it('compacts when opened and keeps the file to its owner', () => {
    const journal = new Journal<number>(file);
    for (let round = 0; round < 100; round++) journal.set('a', round);
    journal.close();
    reopened();
    expect(fs.readFileSync(file, 'utf8')).toBe('{"key":"a","value":99}\n');
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });
});
