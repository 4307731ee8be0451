import { type PartnerRecord } from '../links/index.js';
import { csvLine } from './domain/partner-list.js';

const RECORDS_AT_ONCE = 2_000;

/** Records as the lines of a list, so that lists of all sources go one way. */
export async function* pulledList(records: AsyncIterable<PartnerRecord>): AsyncGenerator<Uint8Array> {
  let lines: string[] = [];
  for await (const record of records) {
    lines.push(csvLine(record));
    if (lines.length < RECORDS_AT_ONCE) continue;
    yield textOf(lines);
    lines = [];
  }
  if (lines.length > 0) yield textOf(lines);
}

function textOf(lines: readonly string[]): Uint8Array {
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1');
}
