import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { readAcknowledgement } from '../../../src/integrations/ventra/status-list/acknowledgement.js';
import { headerLine, hashOf, type ListRecord, recordFor, recordLine, Totals, writeList } from '../../../src/integrations/ventra/status-list/format.js';
import { readList } from '../../../src/integrations/ventra/status-list/reader.js';
import { acknowledgementText, readListFile } from '../../../src/sandbox/transit/status-list/list-file.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use and not only waiting to be collected. */
function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const STAMP = '20260310150000';
const HEADER = { kind: 'DELTA', createdAt: STAMP, from: 'CITY', to: 'TRANSIT', mode: 'T', fullList: 0, sequence: 1 } as const;
const RECORDS = ['1600000000000001', '1600000000000002', 'AB-7'].map((identifier, index) => recordFor(identifier, index === 1 ? 'suspended' : 'active', STAMP, 3));
const TEXT = writeList(HEADER, RECORDS);

async function read(chunks: Iterable<Uint8Array>): Promise<ListRecord[] | string> {
  const records: ListRecord[] = [];
  try {
    for await (const record of readList(chunks, () => undefined)) records.push(record);
    return records;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('status lists', () => {
  it('are written as agreed', () => {
    expect(TEXT.split('\n').slice(0, 4)).toEqual([
      `H,DELTA,${STAMP},CITY,TRANSIT,T,0,1,3`,
      `R,1600000000000001,1,0,${STAMP},3`,
      `R,1600000000000002,2,1,${STAMP},3`,
      `R,AB-7,1,0,${STAMP},3`,
    ]);
    // 1600000000000001 + 1600000000000002 + 7, modulo 10^12.
    expect(TEXT).toMatch(/\nT,3,10,[0-9a-f]{64}\n$/);
    expect(hashOf('9999999999999999')).toBe(999_999_999_999);
  });

  it('are read in pieces of any size, and by the other side’s own reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (size) => {
        const bytes = Buffer.from(TEXT);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
        expect(await read(chunks)).toEqual(RECORDS);
      }),
      { seed: 7, numRuns: 50 },
    );
    expect(readListFile(`CITY_TRANSIT_${STAMP}.DELTA`, Buffer.from(TEXT))?.records).toHaveLength(3);
    expect(readListFile(`CITY_TRANSIT_20260310150001.DELTA`, Buffer.from(TEXT))).toBeNull();
    expect(readListFile(`CITY_TRANSIT_${STAMP}.FULL`, Buffer.from(TEXT))).toBeNull();
  });

  it('are never accepted cut short', async () => {
    const bytes = Buffer.from(TEXT);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(typeof (await read([bytes.subarray(0, length)]))).toBe('string');
      expect(readListFile(`CITY_TRANSIT_${STAMP}.DELTA`, bytes.subarray(0, length))).toBeNull();
    }
  });

  it('are never accepted altered, by one byte or by lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(TEXT.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const altered = Buffer.from(TEXT);
        altered[at] = (altered[at]! + change) % 256;
        expect(typeof (await read([altered]))).toBe('string');
        expect(readListFile(`CITY_TRANSIT_${STAMP}.DELTA`, altered)).toBeNull();
      }),
      { seed: 7, numRuns: 500 },
    );
    const lines = TEXT.split('\n');
    const without = (at: number) => [...lines.slice(0, at), ...lines.slice(at + 1)].join('\n');
    for (let at = 0; at < lines.length - 1; at += 1) expect(typeof (await read([Buffer.from(without(at))]))).toBe('string');
    expect(await read([Buffer.from(`${TEXT}T,0,0,\n`)])).toBe('malformed');
    expect(await read([Buffer.from(TEXT.replace('R,AB-7,1', 'R,AB-7,3'))])).toBe('totals_mismatch');
  });

  it('of any other bytes neither hang nor throw anything else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300, size: 'max' }), { maxLength: 5 }), async (chunks) => {
        expect(['malformed', 'truncated', 'count_mismatch', 'totals_mismatch']).toContain(await read(chunks));
      }),
      { seed: 7, numRuns: 1_000 },
    );
    expect(await read([Buffer.alloc(1_000_000, 0x41)])).toBe('malformed');
  });

  it.each<[string, string]>([
    ['line feeds', '\n'],
    ['commas', ','],
    ['heads', TEXT.slice(0, TEXT.indexOf('\n') + 1)],
    ['records without end', `${TEXT.split('\n')[1]}\n`],
  ])('of two megabytes of %s come to an end', async (_what, piece) => {
    const bytes = Buffer.concat([Buffer.from(TEXT.slice(0, TEXT.indexOf('\n') + 1)), Buffer.alloc(2 * 1024 * 1024, piece)]);
    expect(['malformed', 'truncated', 'count_mismatch']).toContain(await read([bytes]));
    expect(readAcknowledgement(bytes)).toBeNull();
  });

  it('are read in memory that does not grow with them', async () => {
    const total = 60_000;
    const totals = new Totals();
    function* big(): Generator<Uint8Array> {
      const head = headerLine({ ...HEADER, records: total });
      totals.line(head);
      yield Buffer.from(head);
      for (let from = 0; from < total; from += 1_000) {
        const records = Array.from({ length: 1_000 }, (_, index) => recordFor(String(from + index).padStart(16, '1'), 'active', STAMP, 1));
        const text = records.map(recordLine).join('');
        totals.line(text);
        for (const { identifier } of records) totals.record(identifier);
        yield Buffer.from(text);
      }
      yield Buffer.from(totals.trailer());
    }
    let seen = 0;
    const held: number[] = [];
    for await (const { version } of readList(big(), () => undefined)) {
      seen += version;
      if (seen % 10_000 === 0) held.push(heldBytes());
    }
    expect(seen).toBe(total);
    // Kept records would be some 9 MB by then.
    expect(held.at(-1)! - held[0]!).toBeLessThan(4 * 1024 * 1024);
  });
});

describe('answers to status lists', () => {
  const answer = Buffer.from(acknowledgementText('CITY_TRANSIT_20260310150000.DELTA', 1, 2, ['AB-7']));

  it('say what was done', () => {
    expect(readAcknowledgement(answer)).toEqual({ file: 'CITY_TRANSIT_20260310150000.DELTA', outcome: 'accepted_in_part', accepted: 2, rejected: new Set(['AB-7']) });
    const outcomes = ([0, 2, 3] as const).map((code) => readAcknowledgement(Buffer.from(acknowledgementText('A', code, 0, [])))?.outcome);
    expect(outcomes).toEqual(['accepted', 'damaged', 'full_list_wanted']);
    expect(readAcknowledgement(Buffer.from(acknowledgementText('A', 0, 0, ['AB-7'])))).toBeNull();
    expect(readAcknowledgement(Buffer.from(acknowledgementText('A', 1, 0, [])))).toBeNull();
  });

  it('are never accepted altered or cut short', () => {
    for (let length = 0; length < answer.length; length += 1) expect(readAcknowledgement(answer.subarray(0, length))).toBeNull();
    fc.assert(
      fc.property(fc.nat(answer.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Buffer.from(answer);
        altered[at] = (altered[at]! + change) % 256;
        return readAcknowledgement(altered) === null;
      }),
      { seed: 7, numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), (bytes) => readAcknowledgement(bytes) === null), { seed: 7, numRuns: 500 });
  });
});
