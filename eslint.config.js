import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['**/dist', 'coverage', '.citykey', 'bench/results', 'clients/typescript/src/schema.ts'] },
  ...ts.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'jest.config.js', '.dependency-cruiser.cjs', 'bin/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 70 }],
      'max-params': ['error', { max: 6 }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // A describe block is a list of tests, not a function to keep short.
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['bin/**/*.mjs', 'bench/**/*.mjs', 'clients/**/*.mjs', 'examples/**/*.mjs', 'demo/**/*.mjs', '*.js', '*.cjs', 'test/**/*.mjs'],
    extends: [ts.configs.disableTypeChecked],
    rules: { 'no-console': 'off' },
  },
);
