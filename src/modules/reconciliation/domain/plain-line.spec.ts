import fc from 'fast-check';
import { csvLine, type ReadLine, readCsvLine, readJsonLine, STRICTNESS } from './partner-list.js';
import { PlainLine } from './plain-line.js';

const NOTHING: ReadLine = () => null;

/** What is found in a line that stands between others. */
function found(line: string, readOther: ReadLine, csv = true) {
  const [before, after] = ['x,ended,\n', '\ny,active,never'];
  const plain = new PlainLine();
  const readable = plain.read(Buffer.from(before + line + after, 'latin1'), before.length, before.length + line.length, readOther, csv);
  if (!readable) return null;
  const text = (from: number, end: number) => Buffer.from(plain.bytes.subarray(from, end)).toString('latin1');
  return { token: text(plain.tokenFrom, plain.tokenEnd), strictness: plain.strictness, month: text(plain.monthFrom, plain.monthEnd) };
}

function expected(line: string, read: ReadLine) {
  const record = read(line);
  return record && { token: record.token, strictness: STRICTNESS[record.state], month: record.validThrough ?? '' };
}

/** Lines that are right, nearly right, and not at all. */
const field = (...texts: string[]) => fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'binary-ascii', maxLength: 9 }));
const token = fc.oneof(fc.stringMatching(/^[0-9A-Za-z._-]{1,66}$/), field('', '"16"', '1 6', 'é'));
const state = field('active', 'suspended', 'ended', 'actives', 'endec', '"active"', '', 'ACTIVE');
const month = field('2031-11', '2031-00', '2031-10', '2031-13', '2031-20', '203a-01', '2031/01', '20311-1', '0000-12', 'never', 'nevex', '"never"', '', ' ');
const line = fc.oneof(
  fc.tuple(token, state, month).map((fields) => fields.join(',')),
  fc.tuple(token, state).map((fields) => fields.join(',')),
  fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => Buffer.from(text, 'latin1').toString('latin1') === text),
);

describe('a line whose fields are found without a text', () => {
  it('is read as any other', () => {
    fc.assert(fc.property(line, (text) => expect(found(text, readCsvLine)).toEqual(expected(text, readCsvLine))), { numRuns: 3_000 });
  });

  it('of JSON too', () => {
    const text = fc.record({ token, state, validThrough: month }, { requiredKeys: ['token', 'state'] }).map((record) => JSON.stringify(record));
    fc.assert(fc.property(fc.oneof(text, line), (one) => expect(found(one, readJsonLine, false)).toEqual(expected(one, readJsonLine))));
  });

  it.each([
    ['16,active,2031-11', true],
    ['16,suspended,never', true],
    ['16,ended,', true],
    ['16,ended', true],
    ['"16",active,', false],
    ['16,active,2031-13', false],
    ['16,active,2031-11,', false],
    ['16', false],
    ['', false],
    [`${'1'.repeat(64)},active`, true],
    [`${'1'.repeat(65)},active`, false],
  ])('%p needs no other reader: %p', (text, plain) => {
    expect(found(text, NOTHING) !== null).toBe(plain);
  });

  it('is found in whatever a record is written as', () => {
    const record = { token: 'A.b_c-9', state: 'suspended', validThrough: null } as const;
    expect(found(csvLine(record), NOTHING)).toEqual({ token: 'A.b_c-9', strictness: 1, month: '' });
  });

  it('is not looked at when it is too long', () => {
    expect(found(`16,active,${' '.repeat(503)}`, () => ({ token: '16', state: 'active', validThrough: null }))).toBeNull();
  });
});
