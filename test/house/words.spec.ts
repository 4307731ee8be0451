import fs from 'node:fs';
import { projectFiles } from './tree.js';

const TEXT = /\.(ts|mts|js|mjs|cjs|json|md|ya?ml|txt|html|css|csv|x12|sh)$|(^|\/)(Dockerfile|LICENSE|NOTICE|run|\.gitignore|\.dockerignore)$/;

/** Written in parts, so that this file does not find itself. */
const HOST = ['registry', 'npmjs'].join('.');

const UNWANTED: readonly { readonly what: string; readonly pattern: RegExp; readonly example: string }[] = [
  {
    what: 'a folder of somebody’s machine',
    pattern: /(?<![\w.:/-])\/(?:home|root|Users|work|farm|mnt|media|workspace|private)\/\w/,
    example: ['see ', 'home', 'someone/notes'].join('/'),
  },
  { what: 'a drive of somebody’s machine', pattern: /(?<!\w)[A-Z]:\\\w/, example: ['C:', 'Users'].join('\\') },
  { what: 'where packages are fetched from', pattern: new RegExp(HOST.replace('.', '\\.')), example: `https://${HOST}/x` },
  { what: 'a private host', pattern: /https?:\/\/[\w.-]+\.(?:internal|corp|lan|local)\b/, example: ['https:', '', 'npm.corp'].join('/') },
];

describe('words that do not belong in the project', () => {
  const files = projectFiles().filter((file) => TEXT.test(file));

  it.each(UNWANTED)('$what', ({ pattern }) => {
    expect(files.length).toBeGreaterThan(150);
    expect(files.filter((file) => pattern.test(fs.readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each(UNWANTED)('$what would be found', ({ pattern, example }) => {
    expect(pattern.test(example)).toBe(true);
  });

  it('are not in the lock file: it names no address to fetch a package from', () => {
    const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, { resolved?: string }> };
    const resolved = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined);
    expect(resolved.map(([name]) => name)).toEqual([]);
  });
});
