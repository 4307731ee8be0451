import fc from 'fast-check';
import { csvLine, lineReader, LIST_FORMATS, readCsvLine, readJsonLine } from './partner-list.js';

const record = { token: '1612345678901234', state: 'active', validThrough: '2031-11' };

describe('a line of CSV', () => {
  it.each([
    ['with a month', '1612345678901234,active,2031-11', record],
    ['without end', 'D123456789,suspended,never', { token: 'D123456789', state: 'suspended', validThrough: 'never' }],
    ['with an empty month', 'CK7Q2M9XWB4TRH,ended,', { token: 'CK7Q2M9XWB4TRH', state: 'ended', validThrough: null }],
    ['without a month', 'a.b_c-d,ended', { token: 'a.b_c-d', state: 'ended', validThrough: null }],
    ['in quotes', '"1612345678901234","active","2031-11"', record],
  ])('is read %s', (_, line, expected) => {
    expect(readCsvLine(line)).toEqual(expected);
  });

  it.each([
    '', ',', ',,', 'token', '1612345678901234', ',active,2031-11', '1612345678901234,Active', '1612345678901234,active,2031-13', '1612345678901234,active,2031-1',
    '1612345678901234,active,2031-11,', '1612345678901234,active,NEVER', '1612345678901234;active;never', ' 1612345678901234,active', '1612345678901234,active ', 'a b,active',
    '1612345678901234,blocked', `${'1'.repeat(65)},active`, 'Ä1,active', '"16","active', '"1612,345",active', 'token,state,validThrough', '1612345678901234,active,2031-11\r',
  ])('is not read: %j', (line) => {
    expect(readCsvLine(line)).toBeNull();
  });

  it('is made of any record, and read back; what could not be is nothing that anybody can read', () => {
    const states = fc.constantFrom('active' as const, 'suspended' as const, 'ended' as const);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 70 }), states, fc.constantFrom(null, 'never', '2030-01'), (token, state, validThrough) => {
        const back = readCsvLine(csvLine({ token, state, validThrough }));
        expect(back ?? token).toEqual(/^[0-9A-Za-z._-]{1,64}$/.test(token) ? { token, state, validThrough } : token);
      }),
    );
  });
});

describe('a line of JSON', () => {
  it.each([
    ['whole', '{"token":"1612345678901234","state":"active","validThrough":"2031-11"}', record],
    ['with an empty month', '{"token":"D1","state":"active","validThrough":""}', { token: 'D1', state: 'active', validThrough: null }],
    ['in another order, with spaces', ' { "state" : "active", "validThrough" : "2031-11", "token" : "1612345678901234" } ', record],
    ['without a month', '{"token":"D123456789","state":"ended"}', { token: 'D123456789', state: 'ended', validThrough: null }],
    ['with null', '{"token":"D123456789","state":"ended","validThrough":null}', { token: 'D123456789', state: 'ended', validThrough: null }],
  ])('is read %s', (_, line, expected) => {
    expect(readJsonLine(line)).toEqual(expected);
  });

  it.each([
    '', '{}', '[]', 'null', '7', '"x"', '{"token":"D1"}', '{"token":1,"state":"active"}', '{"token":"D1","state":"active","name":"x"}',
    '{"token":"D1","state":"active","validThrough":203111}', '{"token":"D1","state":"active"', '{"token":["D1"],"state":"active"}', '{"token":"D 1","state":"active"}',
    // What is said twice is not believed: parsers differ in which of both they keep.
    '{"token":"D1","state":"ended","state":"active"}', '{"token":"D1","token":"D2","state":"active"}', '{"token":"D1","state":"active","st\\u0061te":"active"}',
  ])('is not read: %j', (line) => {
    expect(readJsonLine(line)).toBeNull();
  });
});

it.each(LIST_FORMATS)('a line of %s never raises, whatever it holds', (format) => {
  const read = lineReader(format);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (line) => [null, 'object'].includes(read(line) && 'object')));
});
