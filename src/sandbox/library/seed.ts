import { type Patron, patronOf } from './patron-schema.js';

/** The category of people who came to the library without the city. */
export const WALK_IN_CATEGORY = 'ADULT';

/** The institution number in this library's barcodes. */
const INSTITUTION = '1223';

const READERS = [
  { surname: 'Sample Reader', cardnumber: barcode(10_000_017) },
  { surname: 'Invented Borrower', cardnumber: barcode(10_000_252) },
  { surname: 'Example Visitor', cardnumber: barcode(10_004_711) },
  { surname: 'Made-up Member', cardnumber: 'D100000042' },
];

/** Four patrons with accounts of their own, so that adopting a number can be tried. Nobody real. */
export function seedPatrons(libraryId: string, now: Date): Patron[] {
  return READERS.map(({ surname, cardnumber }, index) =>
    patronOf(
      {
        surname,
        cardnumber,
        firstname: 'Pat',
        library_id: libraryId,
        category_id: WALK_IN_CATEGORY,
        email: `reader${index + 1}@library.example`,
        address: `${index + 1} Example Street`,
        city: 'Sampleton',
        expiry_date: `${now.getUTCFullYear() + 3}-06-30`,
        opac_notes: 'Prefers large print',
      },
      index + 1,
      now,
    ),
  );
}

/**
 * A 14-digit patron barcode: type 2, institution, serial and a Luhn check digit over the first thirteen,
 * the odd positions doubled (the American library barcode).
 */
export function barcode(serial: number): string {
  const digits = `2${INSTITUTION}${String(serial).padStart(8, '0')}`;
  const sum = [...digits].reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}
