import { IDENTIFIER, type ListHeader, type ListRecord, Totals } from './format.js';

/** Why a list cannot be used. It is set aside whole: what was read of it before counts for nothing. */
export type ListFault = 'malformed' | 'truncated' | 'count_mismatch' | 'totals_mismatch';

export class ListProblem extends Error {
  constructor(readonly code: ListFault) {
    super(`status list: ${code}`);
    this.name = 'ListProblem';
  }
}

const MAX_LINE = 200;
const SLICE_BYTES = 64 * 1024;
const HEADER =
  /^H,(FULL|DELTA),(\d{14}),([A-Za-z0-9]{1,20}),([A-Za-z0-9]{1,20}),([PT]),(0|[1-9]\d{0,11}),(0|[1-9]\d{0,11}),(0|[1-9]\d{0,8})$/;
const RECORD = /^R,([^,]+),([123]),([A-Z0-9]{1,8}),(\d{14}),([1-9]\d{0,14})$/;

/**
 * Reads a list piece by piece, in little memory whatever its size. What it yields counts only once it has come to its
 * end without a throw: the totals stand last.
 * @throws ListProblem when anything is missing, added, altered or out of place.
 */
export async function* readList(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  meet: (header: ListHeader) => void,
): AsyncGenerator<ListRecord> {
  const totals = new Totals();
  let header: ListHeader | null = null;
  let ended = false;
  for await (const line of lines(chunks)) {
    if (ended) throw new ListProblem('malformed');
    if (!header) {
      header = readHeader(line);
      meet(header);
      totals.line(`${line}\n`);
    } else if (line.startsWith('R,')) {
      const record = readRecord(line);
      totals.line(`${line}\n`);
      totals.record(record.identifier);
      yield record;
    } else {
      if (totals.records !== header.records) throw new ListProblem('count_mismatch');
      if (`${line}\n` !== totals.trailer()) throw new ListProblem('totals_mismatch');
      ended = true;
    }
  }
  if (!ended) throw new ListProblem('truncated');
}

function readHeader(line: string): ListHeader {
  const [, kind, createdAt = '', from = '', to = '', mode, fullList, sequence, records] = HEADER.exec(line) ?? [];
  if ((kind !== 'FULL' && kind !== 'DELTA') || (mode !== 'P' && mode !== 'T')) throw new ListProblem('malformed');
  const header = { kind, createdAt, from, to, mode, fullList: Number(fullList), sequence: Number(sequence), records: Number(records) } as const;
  if ((kind === 'FULL') !== (header.sequence === 0)) throw new ListProblem('malformed');
  return header;
}

function readRecord(line: string): ListRecord {
  const [, identifier = '', status, reason = '', effectiveAt = '', version] = RECORD.exec(line) ?? [];
  const known = status === '1' || status === '2' || status === '3';
  if (!known || !IDENTIFIER.test(identifier)) throw new ListProblem('malformed');
  return { identifier, status, reason, effectiveAt, version: Number(version) };
}

async function* lines(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    // A large chunk is turned into text little by little.
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      const parts = (rest + Buffer.from(chunk.subarray(at, at + SLICE_BYTES)).toString('latin1')).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
      if (rest.length > MAX_LINE) throw new ListProblem('malformed');
    }
  }
  // Every line is ended by a line feed; what is left was cut off.
  if (rest !== '') throw new ListProblem('truncated');
}
