import fc from 'fast-check';
import { eachLine, LineBlocks } from './domain/line-blocks.js';
import { faultOf } from './domain/line-faults.js';
import { lineReader, LIST_FORMATS, type ListFormat, LONGEST_LINE_BYTES } from './domain/partner-list.js';
import { checkList } from './list-check.js';

const check = (text: string, format: ListFormat = 'csv', piece = 1_000, most = 100) => checkList(() => inPieces(Buffer.from(text, 'latin1'), piece), format, most);

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}

/** What the comparison makes of the same bytes. */
function compared(text: string, format: ListFormat) {
  const blocks = new LineBlocks(format, 1);
  const read = lineReader(format);
  const found = { rows: 0, unreadable: 0 };
  const take = (block: Uint8Array) =>
    eachLine(block, (from, end) => {
      const line = Buffer.from(block.subarray(from, end)).toString('latin1');
      found.rows += 1;
      if (line.length > LONGEST_LINE_BYTES || !read(line)) found.unreadable += 1;
    });
  blocks.take(Buffer.from(text, 'latin1')).forEach(take);
  const { block, overlong, truncated } = blocks.end();
  if (block) take(block);
  return { rows: found.rows + overlong, unreadable: found.unreadable + overlong, truncated };
}

describe('the check of a list', () => {
  it.each([
    ['', 'empty'],
    ['1612345678901234;active;never', 'fields'],
    ['1612345678901234,active,never,x', 'fields'],
    ['16 12,active', 'token'],
    ['1612345678901234,Active', 'state'],
    ['1612345678901234,active,2031-13', 'valid_through'],
    ['x'.repeat(LONGEST_LINE_BYTES + 1), 'too_long'],
  ])('says what is wrong with %j: %s', async (line, fault) => {
    const { rows, unreadable, faults } = await check(`token,state,validThrough\n1612345678901234,active,2031-11\n${line}\r\n`);
    expect([rows, unreadable, faults]).toEqual([2, 1, [{ line: 3, fault }]]);
  });

  it.each([
    ['{"token":"D1"', 'json'],
    ['["D1","active"]', 'json'],
    ['{"token":"D1","state":"active","name":"x"}', 'field_unknown'],
    ['{"token":1,"state":"active"}', 'field_missing'],
    ['{"token":"D1","state":"ended","state":"active"}', 'field_repeated'],
    ['{"token":"D 1","state":"active"}', 'token'],
    ['{"token":"D1","state":"lost"}', 'state'],
    ['{"token":"D1","state":"active","validThrough":203111}', 'valid_through'],
  ])('says what is wrong with the JSON %j: %s', async (line, fault) => {
    expect((await check(`{"token":"D1","state":"active"}\n${line}\n`, 'ndjson')).faults).toEqual([{ line: 2, fault }]);
  });

  it('says of a heading that it is another one', async () => {
    expect((await check('Token;State\nD1,active\n')).faults).toEqual([{ line: 1, fault: 'heading' }]);
    expect((await check('\xef\xbb\xbftoken,state,validThrough\r\nD1,active\r\n')).faults).toEqual([]);
  });

  it('finds every line beyond the first of a token, also where they lie far apart', async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => `16${String(at).padStart(14, '0')},active`);
    const twice = [...lines, lines[7], lines[4_999], lines[7]];
    const { rows, repeated, faults, states } = await check(twice.map((line) => `${line}\n`).join(''));
    expect([rows, repeated, states.active]).toEqual([5_003, 3, 5_003]);
    expect(faults).toEqual([5_001, 5_002, 5_003].map((line) => ({ line, fault: 'repeated' })));
  });

  it('tells no more faults than it is asked for, and counts all of them', async () => {
    const { unreadable, faults } = await check('x\n'.repeat(50), 'csv', 7, 3);
    expect([unreadable, faults.map(({ line }) => line)]).toEqual([50, [1, 2, 3]]);
  });

  it('takes the longest line there may be, wherever it is cut', async () => {
    const line = `${'1'.repeat(64)},active,2031-11`.padEnd(LONGEST_LINE_BYTES, 'x');
    for (const piece of [LONGEST_LINE_BYTES, LONGEST_LINE_BYTES + 1, LONGEST_LINE_BYTES + 2]) {
      expect((await check(`${line}\r\n`, 'csv', piece)).faults).toEqual([{ line: 1, fault: 'valid_through' }]);
    }
  });

  it.each(LIST_FORMATS)('counts any %s as the comparison does, wherever the stream is cut', async (format) => {
    const line = fc.oneof(
      fc.constantFrom('token,state,validThrough', '1612345678901234,active,2031-11', '{"token":"D1","state":"ended"}', '', '\r', 'x'.repeat(LONGEST_LINE_BYTES), `${'x'.repeat(LONGEST_LINE_BYTES)}\r`, 'x'.repeat(LONGEST_LINE_BYTES + 1), 'x'.repeat(1_500)),
      fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replace(/[^\x00-\xff]/g, '?')),
    );
    const text = fc.tuple(fc.constantFrom('', '\xef\xbb\xbf'), fc.array(line, { maxLength: 12 }), fc.constantFrom('', '\n')).map(([mark, lines, end]) => mark + lines.join('\n') + end);
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 700 }), async (list, piece) => {
        const { rows, unreadable, truncated } = await check(list, format, piece);
        const expected = compared(list, format);
        expect(truncated).toBe(expected.truncated);
        // A list that was cut off is set aside, whatever is in it.
        if (!truncated) expect({ rows, unreadable, truncated }).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it.each(LIST_FORMATS)('finds a fault of %s where nothing can be read, and only there', (format) => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (line) => (faultOf(format, line) === null) === (lineReader(format)(line) !== null)));
  });
});
