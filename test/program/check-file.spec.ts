import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type CheckOptions, checkFile } from '../../src/program/check-file.js';
import { temporaryHome } from '../setup/homes.js';

const GOOD = 'token,state,validThrough\n1612345678901234,active,2031-11\n1612345678901242,ended,\n';

describe('citykey check-file', () => {
  const folder = temporaryHome();
  const before = process.exitCode;

  afterEach(() => (process.exitCode = before));

  /** @returns what was printed, and whether the file is bad. */
  async function checked(name: string, content: string | Buffer, options: Partial<CheckOptions> = {}): Promise<{ said: string; bad: boolean }> {
    const file = path.join(folder, name);
    fs.writeFileSync(file, content);
    const lines: string[] = [];
    process.exitCode = 0;
    await checkFile(file, { show: '20', ...options }, (line) => lines.push(line));
    return { said: lines.join('\n'), bad: process.exitCode === 1 };
  }

  it('finds nothing wrong with the examples of the documentation', async () => {
    const [, chapter = ''] = fs.readFileSync('docs/reconciliation.md', 'utf8').split('## The format of a list\n');
    const examples = [...(chapter.split('\n## ')[0] ?? '').matchAll(/```(csv|ndjson)\n([\s\S]*?)```/g)];
    expect(examples.map(([, format]) => format)).toEqual(['csv', 'ndjson']);
    for (const [, format = '', text = ''] of examples) {
      expect(await checked(`example.${format}`, text)).toMatchObject({ bad: false });
      expect(await checked(`example.${format}.gz`, gzipSync(text))).toMatchObject({ bad: false });
      expect(await checked('example', text, { rows: String(text.trim().split('\n').length - (format === 'csv' ? 1 : 0)) })).toMatchObject({ bad: false });
    }
  });

  it('finds nothing wrong with the list that partners are shown', async () => {
    const [, list = ''] = /```csv\n(token,[\s\S]*?)```/.exec(fs.readFileSync('docs/partners.md', 'utf8')) ?? [];
    expect(await checked('partners.csv', list, { rows: '2' })).toMatchObject({ bad: false });
  });

  it('says what an upload has to say of it', async () => {
    const { said } = await checked('good.csv', GOOD);
    expect(said).toContain(`rows=2  sha256=${createHash('sha256').update(GOOD).digest('hex')}`);
  });

  it('names the line and what is wrong, and repeats nothing of it', async () => {
    const { said, bad } = await checked('bad.csv', `${GOOD}canary-token,paused,2031-11\ncanary name,active\n1612345678901234,ended\n${'canary'.repeat(200)}\n`);
    expect(bad).toBe(true);
    expect(said).toContain('  line 4: its state is none of active, suspended, ended\n  line 5: its token is not made of');
    expect(said).toContain('  line 6: its token stands on an earlier line\n  line 7: it is longer than 512 bytes');
    expect(said).toContain('\n1 line repeats a token.');
    expect(said).not.toMatch(/canary|paused|16123/);
  });

  it.each<[string, string | Buffer, Partial<CheckOptions>, RegExp]>([
    ['is cut off', '1612345678901234,active\n16123', {}, /no end/],
    ['has another number of lines than it should', GOOD, { rows: '3' }, /should have 3/],
    ['has another digest than it should', GOOD, { sha256: '00' }, /SHA-256/],
    ['is written in UTF-16', Buffer.from(`\ufeff${GOOD}`, 'utf16le'), {}, /UTF-16/],
    ['has compressed data that breaks off', gzipSync(GOOD.repeat(100)).subarray(0, -20), {}, /breaks off/],
    ['has compressed data that is broken', Buffer.concat([gzipSync(GOOD).subarray(0, 12), Buffer.from('broken as it can be')]), {}, /broken/],
  ])('is not content with a file that %s', async (_, content, options, said) => {
    expect(await checked('list.csv', content, options)).toEqual({ said: expect.stringMatching(said) as string, bad: true });
  });

  it('says what fits when it is asked in another way', async () => {
    await expect(checked('a.csv', GOOD, { format: 'xlsx' })).rejects.toThrow('--format takes csv or ndjson.');
    await expect(checked('a.csv', GOOD, { rows: 'many' })).rejects.toThrow('--rows takes a whole number.');
    await expect(checkFile(path.join(folder, 'nowhere.csv'), { show: '1' }, () => undefined)).rejects.toThrow('cannot be read (ENOENT).');
  });

  it('tells nothing wrong of a list without lines', async () => {
    expect(await checked('empty.csv', '')).toMatchObject({ bad: false });
  });
});
