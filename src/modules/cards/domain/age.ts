import { type Category } from './validity.js';

// Runs on the counter station only, where the birth date is seen and forgotten. The service never gets one, and no file
// of it imports this: test/house/station-only.spec.ts.

const FIRST_STANDARD_AGE = 14;
const FIRST_SENIOR_AGE = 65;

/**
 * The category of somebody born on a day, as of today in the city (both `YYYY-MM-DD`); null for a birth date to come.
 * Who was born on 29 February has a birthday on 1 March in a year without one.
 */
export function categoryAt(birthDate: string, today: string): Category | null {
  if (birthDate > today) return null;
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  const age = today.slice(5) >= birthDate.slice(5) ? years : years - 1;
  if (age < FIRST_STANDARD_AGE) return 'kids';
  return age < FIRST_SENIOR_AGE ? 'standard' : 'senior';
}
