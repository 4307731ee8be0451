import fs from 'node:fs';
import path from 'node:path';
import { query } from '../setup/query.js';

/** Bytes to be searched, under a name that tells where they were. */
export interface Place {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Compression would hide a leak from a search for bytes: in the write-ahead log, and in large values. */
export async function hideNothing(ownerUrl: string): Promise<void> {
  await query(ownerUrl, 'ALTER DATABASE citykey SET wal_compression = off');
  const columns = await query(
    ownerUrl,
    `SELECT attrelid::regclass::text AS "table", quote_ident(attname) AS "column" FROM pg_attribute
       JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE attnum > 0 AND attlen = -1 AND attstorage IN ('x', 'm') AND relkind = 'r' AND nspname !~ '^(pg_|information_schema)'`,
  );
  for (const { table, column } of columns) {
    await query(ownerUrl, `ALTER TABLE ${String(table)} ALTER COLUMN ${String(column)} SET STORAGE EXTERNAL`);
  }
}

const WAL_PAGE = 8_192;
const WAL_PAGE_HEADER = 24;
const WAL_SEGMENT_HEADER = 40;

/** Every file of a data directory. Of the write-ahead log, page headers are cut out: a record may go over several pages. */
export function* databaseFiles(data: string): Generator<Place> {
  for (const entry of fs.readdirSync(data, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(data, file);
    const bytes = fs.readFileSync(file);
    yield { name, bytes };
    if (name.startsWith('pg_wal')) yield { name: `${name} (records)`, bytes: withoutPageHeaders(bytes) };
  }
}

function withoutPageHeaders(segment: Buffer): Buffer {
  const pages: Buffer[] = [];
  for (let at = 0; at < segment.length; at += WAL_PAGE) {
    pages.push(segment.subarray(at + (at === 0 ? WAL_SEGMENT_HEADER : WAL_PAGE_HEADER), at + WAL_PAGE));
  }
  return Buffer.concat(pages);
}

/** The ways a text could have been written down: in another case, encoded, as UTF-16. */
export function shapesOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const texts = [text, text.toLowerCase(), text.toUpperCase(), bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64Shapes(bytes)];
  return [...new Set(texts)].map((shape) => Buffer.from(shape)).concat(Buffer.from(text, 'utf16le'));
}

/** What base64 makes of the bytes wherever they begin in a longer text, without the characters that their neighbours decide. */
export function base64Shapes(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').replace(/=+$/, '');
    const whole = encoded.slice(before === 0 ? 0 : before + 1, -1);
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Where any of the needles is: the place, and what stands there. */
export function finds(places: Iterable<Place>, needles: readonly Buffer[]): string[] {
  const found: string[] = [];
  for (const { name, bytes } of places) {
    for (const needle of needles) {
      const at = bytes.indexOf(needle);
      if (at >= 0) found.push(`${name}: ${bytes.subarray(at, at + needle.length + 40).toString('latin1').replace(/[^\x20-\x7e]/g, '.')}`);
    }
  }
  return found;
}
