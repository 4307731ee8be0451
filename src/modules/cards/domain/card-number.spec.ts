import fc from 'fast-check';
import { passesLuhn } from '../../../kernel/check-digits/luhn.js';
import { type Randomness, systemRandomness } from '../../../kernel/randomness/randomness.js';
import { drawCardNumber } from './card-number.js';

describe('a card number', () => {
  it('has 16 digits, the prefix of the city and a check digit, whatever is drawn', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,8}$/), fc.stringMatching(/^[0-9]{14}$/), (prefix, digits) => {
        const drawn: Randomness = { bytes: () => new Uint8Array(), text: (length) => digits.slice(0, length) };
        const number = drawCardNumber(prefix, drawn);
        expect(number).toMatch(/^[0-9]{16}$/);
        expect(number.slice(0, 15)).toBe(prefix + digits.slice(0, 15 - prefix.length));
        expect(passesLuhn(number)).toBe(true);
      }),
    );
  });

  it('draws digits for everything after the prefix', () => {
    const asked: [number, string][] = [];
    drawCardNumber('9840', { bytes: () => new Uint8Array(), text: (length, alphabet) => (asked.push([length, alphabet]), '0'.repeat(length)) });
    expect(asked).toEqual([[11, '0123456789']]);
  });

  it('ends with the check digit that a scanner computes', () => {
    const drawn = (digits: string): Randomness => ({ bytes: () => new Uint8Array(), text: () => digits });
    // https://en.wikipedia.org/wiki/Luhn_algorithm: 1789372997 has the check digit 4; leading zeros do not change it.
    expect(drawCardNumber('0000', drawn('01789372997'))).toBe('0000017893729974');
  });

  it('does not come twice in ten thousand draws', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => drawCardNumber('9840', systemRandomness))).size).toBe(10_000);
  });
});
