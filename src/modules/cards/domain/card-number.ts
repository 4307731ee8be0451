import { luhnDigit } from '../../../kernel/check-digits/luhn.js';
import { type Randomness } from '../../../kernel/randomness/randomness.js';

const LENGTH = 16;

/** 16 digits: the city's prefix, random digits, Luhn check digit (ISO/IEC 7812-1). */
export function drawCardNumber(prefix: string, random: Randomness): string {
  const body = prefix + random.text(LENGTH - 1 - prefix.length, '0123456789');
  return body + luhnDigit(body);
}
