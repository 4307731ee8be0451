import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type ListFile } from './list-sets.js';

/** The same two sets compared with nothing around it: tokens in clear, one COPY, one FULL JOIN, classes counted. */
export async function plainJoin(client: pg.Client, { file }: ListFile): Promise<number> {
  await client.query('DROP TABLE IF EXISTS pg_temp.list; CREATE TEMPORARY TABLE list (token text, state text, valid_through text)');
  await client.query(`SET work_mem = '64MB'`);
  const from = performance.now();
  await pipeline(createReadStream(file), client.query(copyFrom('COPY pg_temp.list FROM STDIN (FORMAT csv, HEADER)')));
  await client.query(JOIN);
  return (performance.now() - from) / 1000;
}

const JOIN = `
SELECT class, count(*) FROM (
  SELECT CASE
    WHEN list.token IS NULL THEN 'missing'
    WHEN ours.token IS NULL THEN 'unknown'
    WHEN list.state <> ours.state THEN 'state'
    WHEN list.valid_through <> ours.valid_through THEN 'attribute'
    ELSE 'matched' END AS class
  FROM bench.ours FULL JOIN pg_temp.list ON list.token = ours.token) AS pair
GROUP BY class`;
