import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { query } from '../setup/query.js';
import { type Service, SERVICES } from './partner-sites.js';
import { base64Shapes } from './searched-places.js';
import { type DumpedRow, dumpTables, readings } from './table-dump.js';
import { type Card, tokenOf, World } from './world.js';

const HASHES = ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sha3-256', 'ripemd160', 'blake2b512'];
const SHORTEST_NEEDLE = 12;

let world: World;
const cards: Card[] = [];
/** At rest, with work and files under way, and after every sort of act. */
const dumps: DumpedRow[][] = [];

beforeAll(async () => {
  world = await World.begin();
  for (let place = 0; place < 12; place += 1) cards.push(await world.issue({ category: ['kids', 'standard', 'senior'][place % 3] as string }));
  dumps.push(await dump());
  await world.round();
  await world.act('clerk', 'suspension', { presented: { slipCode: cards[0]?.slipCode }, reason: 'lost' });
  await world.act('supervisor', 'revocation', { presented: { cardCode: cards[1]?.cardCode }, reason: 'misuse' });
  await world.sites.stop('library');
  // The benefit manager takes no file in, so that the one made stays in the database.
  const inbound = path.join(world.home, 'prescription', 'inbound');
  fs.renameSync(inbound, `${inbound}-away`);
  await world.round();
  dumps.push(await dump());
  fs.renameSync(`${inbound}-away`, inbound);
  await world.sites.open('library');
  await world.roundsUntil(() => world.sites.record('library', tokenOf(cards[0] as Card, 'library'))?.state === 'suspended', 20, 30);
  await world.roundsUntil(() => world.sites.record('prescription', tokenOf(cards[1] as Card, 'prescription'))?.state === 'ended', 20, 30);
  dumps.push(await dump());
});
afterAll(() => world.end());

const dump = () => dumpTables(world.database.ownerUrl);

/** The partners' whole files and everything that is printed. */
const known = () => [
  ...SERVICES.flatMap((service) => world.sites.records(service).map(({ token }) => token)),
  ...cards.flatMap(({ cardNumber, cardCode, slipCode }) => [cardNumber, cardCode, slipCode]),
];

const remembered = new Map<string, string[]>();

function traces(value: string): string[] {
  const known = remembered.get(value) ?? tracesOf(value);
  remembered.set(value, known);
  return known;
}

/** A value as somebody could have written it down: plain, bare, encoded, reversed, hashed. */
function tracesOf(value: string): string[] {
  const bare = value.replace(/^[CS]-/, '').replaceAll('-', '');
  const forms = [...new Set([value, bare, value.toLowerCase(), bare.toLowerCase(), [...bare].reverse().join('')])];
  const encoded = forms.flatMap((form) => {
    const bytes = Buffer.from(form);
    return [form, bytes.toString('hex'), ...base64Shapes(bytes)];
  });
  const numbers = /^\d+$/.test(bare) ? [BigInt(bare).toString(16)] : [];
  return [...encoded, ...numbers, ...forms.flatMap(hashes)].filter((trace) => trace.length >= SHORTEST_NEEDLE);
}

function hashes(form: string): string[] {
  return HASHES.flatMap((name) => {
    const digest = createHash(name).update(form).digest();
    return [digest.toString('hex'), digest.toString('base64').replace(/=+$/, ''), digest.toString('base64url'), createHash(name).update(digest).digest('hex')];
  });
}

function matches(rows: readonly DumpedRow[], values: readonly string[]): string[] {
  const text = rows.map(({ table, values: row }) => `${table} ${Object.values(row).flatMap(readings).join(' ')}`).join('\n');
  return values.flatMap((value) => traces(value).filter((trace) => text.includes(trace)).map((trace) => `${value} as ${trace}`));
}

describe('a dump without the keyring', () => {
  it('is taken while there is something in every table that could tell', () => {
    const tables = (rows: readonly DumpedRow[]) => new Set(rows.map(({ table }) => table));
    expect(dumps[0]?.filter(({ table }) => table === 'links.link')).toHaveLength(36);
    for (const table of ['cards.card', 'links.link', 'links.work', 'links.outbound_file', 'audit.entry', 'kernel.idempotency', 'partners.partner']) {
      expect([...tables(dumps[1] ?? [])]).toContain(table);
    }
    expect(known().length).toBeGreaterThan(70);
  });

  it('matches nothing of the partners\' whole files, and no number or code of a card', () => {
    for (const rows of dumps) expect(matches(rows, known())).toEqual([]);
  });

  it('would match with one token in clear, plain or hashed, as text or as bytes', async () => {
    const token = tokenOf(cards[5] as Card, 'prescription');
    const digest = createHash('sha256').update(tokenOf(cards[5] as Card, 'library')).digest();
    const plantings: (readonly [string, unknown])[] = [
      ['UPDATE partners.partner SET name = $1 WHERE service = \'transit\'', token],
      ['UPDATE links.link SET sealed_reference = $1 WHERE id = (SELECT id FROM links.link LIMIT 1)', Buffer.from(`x${token}`)],
      ['UPDATE links.link SET status_index = $1 WHERE id = (SELECT id FROM links.link LIMIT 1)', digest],
      ['INSERT INTO links.counter VALUES (\'library\', \'planted\', $1)', tokenOf(cards[5] as Card, 'library')],
      ['UPDATE partners.partner SET settings = $1 WHERE service = \'transit\'', JSON.stringify({ last: cards[5]?.cardNumber })],
    ];
    const { cardNumber, services } = cards[5] as Card;
    const printed = [cardNumber, ...services.map((one) => one.token)];
    const clean = new Set(matches(await dump(), printed));
    expect(clean.size).toBe(0);
    for (const [statement, value] of plantings) {
      await query(world.database.ownerUrl, statement, [value]);
      const found = matches(await dump(), printed).filter((match) => !clean.has(match));
      expect(found.length).toBeGreaterThan(0);
      found.forEach((match) => clean.add(match));
    }
  });
});

