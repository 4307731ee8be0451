import { type Category, type Validity } from '../../rules/index.js';

// The rules module owns the list: cards depend on rules, never the other way round.
export { CATEGORIES, type Category } from '../../rules/index.js';

const MONTH = /^[0-9]{4}-(0[1-9]|1[0-2])$/;

/** The last month of a card issued today (`YYYY-MM-DD`) under a rule: `YYYY-MM`, or `never`. */
export function validThroughFor(category: Category, today: string, validity: Validity): string {
  const years = validity[category];
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
export function validThroughAllowed(chosen: string, category: Category, today: string, validity: Validity): boolean {
  const longest = validThroughFor(category, today, validity);
  if (chosen === 'never') return longest === 'never';
  return MONTH.test(chosen) && chosen >= today.slice(0, 7) && (longest === 'never' || chosen <= longest);
}
