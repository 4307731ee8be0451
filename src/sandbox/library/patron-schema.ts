import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** A patron as the library system holds it; field names and types are those of the Koha REST API. */
export interface Patron extends Record<string, unknown> {
  patron_id: number;
  cardnumber: string | null;
  surname: string | null;
  library_id: string;
  category_id: string;
  expiry_date: string | null;
  patron_card_lost: boolean | null;
}

/** One fault of a body: where, and what is wrong, in words without values. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Who somebody is, where they live, how to reach them, and what was written about them. */
export const IDENTITY_TEXTS = names(`
  firstname preferred_name middle_name title other_name initials pronouns gender relationship_type userid
  street_number street_type address address2 city state postal_code country
  email secondary_email phone secondary_phone mobile fax sms_number
  altaddress_street_number altaddress_street_type altaddress_address altaddress_address2 altaddress_city
  altaddress_state altaddress_postal_code altaddress_country altaddress_email altaddress_phone altaddress_notes
  altcontact_firstname altcontact_surname altcontact_address altcontact_address2 altcontact_city
  altcontact_state altcontact_postal_code altcontact_country altcontact_phone
  staff_notes opac_notes statistics_1 statistics_2 overdrive_auth_token`);

const READ_ONLY = names('restricted anonymized');

const text = { type: ['string', 'null'] };
const day = { type: ['string', 'null'], format: 'date' };
const count = { type: ['integer', 'null'] };

const PROPERTIES: Readonly<Record<string, object>> = {
  patron_id: { type: 'integer' },
  ...each(['cardnumber', 'surname', ...IDENTITY_TEXTS], text),
  ...each(names('date_of_birth date_enrolled expiry_date date_renewed'), day),
  ...each(names('library_id category_id check_previous_checkout lang'), { type: 'string' }),
  ...each(names('incorrect_address patron_card_lost'), { type: ['boolean', 'null'] }),
  ...each(names('autorenew_checkouts privacy_guarantor_fines protected restricted anonymized'), { type: 'boolean' }),
  ...each(names('privacy privacy_guarantor_checkouts'), { type: 'integer' }),
  ...each(names('sms_provider_id login_attempts checkouts_count overdues_count'), count),
  updated_on: { type: 'string', format: 'date-time' },
  last_seen: { type: ['string', 'null'], format: 'date-time' },
  account_balance: { type: ['number', 'null'] },
  ...each(names('library _strings'), { type: ['object', 'null'] }),
  extended_attributes: { type: 'array' },
};

/** What a patron is like where nothing was said: an absent field of a PUT becomes this again. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  ...each(['cardnumber', ...IDENTITY_TEXTS], null),
  ...each(names('date_of_birth date_enrolled expiry_date date_renewed last_seen'), null),
  ...each(names('incorrect_address patron_card_lost autorenew_checkouts privacy_guarantor_fines protected'), false),
  ...each(READ_ONLY, false),
  check_previous_checkout: 'inherit',
  lang: 'default',
  privacy: 1,
  privacy_guarantor_checkouts: 0,
  sms_provider_id: null,
  login_attempts: 0,
};

const validate = formats
  .default(new Ajv2020({ allErrors: true, allowUnionTypes: true }))
  .compile({
    type: 'object',
    additionalProperties: false,
    required: ['surname', 'library_id', 'category_id'],
    properties: PROPERTIES,
  });

/** The faults of a body sent to create or replace a patron; none when it is well formed. */
export function bodyFaults(body: unknown): Fault[] {
  if (validate(body)) {
    return READ_ONLY.filter((name) => name in (body as object)).map((name) => fault(name, 'Read-only.'));
  }
  return (validate.errors ?? []).map(({ instancePath, keyword, params, message }) =>
    keyword === 'additionalProperties'
      ? { path: '/body', message: `Properties not allowed: ${String(params.additionalProperty)}.` }
      : { path: `/body${instancePath}`, message: message ?? keyword },
  );
}

/**
 * Whatever an agreement with the city rules out on one of its patrons: any word about the holder.
 * This is not Koha's rule but this partner's, so that a leak shows as a refusal.
 */
export function identityFaults(body: Readonly<Record<string, unknown>>): Fault[] {
  const told = [...IDENTITY_TEXTS, 'date_of_birth'].filter((name) => (body[name] ?? null) !== null);
  if (body.surname !== 'CITYKEY') told.push('surname');
  return told.map((name) => fault(name, 'Not agreed for patrons of this category.'));
}

/** The patron that a body describes, whole: what it leaves out takes its default. */
export function patronOf(body: Readonly<Record<string, unknown>>, patronId: number, now: Date): Patron {
  const described = { ...DEFAULTS, date_enrolled: now.toISOString().slice(0, 10), ...body };
  return { ...described, patron_id: patronId, updated_on: now.toISOString() } as unknown as Patron;
}

/** Active, suspended or ended, as somebody at the library's desk would see it. */
export function stateOf(patron: Patron, now: Date): 'active' | 'suspended' | 'ended' {
  if (patron.expiry_date !== null && patron.expiry_date < now.toISOString().slice(0, 10)) return 'ended';
  return patron.patron_card_lost === true ? 'suspended' : 'active';
}

function fault(name: string, message: string): Fault {
  return { path: `/body/${name}`, message };
}

function names(list: string): string[] {
  return list.trim().split(/\s+/);
}

function each<T>(fields: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(fields.map((name) => [name, value]));
}
