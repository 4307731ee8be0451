import { luhnDigit, passesLuhn } from '../../../kernel/check-digits/luhn.js';
import { type Randomness } from '../../../kernel/randomness/randomness.js';
import { type LibraryTokens, type PrescriptionTokens, type TransitTokens } from '../../partners/index.js';

const DIGITS = '0123456789';
/** Letters and digits without the pairs that are read wrongly (0/O, 1/I/L). */
const MEMBER_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const PATRON_TYPE = '2';
const SERIAL_DIGITS = 8;

/** `2` + institution (4) + serial (8) + Luhn check digit. */
export function mintLibraryBarcode(format: LibraryTokens, random: Randomness): string {
  const body = PATRON_TYPE + format.mint.institution + random.text(SERIAL_DIGITS, DIGITS);
  return body + luhnDigit(body);
}

/** Digits of the agreed length; the last one is a Luhn check digit. */
export function mintTransitIdentifier(format: TransitTokens, random: Randomness): string {
  const body = format.prefix + random.text(format.length - format.prefix.length - 1, DIGITS);
  return body + luhnDigit(body);
}

/** A member id of capitals and digits that is safe to read aloud. */
export function mintMemberId(format: PrescriptionTokens, random: Randomness): string {
  return format.memberPrefix + random.text(format.memberLength - format.memberPrefix.length, MEMBER_ALPHABET);
}

/** Whether a number could be one of the library's own; a 14-digit barcode must carry its check digit. */
export function adoptableLibraryNumber(format: LibraryTokens, number: string): boolean {
  const matches = format.adoptPatterns.some((pattern) => new RegExp(pattern, 'u').test(number));
  return matches && (number.length !== 14 || !/^[0-9]+$/.test(number) || passesLuhn(number));
}

/** Whether a number could be the identifier of a blank's chip. */
export function adoptableTransitIdentifier(format: TransitTokens, number: string): boolean {
  return new RegExp(`^[0-9]{${format.length}}$`).test(number);
}
