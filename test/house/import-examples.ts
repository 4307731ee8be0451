/** A file of a made-up source tree and what it imports. */
export interface Example {
  readonly file: string;
  readonly imports: string;
  /** Another file that the example cannot do without. */
  readonly beside?: Example;
}

const example = (file: string, imports: string, beside?: Example): Example => ({ file, imports, ...(beside && { beside }) });

const use = (target: string) => `import { value } from '${target}';`;
const useType = (target: string) => `import { type Value } from '${target}';`;

const nothing = 'export const value = 1;\nexport type Value = number;\n';
const dependencies = { typeorm: '1', '@nestjs/common': '1', '@nestjs/typeorm': '1', pg: '1', jose: '1' };

const installed = (name: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: nothing,
});

/** What stands in every tree, for the examples to import. */
export const STANDING: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'house', type: 'module', dependencies, devDependencies: { 'fast-check': '1' } }),
  ...installed('typeorm'),
  ...installed('@nestjs/common'),
  ...installed('@nestjs/typeorm'),
  ...installed('pg'),
  ...installed('jose'),
  ...installed('fast-check'),
  'src/main.ts': nothing,
  'src/program/tour.ts': nothing,
  'src/kernel/clock/clock.ts': nothing,
  'src/kernel/database/database.ts': nothing,
  'src/kernel/keyring/keyring.ts': nothing,
  'src/modules/cards/index.ts': nothing,
  'src/modules/cards/card.entity.ts': nothing,
  'src/modules/cards/card.store.ts': nothing,
  'src/modules/cards/cards.service.ts': nothing,
  'src/modules/cards/domain/category.ts': nothing,
  'src/modules/links/index.ts': nothing,
  'src/modules/links/links.service.ts': nothing,
  'src/modules/staff/account.entity.ts': nothing,
  'src/modules/partners/partner.store.ts': nothing,
  'src/integrations/transport/http.ts': nothing,
  'src/integrations/library/patron.ts': nothing,
  'src/integrations/ventra/index.ts': nothing,
  'src/integrations/prescription/x12/index.ts': nothing,
  'src/integrations/prescription/adapter.ts': nothing,
  'src/sandbox/journal.ts': nothing,
  'test/setup/until.ts': nothing,
  'bench/load.ts': nothing,
  'examples/connection.ts': nothing,
  'demo/tour.ts': nothing,
  'clients/typescript/src/index.ts': nothing,
  'clients/typescript/src/client.ts': nothing,
};

