import fs from 'node:fs';
import { ADAPTERS } from '../../src/integrations/index.js';

/** The codes in the table under a heading. */
function codesUnder(heading: string, markdown: string): string[] {
  const section = markdown.split(`### ${heading}\n`)[1]?.split(/\n#+ /)[0] ?? '';
  return [...section.matchAll(/^\| `([a-z0-9_.]+)` \|/gm)].map(([, code]) => code ?? '');
}

describe('docs/operations.md', () => {
  it('says of every notice there is what to do about it, and of no other', () => {
    const codes = ADAPTERS.flatMap(({ noticeCodes }) => noticeCodes ?? []);
    expect(codes.length).toBeGreaterThan(0);
    expect(codesUnder('Notices', fs.readFileSync('docs/operations.md', 'utf8')).sort()).toEqual([...codes].sort());
  });
});
