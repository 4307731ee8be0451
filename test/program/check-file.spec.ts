import { createHash, randomBytes } from 'node:crypto';
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
      expect(await checked(`example.${format}.gz`, gzipSync(text))).toMatchObject({ said: expect.stringContaining('as it is, with Content-Encoding: gzip, and') as string, bad: false });
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

  it.each<[string, string | Buffer, Partial<CheckOptions>, RegExp, string]>([
    ['is cut off', '1612345678901234,active\n16123', {}, /no end/, 'truncated'],
    ['has another number of lines than it should', GOOD, { rows: '3' }, /should have 3/, 'row_count_wrong'],
    ['is written in UTF-16', Buffer.from(`\ufeff${GOOD}`, 'utf16le'), {}, /UTF-16/, 'not_readable'],
    ['has compressed data that breaks off', gzipSync(GOOD.repeat(100)).subarray(0, -20), {}, /breaks off/, 'not_unpacked'],
    ['has a NUL between its compressed parts', Buffer.concat([gzipSync(GOOD), Buffer.alloc(512), gzipSync(GOOD)]), {}, /broken/, 'not_unpacked'],
    ['has compressed data that is broken', Buffer.concat([gzipSync(GOOD).subarray(0, 12), Buffer.from('broken as it can be')]), {}, /broken/, 'not_unpacked'],
    ['is made of random bytes', Buffer.concat([randomBytes(3_000), Buffer.from('\n')]), {}, /cannot be read/, 'not_readable'],
    ['has no line', '', {}, /It has no line/, 'empty'],
    ['has a heading and no line', 'token,state,validThrough\n', {}, /It has no line/, 'empty'],
    ['unpacks without end', gzipSync(Buffer.alloc(4 * 1024 * 1024, '1612345678901234,active\n')), {}, /a hundred times/, 'too_large'],
  ])('is not content with a file that %s, and says what would become of it', async (_, content, options, said, gate) => {
    const found = await checked('list.csv', content, options);
    expect(found).toEqual({ said: expect.stringMatching(said) as string, bad: true });
    expect(found.said).toContain(`would be set aside whole: ${gate}.`);
  });

  it('says that a file would be compared, as far as it alone can tell, also where single lines are wrong', async () => {
    const unless = "would be compared, unless its day, number or size does not fit the lists before, or most of its tokens are none of the city's.";
    expect((await checked('good.csv', GOOD)).said).toContain(`It can be uploaded as it is, and ${unless}`);
    expect(await checked('none.csv', '', { rows: '0' })).toEqual({ said: expect.stringContaining(`It can be uploaded as it is, and ${unless}`) as string, bad: false });
    expect(await checked('faulty.csv', `${GOOD}x\n`)).toEqual({ said: expect.stringContaining('It would be compared all the same, unless') as string, bad: true });
    expect(await checked('other.csv', GOOD, { sha256: '00' })).toEqual({ said: expect.stringMatching(/SHA-256[^]*compared all the same/) as string, bad: true });
  });

  it('says what fits when it is asked in another way', async () => {
    await expect(checked('a.csv', GOOD, { format: 'xlsx' })).rejects.toThrow('--format takes csv or ndjson.');
    await expect(checked('a.csv', GOOD, { rows: 'many' })).rejects.toThrow('--rows takes a whole number.');
    await expect(checkFile(path.join(folder, 'nowhere.csv'), { show: '1' }, () => undefined)).rejects.toThrow('cannot be read (ENOENT).');
  });
});
