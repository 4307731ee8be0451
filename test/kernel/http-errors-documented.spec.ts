import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCatalogue } from '../../src/kernel/errors/index.js';
import { FINDING_CODES } from '../../src/kernel/http/findings.js';
import { STATUS_OF } from '../../src/kernel/http/problem.js';

const SOURCES = path.resolve('src');

/** Every file that enters codes, so that no list has to be kept. */
function filesOfErrors(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => path.join(SOURCES, file))
    .filter((file) => /\bdefineError\(\s*'/.test(readFileSync(file, 'utf8')));
}

/** The cells of a table's rows, by the heading above it. */
function tableUnder(heading: string): string[][] {
  const section = readFileSync('docs/errors.md', 'utf8').split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('`', '')));
}

describe('docs/errors.md', () => {
  const rows = tableUnder('Codes');

  beforeAll(async () => {
    for (const file of filesOfErrors()) await import(file);
  });

  it('lists every code with its status, and no other', () => {
    const documented = rows.map(([code, status]) => `${code} ${status}`);
    expect(documented).toEqual(errorCatalogue().map(({ code, kind }) => `${code} ${STATUS_OF[kind]}`));
  });

  it('says of each what happened and what to do', () => {
    expect(rows.filter(([, , happened, remedy]) => !happened || !remedy)).toEqual([]);
  });

  it('lists every finding, and no other', () => {
    const documented = tableUnder('Findings').map(([code]) => code);
    expect(documented).toEqual([...FINDING_CODES, 'part.failing'].sort());
  });
});
