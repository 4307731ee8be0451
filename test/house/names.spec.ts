import fs from 'node:fs';
import { projectFiles } from './tree.js';

/** Names under which anything can be put, and so everything is. */
const SHAPELESS = /(^|\/|[.-])(utils?|helpers?|common|misc|shared|stuff)(\/|\.|-|$)/i;
const CODE = /^(src|test|bench|bin|web|clients|examples|demo)\//;

/** Lengths are the linter's to check (max-lines, max-lines-per-function, max-params); nobody may switch that off in a file. */
const SWITCHED_OFF = /(eslint|oxlint)-disable(?!-(next-)?line )/;

const shapeless = (files: readonly string[]) => files.filter((file) => CODE.test(file) && SHAPELESS.test(file));

describe('names and lengths', () => {
  const files = projectFiles();

  it('tell what is inside', () => {
    expect(shapeless(files)).toEqual([]);
  });

  it.each(['src/kernel/utils/text.ts', 'test/helpers.ts', 'src/modules/cards/card.utils.ts', 'web/common/button.ts', 'bench/misc-load.ts'])(
    'would not do: %s',
    (file) => {
      expect(shapeless([file])).toEqual([file]);
    },
  );

  it('are checked in every file', () => {
    const code = files.filter((file) => /^(src|test|bench|bin|web|clients|examples|demo)\/.*\.(ts|mts|mjs|js)$/.test(file) && !file.includes('/house/'));
    expect(code.length).toBeGreaterThan(100);
    expect(code.filter((file) => SWITCHED_OFF.test(fs.readFileSync(file, 'utf8')))).toEqual([]);
    expect(SWITCHED_OFF.test('/* eslint-disable max-lines */')).toBe(true);
  });
});