/** For every rule what it must refuse. Imports of types count as much as others. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  'no-cycles': [
    example('src/modules/links/a.ts', use('./b.js'), example('src/modules/links/b.ts', use('./a.js'))),
    example('src/modules/links/c.ts', useType('./d.js'), example('src/modules/links/d.ts', useType('./c.js'))),
  ],
  'kernel-knows-nobody': [
    example('src/kernel/errors/a.ts', use('../../modules/cards/index.js')),
    example('src/kernel/errors/b.ts', useType('../../modules/cards/index.js')),
    example('src/kernel/errors/c.ts', use('../../integrations/transport/http.js')),
    example('src/kernel/errors/d.ts', use('../../main.js')),
  ],
  'modules-only-through-the-door': [
    example('src/modules/cards/b.ts', use('../links/links.service.js')),
    example('src/modules/cards/c.ts', useType('../links/links.service.js')),
    example('src/modules/card/a.ts', use('../cards/cards.service.js')),
    example('src/modules/links/e.ts', use('../cards/domain/category.js')),
  ],
  'outsiders-only-through-the-door': [
    example('src/integrations/library/a.ts', useType('../../modules/links/links.service.js')),
    example('src/app.module.ts', use('./modules/cards/cards.service.js')),
    example('src/program/a.ts', use('../modules/cards/card.store.js')),
  ],
  'door-hides-tables': [
    example('src/modules/staff/index.ts', `export * from './account.entity.js';`),
    example('src/modules/partners/index.ts', `export { type Value } from './partner.store.js';`),
  ],
  'modules-never-import-integrations': [
    example('src/modules/links/f.ts', use('../../integrations/ventra/index.js')),
    example('src/modules/links/g.ts', useType('../../integrations/ventra/index.js')),
    example('src/modules/links/h.ts', use('../../sandbox/journal.js')),
  ],
  'integrations-are-strangers': [
    example('src/integrations/library/b.ts', use('../ventra/index.js')),
    example('src/integrations/ventra/a.ts', useType('../library/patron.js')),
    example('src/integrations/one-day/a.ts', use('../library/patron.js')),
  ],
  'transport-knows-no-partner': [
    example('src/integrations/transport/a.ts', use('../library/patron.js')),
    example('src/integrations/transport/b.ts', useType('../../modules/links/index.js')),
  ],
  'sandbox-stands-alone': [
    example('src/sandbox/a.ts', use('../integrations/library/patron.js')),
    example('src/sandbox/b.ts', useType('../modules/links/index.js')),
    example('src/sandbox/c.ts', use('../kernel/clock/clock.js')),
  ],
  'x12-stands-alone': [
    example('src/integrations/prescription/x12/a.ts', use('../adapter.js')),
    example('src/integrations/prescription/x12/b.ts', useType('../../transport/http.js')),
  ],
  'nothing-imports-the-sandbox': [
    example('src/integrations/library/c.ts', use('../../sandbox/journal.js')),
    example('src/kernel/errors/e.ts', useType('../../sandbox/journal.js')),
  ],
  'nothing-imports-the-program': [
    example('src/modules/cards/d.ts', use('../../main.js')),
    example('src/integrations/library/d.ts', useType('../../program/tour.js')),
  ],
  'domain-is-pure': [
    example('src/modules/cards/domain/a.ts', use('@nestjs/common')),
    example('src/modules/cards/domain/b.ts', useType('typeorm')),
    example('src/modules/cards/domain/c.ts', useType('pg')),
    example('src/modules/cards/domain/d.ts', use('jose')),
    example('src/modules/cards/domain/e.ts', `import { randomBytes } from 'node:crypto';`),
    example('src/modules/cards/domain/f.ts', `import { type Hash } from 'node:crypto';`),
    example('src/modules/cards/domain/deep/g.ts', `import fs from 'fs';`),
  ],
  'domain-knows-no-storage': [
    example('src/modules/cards/domain/h.ts', useType('../card.entity.js')),
    example('src/modules/cards/domain/i.ts', use('../cards.service.js')),
    example('src/modules/cards/domain/j.ts', useType('../../../kernel/database/database.js')),
  ],
  'typeorm-in-few-places': [
    example('src/modules/cards/e.ts', use('typeorm')),
    example('src/modules/cards/f.ts', useType('typeorm')),
    example('src/kernel/kernel.module.ts', useType('@nestjs/typeorm')),
  ],
  'thin-controllers': [
    example('src/modules/cards/http/a.controller.ts', use('../card.store.js')),
    example('src/modules/cards/http/b.controller.ts', useType('../card.entity.js')),
    example('src/modules/cards/http/c.controller.ts', useType('../../../kernel/database/database.js')),
    example('src/modules/cards/http/d.controller.ts', use('../../../kernel/keyring/keyring.js')),
    example('src/modules/cards/http/e.controller.ts', useType('pg')),
  ],
  'src-never-imports-clients': [
    example('src/program/b.ts', use('../../clients/typescript/src/index.js')),
    example('src/kernel/errors/g.ts', useType('citykey-client')),
    example('src/program/c.ts', use('../../demo/tour.js')),
  ],
  'clients-stand-alone': [
    example('clients/typescript/src/a.ts', use('../../../src/kernel/clock/clock.js')),
    example('examples/a.ts', useType('../src/modules/links/index.js')),
  ],
  'demo-stands-alone': [
    example('demo/a.ts', useType('../src/modules/links/index.js')),
    example('demo/b.ts', use('../test/setup/until.js')),
    example('demo/c.ts', use('../bench/load.js')),
    example('demo/d.ts', use('../examples/connection.js')),
  ],
  'programs-use-the-package': [
    example('examples/b.ts', use('../clients/typescript/src/client.js')),
    example('demo/e.ts', use('../clients/typescript/src/client.js')),
  ],
  'src-never-imports-test': [
    example('src/kernel/errors/f.ts', use('../../../test/setup/until.js')),
    example('src/modules/cards/g.ts', useType('../../../bench/load.js')),
  ],
  'not-to-unresolvable': [example('src/modules/cards/h.ts', use('./nowhere.js')), example('src/modules/cards/i.ts', use('left-pad'))],
  'no-dev-dependencies-at-runtime': [example('src/modules/cards/j.ts', use('fast-check'))],
};

/** What none of the rules may refuse. */
export const ALLOWED: readonly Example[] = [
  example('src/modules/cards/k.ts', `${use('../links/index.js')}\n${useType('../../kernel/database/database.js')}`),
  example('src/modules/cards/l.ts', use('./card.store.js')),
  example('src/modules/cards/card-again.store.ts', `${use('typeorm')}\n${useType('./card.entity.js')}`),
  example('src/modules/cards/domain/k.ts', `${use('./category.js')}\n${use('../../../kernel/clock/clock.js')}`),
  example('src/modules/cards/domain/k.spec.ts', `${use('fast-check')}\n${use('./category.js')}`),
  example('src/modules/cards/http/k.controller.ts', `${use('../cards.service.js')}\n${use('@nestjs/common')}`),
  example('src/integrations/library/k.ts', `${use('./patron.js')}\n${use('../transport/http.js')}\n${use('../../modules/links/index.js')}`),
  example('src/integrations/index.ts', use('./ventra/index.js')),
  example('src/sandbox/k.ts', `${use('./journal.js')}\n${use('../integrations/prescription/x12/index.js')}`),
  example('src/data-source.ts', `${use('./modules/cards/card.entity.js')}\n${use('typeorm')}`),
  example('src/migrations/0001.ts', useType('typeorm')),
  example('src/kernel/database/k.ts', useType('typeorm')),
  example('src/cli.ts', `${use('./main.js')}\n${use('./program/tour.js')}\n${use('./modules/cards/index.js')}`),
  example('src/kernel/clock/k.ts', useType('fast-check')),
  example('demo/k.ts', `${use('citykey-client')}\n${use('./tour.js')}`),
  example('test/k.spec.ts', `${use('../src/modules/cards/card.store.js')}\n${use('fast-check')}`),
];
