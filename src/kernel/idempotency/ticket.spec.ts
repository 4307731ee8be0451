import fc from 'fast-check';
import { canonical, ticketFor } from './ticket.js';

const codeOf = (key: string | undefined): string => {
  try {
    ticketFor('clerk POST /v1/cards', key, {});
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('an Idempotency-Key', () => {
  it.each([undefined, ''])('is required: %p', (key) => {
    expect(codeOf(key)).toBe('idempotency.key_required');
  });

  it.each([
    '3f0c9e6e-5a0e-4a55-9d40-0f5c1a6f8f0a',
    '3F0C9E6E-5A0E-4A55-9D40-0F5C1A6F8F0A',
    'hT5yqY2mJ0wVbN8rKc3XzA',
    'a-b_c+d/e=f.g:h~i1j2k3l4',
    `${'0123456789abcdef'.repeat(15)}0123456789abcde`,
  ])('may be %s', (key) => {
    expect(codeOf(key)).toBe('taken');
  });

  it.each([
    ['too short', 'hT5yqY2mJ0wVbN8rKc3Xz'],
    ['a UUID of the time', '3f0c9e6e-5a0e-1a55-9d40-0f5c1a6f8f0a'],
    ['an ordered UUID', '019a3c5e-7b21-7a55-9d40-0f5c1a6f8f0a'],
    ['a UUID of another variant', '3f0c9e6e-5a0e-4a55-cd40-0f5c1a6f8f0a'],
    ['a repeated letter', 'a'.repeat(40)],
    ['seven different characters', 'abcdefg'.repeat(5)],
    ['with a line break', 'hT5yqY2mJ0wVbN8rKc3XzA\nB'],
    ['with a space', 'hT5yqY2mJ0wVbN8rKc3X zA'],
    ['longer than a header should be', 'abcdefghij'.repeat(26)],
    ['a counter', 'card-0000000000000000000000001'],
    ['not ASCII', 'hT5yqY2mJ0wVbN8rKc3XzÄ'],
  ])('may not be %s', (_, key) => {
    expect(codeOf(key)).toBe('idempotency.key_invalid');
  });

  it('makes a ticket of the scope, the key and the request', () => {
    const key = '3f0c9e6e-5a0e-4a55-9d40-0f5c1a6f8f0a';
    expect(ticketFor('clerk POST /v1/cards', key, { b: 1, a: [true] })).toEqual({
      scope: 'clerk POST /v1/cards',
      key,
      request: '{"a":[true],"b":1}',
    });
  });
});

/** The same value with the members of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([name, held]) => [name, reordered(held)]));
}

describe('the canonical form of a request', () => {
  it('does not depend on the order of members', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(canonical(reordered(value))).toBe(canonical(value))));
  });

  it('keeps every value apart from every other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // What can be read back whole cannot be the form of two values.
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each<[unknown, unknown]>([
    [{ a: 1 }, { a: '1' }],
    [{ a: null }, {}],
    [[1, 2], [2, 1]],
    [[[1], 2], [1, [2]]],
    [{ a: { b: 1 } }, { a: 1, b: 1 }],
    [{ 'a":1,"b': 1 }, { a: 1, b: 1 }],
    [[], {}],
    [null, 'null'],
  ])('tells %j from %j', (one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });

  it('takes no notice of members that are not there', () => {
    expect(canonical({ a: 1, b: undefined })).toBe(canonical({ a: 1 }));
    expect(canonical(undefined)).toBe('null');
  });
});
