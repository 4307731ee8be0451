import { type LinkState, type Submission } from '../../modules/links/index.js';
import { dayBefore, lastDay, lastMonth } from './calendar.js';
import { type KohaSettings } from './settings.js';

/** A patron as Koha sends it. Only the fields named here are ever looked at; the rest is carried back unread. */
export interface Patron extends Readonly<Record<string, unknown>> {
  readonly patron_id: number;
  readonly cardnumber: string;
  readonly surname: unknown;
  readonly category_id: unknown;
  readonly expiry_date: unknown;
  readonly patron_card_lost: unknown;
}

/** Koha wants a surname; this one says nothing about anybody. */
export const SURNAME = 'CITYKEY';

/** Fields that Koha computes itself, or embeds from elsewhere: refused or meaningless in a PUT. */
const NOT_WRITABLE = [
  'patron_id',
  'restricted',
  'anonymized',
  'updated_on',
  'account_balance',
  'checkouts_count',
  'overdues_count',
  'library',
  '_strings',
  'extended_attributes',
];

/**
 * Reads a patron from an answer, or null when it is something else. Koha sends every field, so one that we go by and
 * that is missing or of another type is no patron: read as empty it would look like somebody else's account.
 */
export function asPatron(value: unknown): Patron | null {
  if (typeof value !== 'object' || value === null) return null;
  const { patron_id: id, cardnumber, category_id: category, expiry_date: day, patron_card_lost: lost } = value as Patron;
  const known = Number.isInteger(id) && typeof cardnumber === 'string' && typeof category === 'string';
  const shown = (day === null || typeof day === 'string') && (lost === null || typeof lost === 'boolean');
  return known && shown ? (value as Patron) : null;
}

/** A patron without a card: nobody's token, but no fault either. */
export function hasNoNumber(value: unknown): value is { readonly patron_id: number } {
  const candidate = value as Patron | null;
  return Number.isInteger(candidate?.patron_id) && candidate?.cardnumber === null;
}

/**
 * Whether a patron was created by us. A minted number can, by chance, be one that the library gave to somebody:
 * such a patron must stay as it is.
 */
export function isOurs(patron: Patron, settings: KohaSettings): boolean {
  return patron.category_id === settings.categoryId || patron.surname === SURNAME;
}

/** The body that creates a patron for a minted number. */
export function newPatron(wanted: Submission, settings: KohaSettings): Readonly<Record<string, unknown>> {
  return {
    surname: SURNAME,
    library_id: settings.libraryId,
    category_id: settings.categoryId,
    cardnumber: wanted.token,
    expiry_date: lastDay(wanted.validThrough, settings.neverExpiresOn),
    patron_card_lost: wanted.state === 'suspended',
  };
}

/**
 * The body of the PUT that makes a patron show what is wanted, or null when it already does.
 *
 * Of an adopted account only the lost flag is ours. A minted account's home library and surname are set when it is
 * created and left alone afterwards: the library may have moved it to another branch.
 */
export function correction(
  patron: Patron,
  wanted: Submission,
  settings: KohaSettings,
  today: string,
): Readonly<Record<string, unknown>> | null {
  const fields = wanted.origin === 'adopted' ? lostFlag(wanted) : cityFields(patron, wanted, settings, today);
  const current = { ...patron, patron_card_lost: patron.patron_card_lost === true };
  const same = Object.entries(fields).every(([name, value]) => current[name as keyof typeof current] === value);
  if (same) return null;
  const writable = Object.entries(patron).filter(([name]) => !NOT_WRITABLE.includes(name));
  return { ...Object.fromEntries(writable), ...fields };
}

/** What a patron shows: ended once its expiry date has passed, suspended while its card is flagged as lost. */
export function stateOf(patron: Patron, today: string): LinkState {
  if (isPast(patron.expiry_date, today)) return 'ended';
  return patron.patron_card_lost === true ? 'suspended' : 'active';
}

/** The last month a patron is valid to the end of, `never`, or null where there is no expiry date. */
export function validThroughOf(patron: Patron, settings: Pick<KohaSettings, 'neverExpiresOn'>): string | null {
  const day = patron.expiry_date;
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  return lastMonth(day, settings.neverExpiresOn);
}

function lostFlag(wanted: Submission): { patron_card_lost: boolean } {
  return { patron_card_lost: wanted.state === 'suspended' };
}

function cityFields(patron: Patron, wanted: Submission, settings: KohaSettings, today: string) {
  return {
    ...lostFlag(wanted),
    cardnumber: wanted.token,
    category_id: settings.categoryId,
    expiry_date: wanted.state === 'ended' ? pastDay(patron, today) : lastDay(wanted.validThrough, settings.neverExpiresOn),
  };
}

/** Any past day ends an account, so one that has passed already stays: nothing to write the next day. */
function pastDay(patron: Patron, today: string): unknown {
  if (isPast(patron.expiry_date, today)) return patron.expiry_date;
  return dayBefore(today);
}

function isPast(day: unknown, today: string): boolean {
  return typeof day === 'string' && day < today;
}
