import { type DataSource } from 'typeorm';
import { ownerDataSource } from '../../src/data-source.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';

/** TypeORM's own notes on what it has migrated; no entity stands for it. */
const NOTEBOOK = 'kernel.migration';

async function connected<T>(url: string, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = await ownerDataSource(url).initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

/** The statements TypeORM would need to make a database what the entities say. */
function drift(url: string): Promise<string[]> {
  return connected(url, async (source) => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map((one) => one.query);
  });
}

const TABLES = `
  SELECT schemaname || '.' || tablename AS line FROM pg_tables
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`;

/** Columns, constraints and indexes as PostgreSQL writes them, so that conditions and expressions are compared too. */
const CATALOGUE = `
  SELECT format('%s %s %s%s%s', attrelid::regclass, attname, format_type(atttypid, atttypmod),
           CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END, ' DEFAULT ' || pg_get_expr(adbin, adrelid)) AS line
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped AND relnamespace::regnamespace::text = ANY($1)
  UNION ALL
  SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE contype <> 'n' AND connamespace::regnamespace::text = ANY($1)
  UNION ALL
  SELECT indexdef FROM pg_indexes WHERE schemaname = ANY($1)`;

async function lines(url: string, sql: string, values: unknown[] = []): Promise<string[]> {
  return (await query(url, sql, values)).map((row) => row.line as string).sort();
}

/** The database as it was migrated, and as TypeORM makes it from nothing; the latter is what remains in it. */
async function bothDefinitions(url: string): Promise<{ migrated: string[]; synchronized: string[] }> {
  const schemas = [...new Set((await lines(url, TABLES)).map((table) => table.split('.')[0] ?? ''))];
  const ours = async () => (await lines(url, CATALOGUE, [schemas])).filter((line) => !line.includes(NOTEBOOK));
  const migrated = await ours();
  for (const schema of schemas) await query(url, `DROP SCHEMA ${schema} CASCADE; CREATE SCHEMA ${schema}`);
  await connected(url, (source) => source.synchronize());
  return { migrated, synchronized: await ours() };
}

describe('entities and migrations', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  it('describe the same schema', async () => {
    expect(await drift(database.ownerUrl)).toEqual([]);
  });

  it('know the same tables', async () => {
    const entities = await connected(database.ownerUrl, (source) =>
      Promise.resolve(source.entityMetadatas.map((entity) => entity.tablePath)),
    );
    const tables = await lines(database.ownerUrl, TABLES);
    expect([...entities, NOTEBOOK].sort()).toEqual(tables);
  });

  it('lead to the same definitions, condition by condition', async () => {
    const { migrated, synchronized } = await bothDefinitions(database.ownerUrl);
    expect(synchronized).toEqual(migrated);
  });

  it('differ visibly by a condition, which TypeORM compares by name only', async () => {
    await query(database.ownerUrl, `ALTER TABLE links.link DROP CONSTRAINT link_origin, ADD CONSTRAINT link_origin CHECK (origin <> '')`);
    expect(await drift(database.ownerUrl)).toEqual([]);
    const { migrated, synchronized } = await bothDefinitions(database.ownerUrl);
    expect(synchronized).not.toEqual(migrated);
  });

  it.each([
    ['a column that no entity has', 'ALTER TABLE links.link ADD COLUMN card_id uuid', 'DROP COLUMN "card_id"'],
    ['a type of its own', 'ALTER TABLE cards.card ALTER COLUMN version TYPE bigint', '"version"'],
    ['a lost index', 'DROP INDEX cards.card_number', 'CREATE UNIQUE INDEX "card_number"'],
    ['a lost check', 'ALTER TABLE links.link DROP CONSTRAINT link_versions', 'ADD CONSTRAINT "link_versions"'],
    ['a column that may be empty', 'ALTER TABLE links.link ALTER COLUMN token_index DROP NOT NULL', 'SET NOT NULL'],
    ['a default', `ALTER TABLE cards.card ALTER COLUMN state SET DEFAULT 'issued'`, 'DROP DEFAULT'],
    ['a lost reference', 'ALTER TABLE partners.client DROP CONSTRAINT client_partner', 'ADD CONSTRAINT "client_partner"'],
  ])('differ visibly by %s', async (_, change, repair) => {
    await query(database.ownerUrl, change);
    expect((await drift(database.ownerUrl)).join('\n')).toContain(repair);
  });
});
