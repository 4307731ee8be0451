import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type ListFile } from './list-sets.js';

export interface PlainTimes {
  /** COPY of both sets, and the join. */
  readonly plainSeconds: number;
  /** The same where the city's side is there already. */
  readonly listOnlySeconds: number;
}

/** The same two sets compared with nothing around it: tokens in clear, COPY, one FULL JOIN, classes counted. */
export async function plainJoin(client: pg.Client, { file, ours }: ListFile): Promise<PlainTimes> {
  await client.query(TABLES);
  const city = await timed(() => pipeline(createReadStream(ours), client.query(copyFrom('COPY pg_temp.ours FROM STDIN (FORMAT csv)'))));
  const list = await timed(() => pipeline(createReadStream(file), client.query(copyFrom('COPY pg_temp.list FROM STDIN (FORMAT csv, HEADER)'))));
  const join = await timed(() => client.query(JOIN));
  await client.query('DROP TABLE pg_temp.list, pg_temp.ours');
  return { plainSeconds: city + list + join, listOnlySeconds: list + join };
}

const TABLES = `
SET work_mem = '64MB';
CREATE TEMPORARY TABLE list (token text, state text, valid_through text);
CREATE TEMPORARY TABLE ours (token text, state text, valid_through text)`;

const JOIN = `
SELECT class, count(*) FROM (
  SELECT CASE
    WHEN list.token IS NULL THEN 'missing'
    WHEN ours.token IS NULL THEN 'unknown'
    WHEN list.state <> ours.state THEN 'state'
    WHEN list.valid_through <> ours.valid_through THEN 'attribute'
    ELSE 'matched' END AS class
  FROM pg_temp.ours FULL JOIN pg_temp.list ON list.token = ours.token) AS pair
GROUP BY class`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}
