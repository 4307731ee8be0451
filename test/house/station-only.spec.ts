import fs from 'node:fs';
import { projectFiles } from './tree.js';

const STATION_ONLY = 'src/modules/cards/domain/age.ts';
const IMPORTS_IT = /(?:from|import\(|import)\s*['"][^'"]*\/age(?:\.js)?['"]/;

describe('what runs on the counter station only', () => {
  const service = projectFiles().filter((file) => /^src\/.*\.ts$/.test(file) && !file.endsWith('.spec.ts'));

  it('is imported by no file of the service, which never sees a birth date', () => {
    expect(service).toContain(STATION_ONLY);
    expect(service.filter((file) => IMPORTS_IT.test(fs.readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each([`import { categoryAt } from './domain/age.js';`, `export * from './age.js';`, `await import('../domain/age.js')`])(
    'would be found: %s',
    (line) => expect(IMPORTS_IT.test(line)).toBe(true),
  );
});
