import fs from 'node:fs';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';

const HEAD = ['Column', 'Purpose', 'Kept', 'Read by', 'A thief learns', 'A court learns', 'Two partners learn'];

interface Declared {
  /** `schema.table.column` */
  readonly column: string;
  readonly cells: readonly string[];
}

interface Table {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly Declared[];
}

const cellsOf = (line: string) => line.replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());

/** The tables of docs/records.md: a heading names a database table, and the Markdown table under it lists its columns. */
function declaredTables(markdown: string): Table[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const name = /^`([a-z_]+\.[a-z_]+)`/.exec(section)?.[1];
      const [head, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'));
      if (name === undefined || head === undefined) return [];
      const declared = rows.map(cellsOf).map((cells) => ({ column: `${name}.${(cells[0] ?? '').replaceAll('`', '')}`, cells }));
      return [{ name, head: cellsOf(head), rows: declared }];
    });
}

async function columnsOf(url: string): Promise<string[]> {
  const rows = await query(
    url,
    `SELECT table_schema || '.' || table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  return rows.map((row) => row.name as string).sort();
}

/** Columns that only one side knows. */
async function differences(url: string, declared: readonly string[]): Promise<{ undeclared: string[]; stale: string[] }> {
  const existing = await columnsOf(url);
  return {
    undeclared: existing.filter((column) => !declared.includes(column)),
    stale: declared.filter((column) => !existing.includes(column)),
  };
}

describe('docs/records.md', () => {
  const tables = declaredTables(fs.readFileSync('docs/records.md', 'utf8'));
  const declared = tables.flatMap((table) => table.rows.map((row) => row.column));
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  it('declares every column there is, and none that is not', async () => {
    expect(await differences(database.ownerUrl, declared)).toEqual({ undeclared: [], stale: [] });
  });

  it('says of each column all there is to say, once', () => {
    expect(new Set(declared).size).toBe(declared.length);
    for (const { head } of tables) expect(head).toEqual(HEAD);
    const unfinished = tables.flatMap((table) => table.rows).filter(({ cells }) => cells.length !== HEAD.length || cells.includes(''));
    expect(unfinished).toEqual([]);
  });

  it.each([
    ['a column', 'ALTER TABLE cards.card ADD COLUMN document_type text', ['cards.card.document_type']],
    ['a table', 'CREATE TABLE public.note (holder text)', ['public.note.holder']],
    ['a view', 'CREATE VIEW links.pairs AS SELECT id AS pair FROM links.link', ['links.pairs.pair']],
  ])('misses %s that somebody adds', async (_, change, undeclared) => {
    await query(database.ownerUrl, change);
    expect(await differences(database.ownerUrl, declared)).toEqual({ undeclared, stale: [] });
  });

  it('notices a column that is gone', async () => {
    await query(database.ownerUrl, 'ALTER TABLE links.link DROP COLUMN partner_hold');
    expect(await differences(database.ownerUrl, declared)).toEqual({ undeclared: [], stale: ['links.link.partner_hold'] });
  });
});
