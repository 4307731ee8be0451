import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Keyring } from '../src/kernel/keyring/index.js';
import { LinkSeals } from '../src/modules/links/link-seals.js';
import { KeyedIndex } from '../src/modules/reconciliation/keyed-index.js';
import { type Service } from '../src/modules/partners/index.js';

/** Whose lists are compared. */
export const LISTING: Service = 'transit';

/** One case in so many differs, of each class in turn. */
const DIFFERS_EVERY = 100;
const DIFFERENCES = ['missing', 'unknown', 'state_mismatch', 'attribute_mismatch', 'partner_hold', 'ended_still_live', 'duplicate'] as const;
const ROWS_AT_ONCE = 5_000;
const MONTH = '2031-12';

/** One case: the link, what the partner lists of it, and the break that a comparison must find. */
interface Case {
  readonly token: string;
  /** Null where there is no link. */
  readonly state: string | null;
  readonly lines: readonly string[];
  readonly planned: string | null;
}

function caseOf(at: number): Case {
  // Tokens that follow each other do not lie beside each other in any order.
  const token = `16${String((at * 7_919_113) % 10 ** 14).padStart(14, '0')}`;
  const planned = at % DIFFERS_EVERY === 0 ? (DIFFERENCES[(at / DIFFERS_EVERY) % DIFFERENCES.length] ?? null) : null;
  const same = `${token},active,${MONTH}`;
  switch (planned) {
    case 'missing':
      return { token, state: 'active', lines: [], planned };
    case 'unknown':
      return { token, state: null, lines: [same], planned };
    case 'state_mismatch':
      return { token, state: 'suspended', lines: [same], planned };
    case 'attribute_mismatch':
      return { token, state: 'active', lines: [`${token},active,2031-11`], planned };
    case 'partner_hold':
      return { token, state: 'active', lines: [`${token},suspended,${MONTH}`], planned };
    case 'ended_still_live':
      return { token, state: 'ended', lines: [same], planned };
    case 'duplicate':
      return { token, state: 'active', lines: [same, same], planned };
    default:
      return { token, state: 'active', lines: [same], planned };
  }
}

/** A partner's list on disk, and the links it is compared with. */
export interface ListFile {
  readonly file: string;
  readonly rows: number;
  /** The links in clear, for whoever compares without keys. */
  readonly ours: string;
}

/** Writes the partner's list, and fills the database with the links it is compared with, in both forms. */
export async function makeSets(client: pg.Client, keyring: Keyring, folder: string, cases: number): Promise<ListFile> {
  const [list, made, ours] = ['list', 'cases', 'ours'].map((name) => path.join(folder, `${name}.csv`)) as [string, string, string];
  const index = new KeyedIndex(new LinkSeals(keyring).tokenIndexKeys(LISTING)[0] ?? new Uint8Array(0));
  let rows = 0;
  await writeLines(list, 'token,state,validThrough\n', cases, ({ lines }) => {
    rows += lines.length;
    return lines.map((line) => `${line}\n`).join('');
  });
  await appendFile(list, 'a line,that nobody,can read\n');
  await writeLines(made, '', cases, ({ token, state, planned }) => `${token},${state ?? ''},\\x${Buffer.from(index.of(token), 'latin1').toString('hex')},${planned ?? ''}\n`);
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(INDEXES);
  await client.query(EMPTY);
  for (const { name } of indexes) await client.query(`DROP INDEX links.${name}`);
  await pipeline(createReadStream(made), client.query(copyFrom(`COPY bench.cases (token, state, token_index, planned) FROM STDIN (FORMAT csv, NULL '')`)));
  await client.query(FILL);
  for (const { definition } of indexes) await client.query(definition);
  for (const table of ['links.link', 'bench.ours']) await client.query(`VACUUM ANALYZE ${table}`);
  await pipeline(client.query(copyTo('COPY bench.ours TO STDOUT (FORMAT csv)')), createWriteStream(ours));
  await client.query('CHECKPOINT');
  return { file: list, rows: rows + 1, ours };
}

function writeLines(file: string, heading: string, cases: number, textOf: (one: Case) => string): Promise<void> {
  function* pieces(): Generator<string> {
    yield heading;
    for (let from = 0; from < cases; from += ROWS_AT_ONCE) {
      let text = '';
      for (let at = from; at < Math.min(from + ROWS_AT_ONCE, cases); at += 1) text += textOf(caseOf(at));
      yield text;
    }
  }
  return pipeline(Readable.from(pieces()), createWriteStream(file));
}

/** Made anew after the rows, which is faster; the primary key stays. */
const INDEXES = `
SELECT indexname AS name, indexdef AS definition FROM pg_indexes
WHERE schemaname = 'links' AND tablename = 'link' AND indexname <> 'link_pkey'`;

const EMPTY = `
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE UNLOGGED TABLE bench.cases (token text, state text, token_index bytea, planned text);
TRUNCATE links.link CASCADE`;

/** In the order of the blind index, which is no order for whoever has the tokens. */
const FILL = `
INSERT INTO links.link (id, service, origin, token_index, sealed_token, key_version, desired_state, desired_version,
  published_state, published_version, reported_state, reported_version, city_hold, partner_hold, valid_through,
  status_index, sealed_status_index, changed_on)
SELECT gen_random_uuid(), '${LISTING}', 'minted', token_index, token_index, 1, state, 1, state, 1, state, 1, state = 'suspended', false, '${MONTH}',
  uuid_send(gen_random_uuid()), token_index, '2026-01-05'
FROM bench.cases WHERE state IS NOT NULL ORDER BY token_index;
CREATE TABLE bench.ours AS SELECT token, state, '${MONTH}'::text AS valid_through FROM bench.cases WHERE state IS NOT NULL ORDER BY token_index`;

/**
 * Back to before the first run, with the same links. Whoever reads rows that were written back pays for it by page images in
 * the WAL; `VACUUM` does that before, as it has when a night begins.
 */
export const RESET = `
TRUNCATE reconciliation.run, reconciliation.break, reconciliation.difference, reconciliation.progress;
UPDATE links.link SET desired_version = 1, published_version = 1, reported_version = 1 WHERE desired_version <> 1;
DELETE FROM links.work`;

/** Breaks that were planned and not found, and found and not planned. */
export const WRONG = `
WITH planned AS (SELECT planned AS class, token_index FROM bench.cases WHERE planned IS NOT NULL UNION ALL SELECT 'unreadable', NULL),
found AS (
  SELECT class, coalesce(held.token_index, link.token_index) AS token_index
  FROM reconciliation.break AS held LEFT JOIN links.link ON link.id = held.link_id)
SELECT (SELECT count(*) FROM planned)::integer AS planned, (SELECT count(*) FROM found)::integer AS found,
  (SELECT count(*) FROM (SELECT * FROM planned EXCEPT ALL SELECT * FROM found) AS x)::integer AS lost,
  (SELECT count(*) FROM (SELECT * FROM found EXCEPT ALL SELECT * FROM planned) AS x)::integer AS invented`;
