import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { KeyedIndex } from './keyed-index.js';

const hex = (index: string) => Buffer.from(index, 'latin1').toString('hex');

describe('a keyed index', () => {
  it.each([
    ['case 1', Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    ['case 2', Buffer.from('Jefe'), 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    ['case 3', Buffer.alloc(20, 0xaa), 'Ý'.repeat(50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
  ])('is HMAC-SHA-256: RFC 4231, %s', (_, key, value, digest) => {
    expect(hex(new KeyedIndex(key).of(value))).toBe(digest);
  });

  it('is what the keyring makes, for any key and value, one after the other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.string({ unit: 'binary-ascii', maxLength: 128 })), (key, values) => {
        const index = new KeyedIndex(key);
        for (const value of values) expect(hex(index.of(value))).toBe(createHmac('sha256', key).update(value).digest('hex'));
      }),
    );
  });

  it('takes no key or value that it would cut', () => {
    expect(() => new KeyedIndex(randomBytes(65))).toThrow(RangeError);
    expect(() => new KeyedIndex(randomBytes(32)).of('1'.repeat(129))).toThrow(RangeError);
  });
});
