import fc from 'fast-check';
import { luhnDigit, passesLuhn } from './luhn.js';

describe('Luhn check digit', () => {
  it.each([
    ['3023400051786', '1'],
    ['3319100010586', '4'],
    ['5819800094399', '6'],
    ['7992739871', '3'],
  ])('of %s is %s', (digits, expected) => {
    expect(luhnDigit(digits)).toBe(expected);
  });

  it('finds every single wrong digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{15}$/), fc.nat(15), fc.integer({ min: 1, max: 9 }), (digits, place, shift) => {
        const whole = digits + luhnDigit(digits);
        const wrong = (Number(whole[place]) + shift) % 10;
        expect(passesLuhn(whole)).toBe(true);
        expect(passesLuhn(whole.slice(0, place) + String(wrong) + whole.slice(place + 1))).toBe(false);
      }),
    );
  });

  it('refuses what is not digits', () => {
    expect(passesLuhn('')).toBe(false);
    expect(passesLuhn('0')).toBe(false);
    expect(passesLuhn('79927398713x')).toBe(false);
  });
});
