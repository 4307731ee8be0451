import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runFolder } from '../setup/homes.js';
import { ALLOWED, type Example, EXAMPLES, STANDING } from './import-examples.js';

const CONFIG = path.resolve('.dependency-cruiser.cjs');
const CRUISER = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

function violations(root: string): readonly Violation[] {
  const folders = ['src', 'test', 'bench', 'clients', 'examples', 'demo'].filter((name) => fs.existsSync(path.join(root, name)));
  const { stdout, stderr } = spawnSync(process.execPath, [CRUISER, '--config', CONFIG, '--output-type', 'json', ...folders], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

/** A source tree of nothing but imports, with packages of the same names as the real ones. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = fs.mkdtempSync(path.join(runFolder(), 'imports-'));
  fs.copyFileSync('tsconfig.json', path.join(root, 'tsconfig.json'));
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), content);
  }
  return root;
}

const source = (imports: string) => `${imports}\nexport const value = 1;\nexport type Value = number;\n`;

const withBeside = (one: Example): Example[] => (one.beside ? [one, one.beside] : [one]);

function treeOf(examples: readonly Example[]): string {
  const files = examples.flatMap(withBeside).map(({ file, imports }) => [file, source(imports)] as const);
  return tree({ ...STANDING, ...Object.fromEntries(files) });
}

/** That the real tree keeps them, `npm run imports` says, which `npm test` begins with. */
describe('import rules', () => {
  const { forbidden } = createRequire(path.resolve('package.json'))(CONFIG) as { forbidden: { name: string; severity: string }[] };
  const examples = Object.entries(EXAMPLES).flatMap(([rule, list]) => list.map((example) => ({ rule, ...example })));
  let found: readonly Violation[];

  beforeAll(() => {
    found = violations(treeOf(examples));
  });

  it('have an example each, and all of them stop the check', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(forbidden.map((rule) => rule.name).sort());
    expect(forbidden.filter((rule) => rule.severity !== 'error')).toEqual([]);
  });

  it('are shown on files that do not overwrite each other', () => {
    const files = [...examples, ...ALLOWED].flatMap(withBeside).map(({ file }) => file);
    expect(new Set(files).size).toBe(files.length);
  });

  it.each(examples)('$rule refuses $file: $imports', ({ rule, file }) => {
    expect(found.filter((one) => one.from === file).map((one) => one.rule.name)).toContain(rule);
  });

  it('let through what the house allows', () => {
    expect(violations(treeOf(ALLOWED))).toEqual([]);
  });
});
