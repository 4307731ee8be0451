/** Who a card is made for, by the holder's age on the day of issue; the age itself stays on the counter station. */
export const CATEGORIES = ['kids', 'standard', 'senior'] as const;

export type Category = (typeof CATEGORIES)[number];

/** Years a card is valid: 13 and under 2, 14 to 64 5, 65 and over for ever (Chicago CityKey). */
const YEARS: Readonly<Record<Category, number | null>> = { kids: 2, standard: 5, senior: null };

const MONTH = /^[0-9]{4}-(0[1-9]|1[0-2])$/;

/** The last month of a card issued today (`YYYY-MM-DD`): `YYYY-MM`, or `never`. */
export function validThroughFor(category: Category, today: string): string {
  const years = YEARS[category];
  return years === null ? 'never' : `${Number(today.slice(0, 4)) + years}-${today.slice(5, 7)}`;
}

/** Whether an expired card may still be renewed: so many months after its last one. */
export function withinGrace(validThrough: string, today: string, graceMonths: number): boolean {
  return validThrough === 'never' || monthNumber(today) <= monthNumber(validThrough) + graceMonths;
}

function monthNumber(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}

/** Whether a clerk may choose this month instead: not over yet, and not beyond what the category allows. */
export function validThroughAllowed(chosen: string, category: Category, today: string): boolean {
  const longest = validThroughFor(category, today);
  if (chosen === 'never') return longest === 'never';
  return MONTH.test(chosen) && chosen >= today.slice(0, 7) && (longest === 'never' || chosen <= longest);
}
