// Nest 12 is ESM only and Jest 30 cannot load it natively on Node 20, so TypeScript
// and every ESM package are compiled to CommonJS on the way in.
import fs from 'node:fs';
import path from 'node:path';

/** Names of the installed packages with "type": "module": the only files under node_modules to transform. */
function esmPackages(folder = 'node_modules', found = new Set()) {
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    if (name.startsWith('.')) continue;
    const dir = path.join(folder, name);
    if (name.startsWith('@')) {
      esmPackages(dir, found);
      continue;
    }
    const manifest = path.join(dir, 'package.json');
    if (!fs.existsSync(manifest)) continue;
    if (JSON.parse(fs.readFileSync(manifest, 'utf8')).type === 'module') {
      const scope = path.basename(folder);
      found.add(scope.startsWith('@') ? `${scope}/${name}` : name);
    }
    esmPackages(path.join(dir, 'node_modules'), found);
  }
  return [...found].sort();
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const swc = { sourceMaps: 'inline', module: { type: 'commonjs' } };

export default {
  testEnvironment: '<rootDir>/test/setup/environment.mjs',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: '\\.(e2e-)?spec\\.ts$',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        ...swc,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          keepClassNames: true,
        },
      },
    ],
    '^.+\\.m?js$': ['@swc/jest', { ...swc, jsc: { parser: { syntax: 'ecmascript' }, target: 'es2022' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esmPackages().map(escape).join('|')})/)`],
  globalSetup: '<rootDir>/test/setup/global-setup.mjs',
  globalTeardown: '<rootDir>/test/setup/global-teardown.mjs',
  reporters: ['default', '<rootDir>/test/setup/summary-reporter.mjs'],
  // More than cores: the suites that start whole programs wait more than they work.
  maxWorkers: 4,
  testTimeout: 120_000,
};
