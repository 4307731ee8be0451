import fc from 'fast-check';
import { passesLuhn } from '../../../kernel/check-digits/luhn.js';
import { type Randomness, systemRandomness } from '../../../kernel/randomness/randomness.js';
import { DEFAULT_ADOPT_PATTERNS } from '../../partners/index.js';
import {
  adoptableLibraryNumber,
  adoptableTransitIdentifier,
  mintLibraryBarcode,
  mintMemberId,
  mintTransitIdentifier,
} from './token-format.js';

const LIBRARY = { mint: { institution: '9840' }, adoptPatterns: DEFAULT_ADOPT_PATTERNS };
const PHARMACY = { rxBin: '004682', rxPcn: 'CK', rxGroup: 'CK', memberPrefix: 'CK', memberLength: 12 };

const drawing = (text: string): Randomness => ({ bytes: () => new Uint8Array(), text: (length) => text.slice(0, length) });

describe('a library barcode', () => {
  it.each([
    ['3400', '05178600', '23400051786007'],
    ['3400', '00000000', '23400000000005'],
  ])('of institution %s and serial %s is %s', (institution, serial, expected) => {
    expect(mintLibraryBarcode({ ...LIBRARY, mint: { institution } }, drawing(serial))).toBe(expected);
  });

  it('has 14 digits: 2, the institution, eight drawn digits, the check digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{4}$/), fc.stringMatching(/^[0-9]{8}$/), (institution, serial) => {
        const barcode = mintLibraryBarcode({ ...LIBRARY, mint: { institution } }, drawing(serial));
        expect(barcode.slice(0, 13)).toBe(`2${institution}${serial}`);
        expect(barcode).toHaveLength(14);
        expect(passesLuhn(barcode)).toBe(true);
      }),
    );
  });

  it('would be adopted by its own library', () => {
    for (let draw = 0; draw < 200; draw += 1) {
      expect(adoptableLibraryNumber(LIBRARY, mintLibraryBarcode(LIBRARY, systemRandomness))).toBe(true);
    }
  });
});

describe('a library number to be adopted', () => {
  // The three labels are from the check digit page of a barcode printer; the first is no patron's (3), so only a pattern tells.
  it.each([
    ['30234000517861', ['^[0-9]{14}$'], true],
    ['33191000105864', ['^[0-9]{14}$'], true],
    ['58198000943996', ['^[0-9]{14}$'], true],
    ['30234000517862', ['^[0-9]{14}$'], false],
    ['33191000105860', ['^[0-9]{14}$'], false],
    ['30234000517861', DEFAULT_ADOPT_PATTERNS, false],
    ['23400051786007', DEFAULT_ADOPT_PATTERNS, true],
    ['23400051786008', DEFAULT_ADOPT_PATTERNS, false],
    ['D123456789', DEFAULT_ADOPT_PATTERNS, true],
    ['d123456789', DEFAULT_ADOPT_PATTERNS, false],
    ['D12345678', DEFAULT_ADOPT_PATTERNS, false],
    ['D1234567890', DEFAULT_ADOPT_PATTERNS, false],
    ['123456789012', DEFAULT_ADOPT_PATTERNS, true],
    ['12345678901', DEFAULT_ADOPT_PATTERNS, false],
    ['1234567890123', DEFAULT_ADOPT_PATTERNS, false],
    ['', DEFAULT_ADOPT_PATTERNS, false],
    ['D123456789\n', DEFAULT_ADOPT_PATTERNS, false],
    ['１２３４５６７８９０１２', DEFAULT_ADOPT_PATTERNS, false],
    ['A1234567890123', ['^A[0-9]{13}$'], true],
  ])('%j under %j: %p', (number, adoptPatterns, expected) => {
    expect(adoptableLibraryNumber({ ...LIBRARY, adoptPatterns }, number)).toBe(expected);
  });
});

describe('a transit identifier', () => {
  it('has the agreed length and prefix and ends with a check digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 20 }), fc.nat(8), fc.stringMatching(/^[0-9]{20}$/), (length, fixed, digits) => {
        const prefix = '16161616'.slice(0, Math.min(fixed, length - 6));
        const minted = mintTransitIdentifier({ length, prefix, mint: true }, drawing(digits));
        expect(minted).toHaveLength(length);
        expect(minted.slice(0, -1)).toBe(prefix + digits.slice(0, length - prefix.length - 1));
        expect(passesLuhn(minted)).toBe(true);
        expect(adoptableTransitIdentifier({ length, prefix, mint: true }, minted)).toBe(true);
      }),
    );
  });

  it.each([
    ['0123456789012345', true],
    ['012345678901234', false],
    ['01234567890123456', false],
    ['012345678901234X', false],
    ['0123456789012345\n', false],
    ['', false],
  ])('%j may be adopted: %p', (number, expected) => {
    expect(adoptableTransitIdentifier({ length: 16, prefix: '', mint: false }, number)).toBe(expected);
  });
});

describe('a member id', () => {
  it('has the agreed length and prefix and nothing that is read wrongly', () => {
    for (let draw = 0; draw < 500; draw += 1) {
      expect(mintMemberId(PHARMACY, systemRandomness)).toMatch(/^CK[2-9A-HJKMNP-Z]{10}$/);
    }
  });

  it('uses the whole alphabet', () => {
    const drawn = Array.from({ length: 500 }, () => mintMemberId({ ...PHARMACY, memberPrefix: '', memberLength: 20 }, systemRandomness));
    expect([...new Set(drawn.join(''))].sort().join('')).toBe('23456789ABCDEFGHJKMNPQRSTUVWXYZ');
  });
});