/** Columns that may agree between rows of one card, each with the reason: few values, shared by very many rows. */
const LOW_ENTROPY: Readonly<Record<string, string>> = {
  'cards.card.key_version': 'one for all cards of a key\'s lifetime',
  'cards.card.category': 'three values',
  'cards.card.state': 'a closed list',
  'cards.card.valid_through': 'a month',
  'cards.card.version': 'a count of acts',
  'links.link.service': 'three values',
  'links.link.origin': 'two values',
  'links.link.key_version': 'one for all links of a key\'s lifetime',
  'links.link.desired_state': 'three values',
  'links.link.desired_version': 'a count of acts',
  'links.link.published_state': 'three values',
  'links.link.published_version': 'a count of acts',
  'links.link.reported_state': 'three values',
  'links.link.reported_version': 'a count of acts',
  'links.link.city_hold': 'yes or no',
  'links.link.partner_hold': 'yes or no',
  'links.link.valid_through': 'a month',
  'links.link.changed_on': 'a day',
};

/** Equal values of different rows in columns that are not declared: what would tell that the rows belong together. */
function shared(rows: readonly DumpedRow[]): string[] {
  const cells = rows.flatMap(({ table, values }, row) =>
    Object.entries(values)
      .filter(([column, value]) => value !== null && !(`${table}.${column}` in LOW_ENTROPY))
      .map(([column, value]) => ({ row, name: `${table}.${column}`, text: readings(value)[0] ?? '' })),
  );
  return cells.flatMap((one) =>
    cells.filter((other) => other.row > one.row && other.text === one.text && one.text !== '').map((other) => `${one.name} = ${other.name}`),
  );
}

/** What is stored for one card, found with the keyring and the card in hand. */
function rowsOf(rows: readonly DumpedRow[], card: Card): DumpedRow[] {
  const index = (purpose: string, value: string) => world.keyring.index({ name: purpose }, value).index;
  const has = (table: string, column: string, bytes: Buffer) => (row: DumpedRow) =>
    row.table === table && Buffer.isBuffer(row.values[column]) && row.values[column].equals(bytes);
  const wanted = [
    has('cards.card', 'number_index', index('cards.number-index', card.cardNumber)),
    ...SERVICES.map((service: Service) => has('links.link', 'token_index', index(`links.token-index.${service}`, tokenOf(card, service)))),
  ];
  return wanted.map((fits) => rows.find(fits) as DumpedRow);
}

describe('the rows of one card', () => {
  it('share no value that many others do not have', () => {
    for (const rows of dumps) {
      for (const card of cards) {
        const own = rowsOf(rows, card);
        expect(own.map(({ table }) => table)).toEqual(['cards.card', 'links.link', 'links.link', 'links.link']);
        expect(shared(own)).toEqual([]);
      }
    }
  });

  it('share what they share with many: declared columns have few values', () => {
    const rows = dumps[2] ?? [];
    const values = new Map<string, Set<string>>();
    for (const { table, values: row } of rows) {
      for (const [column, value] of Object.entries(row)) {
        const name = `${table}.${column}`;
        if (name in LOW_ENTROPY) values.set(name, (values.get(name) ?? new Set()).add(readings(value)[0] ?? ''));
      }
    }
    expect([...values.keys()].sort()).toEqual(Object.keys(LOW_ENTROPY).sort());
    for (const [name, distinct] of values) expect({ name, few: distinct.size <= 4 }).toEqual({ name, few: true });
  });

  it('would be told by a common value, or by the card\'s id on its links', async () => {
    const { ownerUrl } = world.database;
    const [card, ...links] = rowsOf(await dump(), cards[2] as Card);
    const ids = links.map(({ values }) => values['id']);
    await query(ownerUrl, 'ALTER TABLE links.link ADD COLUMN batch uuid, ADD COLUMN card text');
    await query(ownerUrl, 'UPDATE links.link SET batch = gen_random_uuid()');
    expect(shared(rowsOf(await dump(), cards[2] as Card))).toEqual([]);
    await query(ownerUrl, `UPDATE links.link SET batch = '8c6f2f5e-45a5-4b53-9a63-8a0f0f1d4c11' WHERE id = ANY($1)`, [ids]);
    expect(shared(rowsOf(await dump(), cards[2] as Card))).toEqual(Array(3).fill('links.link.batch = links.link.batch'));
    await query(ownerUrl, 'UPDATE links.link SET batch = NULL, card = $2 WHERE id = ANY($1)', [ids.slice(0, 1), card?.values['id']]);
    expect(shared(rowsOf(await dump(), cards[2] as Card))).toContain('cards.card.id = links.link.card');
  });
});
