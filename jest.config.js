// Nest 12 is ESM only and Jest 30 cannot load it natively on Node 20: our own sources are compiled to CommonJS on the way
// in, and packages are loaded by Node itself (test/setup/runtime.mjs).
const swc = { sourceMaps: 'inline', module: { type: 'commonjs' } };

export default {
  testEnvironment: '<rootDir>/test/setup/environment.mjs',
  runtime: '<rootDir>/test/setup/runtime.mjs',
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
  globalSetup: '<rootDir>/test/setup/global-setup.mjs',
  globalTeardown: '<rootDir>/test/setup/global-teardown.mjs',
  testSequencer: '<rootDir>/test/setup/sequencer.mjs',
  reporters: ['default', '<rootDir>/test/setup/summary-reporter.mjs'],
  // More than cores: the suites that start whole programs wait more than they work.
  maxWorkers: 4,
  workerIdleMemoryLimit: '1GB',
  testTimeout: 240_000,
};
