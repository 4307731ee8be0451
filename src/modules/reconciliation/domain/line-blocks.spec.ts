import fc from 'fast-check';
import { eachLine, LineBlocks } from './line-blocks.js';
import { HEADING, type ListFormat, LONGEST_LINE_BYTES } from './partner-list.js';

interface Cut {
  readonly lines: string[];
  readonly overlong: number;
  readonly truncated: boolean;
}

/** Cuts a text that arrives in the given pieces. */
function cut(pieces: readonly (string | Uint8Array)[], format: ListFormat = 'csv', size = 64): Cut {
  const blocks = new LineBlocks(format, size);
  const lines: string[] = [];
  const take = (block: Uint8Array) => eachLine(block, (from, end) => lines.push(Buffer.from(block.subarray(from, end)).toString('latin1')));
  for (const piece of pieces) blocks.take(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece).forEach(take);
  const { block, overlong, truncated } = blocks.end();
  if (block) take(block);
  return { lines, overlong, truncated };
}

const whole = (lines: readonly string[]): Cut => ({ lines: [...lines], overlong: 0, truncated: false });

describe('a stream of bytes', () => {
  it.each([
    ['nothing', [], whole([])],
    ['lines', ['a\nb\n'], whole(['a', 'b'])],
    ['lines of another system', ['a\r\nb\r\n'], whole(['a', 'b'])],
    ['empty lines', ['\n\r\n\n'], whole(['', '', ''])],
    ['a heading', [`${HEADING}\na\n`], whole(['a'])],
    ['a heading of another system, in pieces', [HEADING.slice(0, 9), `${HEADING.slice(9)}\r`, '\na\n'], whole(['a'])],
    ['a heading in quotes', ['"token","state","validThrough"\na\n'], whole(['a'])],
    ['a heading of two fields, in another case', ['Token,STATE\na\n'], whole(['a'])],
    ['a heading of one field, which is none', ['token\na\n'], whole(['token', 'a'])],
    ['a heading of other fields, which is none', ['token,state,name\na\n'], whole(['token,state,name', 'a'])],
    ['a heading of more fields, which is none', [`${HEADING},name\na\n`], whole([`${HEADING},name`, 'a'])],
    ['a heading alone', [`${HEADING}\n`], whole([])],
    ['a heading that comes again', [`${HEADING}\n${HEADING}\n`], whole([HEADING])],
    ['a byte order mark', [Buffer.from([0xef, 0xbb, 0xbf]), `${HEADING}\na\n`], whole(['a'])],
    ['a last line without its end', ['a\nb'], { lines: ['a'], overlong: 0, truncated: true }],
    ['a heading without its end', [HEADING], { lines: [], overlong: 0, truncated: true }],
    ['one line that is too long, and others', [`a\n${'x'.repeat(5_000)}\nb\n`], { lines: ['a', 'b'], overlong: 1, truncated: false }],
    ['a line that never ends', ['a\n', ...Array.from({ length: 50 }, () => 'x'.repeat(1_000))], { lines: ['a'], overlong: 1, truncated: true }],
  ])('of %s is cut into lines', (_, pieces, expected) => {
    const { lines, overlong, truncated } = cut(pieces);
    const readable = lines.filter((line) => line.length <= LONGEST_LINE_BYTES);
    expect({ lines: readable, overlong: overlong + lines.length - readable.length, truncated }).toEqual(expected);
  });

  it('has no heading where lines are of JSON', () => {
    expect(cut([`${HEADING}\n`], 'ndjson')).toEqual(whole([HEADING]));
  });

  it('gives the same lines however it is cut, and forgets none', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', ' '), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 30 }), { maxLength: 60 }), fc.integer({ min: 1, max: 3_000 }), (lines, sizes, size) => {
        const text = lines.map((one) => `${one}\n`).join('');
        const pieces: string[] = [];
        let from = 0;
        for (const length of sizes) {
          pieces.push(text.slice(from, from + length));
          from += length;
        }
        expect(cut([...pieces, text.slice(from)], 'ndjson', size)).toEqual(whole(lines));
      }),
    );
  });
});
