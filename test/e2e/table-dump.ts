import { query } from '../setup/query.js';

/** A row as it was read out: column names with values, and bytes as Buffers. */
export interface DumpedRow {
  readonly table: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Every row of every table in every schema of ours. */
export async function dumpTables(ownerUrl: string): Promise<DumpedRow[]> {
  const tables = await query(
    ownerUrl,
    `SELECT format('%I.%I', table_schema, table_name) AS "table" FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema !~ '^(pg_|information_schema)' ORDER BY 1`,
  );
  const rows = await Promise.all(
    tables.map(async ({ table }) => {
      const found = await query(ownerUrl, `SELECT * FROM ${String(table)} AS held ORDER BY held::text`);
      return found.map((values) => ({ table: String(table), values }));
    }),
  );
  return rows.flat();
}

/** One value in all the ways a reader of the dump could look at it. */
export function readings(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Buffer.isBuffer(value)) return [value.toString('hex'), value.toString('latin1'), value.toString('base64'), value.toString('base64url')];
  const text = value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value);
  return [text, Buffer.from(text).toString('hex')];
}
