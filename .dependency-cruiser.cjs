// Who may import whom (see docs/adr/0001). test/house/import-rules.spec.ts shows every rule refusing once.
const MODULE = '^src/modules/([^/]+)/';
const DOMAIN = '^src/modules/[^/]+/domain/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-knows-nobody',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { path: '^src/(?!kernel/)' },
    },
    {
      name: 'modules-only-through-the-door',
      comment: 'A module imports another only through its index.ts.',
      severity: 'error',
      from: { path: MODULE },
      to: { path: '^src/modules/(?!$1/)[^/]+/(?!index\\.ts$)' },
    },
    {
      name: 'outsiders-only-through-the-door',
      comment: 'Integrations, the sandbox, the demo and the command line import a module only through its index.ts.',
      severity: 'error',
      from: { path: '^src/(?!modules/|migrations/|data-source\\.ts)' },
      to: { path: '^src/modules/[^/]+/(?!index\\.ts$)' },
    },
    {
      name: 'door-hides-tables',
      comment: 'A door never exports a table or a store.',
      severity: 'error',
      from: { path: '^src/modules/[^/]+/index\\.ts$' },
      to: { path: '\\.(entity|store)\\.ts$' },
    },
    {
      name: 'modules-never-import-integrations',
      severity: 'error',
      from: { path: '^src/modules/' },
      to: { path: '^src/(integrations|sandbox)/' },
    },
    {
      name: 'integrations-are-strangers',
      comment: 'An integration knows transport and itself, never another partner.',
      severity: 'error',
      from: { path: '^src/integrations/(?!transport/)([^/]+)/' },
      to: { path: '^src/integrations/(?!$1/|transport/)' },
    },
    {
      name: 'transport-knows-no-partner',
      severity: 'error',
      from: { path: '^src/integrations/transport/' },
      to: { path: '^src/(modules|integrations/(?!transport/))' },
    },
    {
      name: 'sandbox-stands-alone',
      comment: 'The simulated partners share only the X12 library with the service: nothing that could make them agree by accident.',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/(?!sandbox/|integrations/prescription/x12/)' },
    },
    {
      name: 'x12-stands-alone',
      comment: 'Service and sandbox read X12 with the same library, so nothing of either may get into it.',
      severity: 'error',
      from: { path: '^src/integrations/prescription/x12/' },
      to: { path: '^src/(?!integrations/prescription/x12/)' },
    },
    {
      name: 'nothing-imports-the-sandbox',
      comment: 'Only the program that starts it may know it.',
      severity: 'error',
      from: { path: '^src/(kernel|modules|integrations)/' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'nothing-imports-the-program',
      comment: 'What is put together by the program does not know the program.',
      severity: 'error',
      from: { path: '^src/(kernel|modules|integrations|sandbox|migrations)/' },
      to: { path: '^src/(program/|[^/]+\\.ts$)' },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules stand on no package and no part of Node; time and randomness come as arguments.',
      severity: 'error',
      from: { path: DOMAIN, pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'domain-knows-no-storage',
      comment: 'Rules use other rules, doors and what the kernel has of them, never what stands around them.',
      severity: 'error',
      from: { path: DOMAIN },
      to: { path: '^src/(modules/[^/]+/(?!domain/|index\\.ts$)|kernel/(database|keyring|http)/)' },
    },
    {
      name: 'typeorm-in-few-places',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '(\\.(entity|store)\\.ts$|^src/migrations/|^src/kernel/database/|^src/data-source\\.ts$)',
      },
      to: { path: 'node_modules/(@nestjs/)?typeorm/' },
    },
    {
      name: 'thin-controllers',
      comment: 'A controller calls a service or a query; it touches no store, entity or database driver.',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '(\\.(entity|store)\\.ts$|node_modules/(pg|typeorm)/|^src/kernel/(database|keyring)/)' },
    },
    { name: 'src-never-imports-test', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench)/' } },
    {
      name: 'src-never-imports-clients',
      comment: 'The service is built without its clients, and they come out of its own document.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(clients|examples)/' },
    },
    {
      name: 'clients-stand-alone',
      comment: 'A partner has the client and the public packages, and nothing of the service.',
      severity: 'error',
      from: { path: '^(clients|examples)/' },
      to: { path: '^(src|test|bench)/' },
    },
    {
      name: 'examples-use-the-package',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^clients/typescript/src/(?!index\\.ts$)' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependencies-at-runtime',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] , dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'], extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts'] },
  },
};
