import { luhnDigit, passesLuhn } from '../../../kernel/check-digits/luhn.js';
import { type Randomness } from '../../../kernel/randomness/randomness.js';

const DIGITS = '0123456789';
/** Letters and digits without the pairs that are read wrongly (0/O, 1/I/L). */
const MEMBER_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const PATRON_TYPE = '2';
const SERIAL_DIGITS = 8;

/** How tokens of a library look: a 14-digit barcode, or the patterns its own cards follow. */
export interface LibraryTokens {
  /** The library's four digits, after the leading 2 of a patron barcode. */
  readonly institution: string;
  /** Anchored regular expressions an adopted number may match. */
  readonly adoptPatterns: readonly string[];
}

/** How transit identifiers look. */
export interface TransitTokens {
  readonly prefix: string;
  readonly length: number;
  /** False where every card must bring the chip of its blank. */
  readonly mint: boolean;
}

/** What is printed for the pharmacy, and how member ids look. */
export interface PrescriptionTokens {
  readonly rxBin: string;
  readonly rxPcn: string;
  readonly rxGroup: string;
  readonly memberPrefix: string;
  readonly memberLength: number;
}

/** `2` + institution (4) + serial (8) + Luhn check digit. */
export function mintLibraryBarcode(format: LibraryTokens, random: Randomness): string {
  const body = PATRON_TYPE + format.institution + random.text(SERIAL_DIGITS, DIGITS);
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
  const matches = format.adoptPatterns.some((pattern) => new RegExp(pattern).test(number));
  return matches && (number.length !== 14 || !/^[0-9]+$/.test(number) || passesLuhn(number));
}

/** Whether a number could be the identifier of a blank's chip. */
export function adoptableTransitIdentifier(format: TransitTokens, number: string): boolean {
  return new RegExp(`^[0-9]{${format.length}}$`).test(number);
}
