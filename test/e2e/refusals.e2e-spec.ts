import * as cardErrors from '../../src/modules/cards/cards.errors.js';
import * as linkErrors from '../../src/modules/links/links.errors.js';
import * as ruleErrors from '../../src/modules/rules/rules.errors.js';
import * as stockErrors from '../../src/modules/stock/stock.errors.js';
import { dump } from '../setup/kernel.js';
import { describedOperations, type Operation } from './described-api.js';
import { CARD_PROVOCATIONS } from './provocations/card-provocations.js';
import { LINK_PROVOCATIONS } from './provocations/link-provocations.js';
import { MIGRATION_PROVOCATIONS } from './provocations/migration-provocations.js';
import { Ground } from './provocations/provocation.js';
import { RULE_PROVOCATIONS } from './provocations/rule-provocations.js';
import { STOCK_PROVOCATIONS } from './provocations/stock-provocations.js';
import { sendTo } from './request.js';
import { World } from './world.js';

const PROVOCATIONS = [...CARD_PROVOCATIONS, ...LINK_PROVOCATIONS, ...MIGRATION_PROVOCATIONS, ...RULE_PROVOCATIONS, ...STOCK_PROVOCATIONS];

/** Refusals that leave an entry in the audit, and nothing else. */
const AUDITED = ['adopt.unavailable', 'stock.separation_of_duties', 'stock.not_balanced'];

/** Every code of cards, links, rules and stock. */
const CODES = [cardErrors, linkErrors, ruleErrors, stockErrors].flatMap((errors) => Object.values(errors).map(({ definition }) => definition.code));

const PAIRS = PROVOCATIONS.flatMap((provocation) => provocation.on.map((operation) => [provocation.code, operation, provocation] as const));

let world: World;
let ground: Ground;
let operations: readonly Operation[];

beforeAll(async () => {
  world = await World.begin();
  ground = await Ground.in(world);
  operations = await describedOperations(world.api);
});
afterAll(() => world.end());

describe('a refusal', () => {
  it('stands below for every code of these modules and every operation that is documented to answer it', () => {
    const documented = operations.flatMap(({ method, path, codes }) =>
      codes.filter((code) => CODES.includes(code)).map((code) => `${code} ${method} ${path}`),
    );
    expect(PAIRS.map(([code, operation]) => `${code} ${operation}`).sort()).toEqual([...new Set(documented)].sort());
    expect([...new Set(PAIRS.map(([code]) => code))].sort()).toEqual(CODES.sort());
  });

  it.each(PAIRS)('%s by %s changes nothing', async (code, operation, { status, prepare, afterwards }) => {
    const request = await prepare(ground, operation);
    const before = await dump(world.database.ownerUrl);
    const answer = await sendTo(world, operation, request);
    const after = await dump(world.database.ownerUrl);
    await afterwards?.(ground);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    const [{ 'audit.entry': earlier = [], ...untouched }, { 'audit.entry': entries = [], ...rest }] = [before, after];
    expect(rest).toEqual(untouched);
    const added = entries.filter((entry) => !earlier.includes(entry));
    expect(added).toEqual(AUDITED.includes(code) ? [expect.stringMatching(new RegExp(`,${code},,refused,`))] : []);
  });
});
