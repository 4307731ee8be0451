import fc from 'fast-check';
import { decodeLinkSet, encodeLinkSet, LINK_SET_BYTES, LINK_SET_SLOTS } from './link-set.js';

const filler = fc.uint8Array({ minLength: LINK_SET_BYTES, maxLength: LINK_SET_BYTES, size: 'max' });

describe('a set of links', () => {
  it('comes back as it was, in its order, whatever lies in the free slots', () => {
    fc.assert(
      fc.property(fc.array(fc.uuid(), { maxLength: LINK_SET_SLOTS, size: 'max' }), filler, (ids, random) => {
        expect(decodeLinkSet(encodeLinkSet(ids, random))).toEqual(ids);
      }),
    );
  });

  it('has one size, however many links there are', () => {
    for (let count = 0; count <= LINK_SET_SLOTS; count += 1) {
      const ids = Array.from({ length: count }, () => '0f5c1a6f-8f0a-4a55-9d40-3f0c9e6e5a0e');
      expect(encodeLinkSet(ids, new Uint8Array(LINK_SET_BYTES))).toHaveLength(LINK_SET_BYTES);
    }
  });

  it('leaves random bytes in the slots that are free, and does not touch the filler given', () => {
    const random = new Uint8Array(LINK_SET_BYTES).fill(0xa5);
    const bytes = encodeLinkSet(['0f5c1a6f-8f0a-4a55-9d40-3f0c9e6e5a0e'], random);
    expect(bytes.subarray(17).every((byte) => byte === 0xa5)).toBe(true);
    expect(random.every((byte) => byte === 0xa5)).toBe(true);
  });

  it('refuses more links than it has slots for', () => {
    const ids = Array.from({ length: LINK_SET_SLOTS + 1 }, () => '0f5c1a6f-8f0a-4a55-9d40-3f0c9e6e5a0e');
    expect(() => encodeLinkSet(ids, new Uint8Array(LINK_SET_BYTES))).toThrow(RangeError);
  });
});
