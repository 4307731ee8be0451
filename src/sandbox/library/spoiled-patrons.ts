import { eachRecord, nameInError, type Spoilers } from '../http-faults.js';
import { STRAY } from '../stray-person.js';
import { IDENTITY_TEXTS, type Patron } from './patron-schema.js';

type Body = Readonly<Record<string, unknown>>;

/** What the library says of the stray person, by the fields of a patron. */
export const STRAY_PATRON: Body = {
  ...Object.fromEntries(IDENTITY_TEXTS.map((name) => [name, STRAY.note])),
  surname: STRAY.family,
  firstname: STRAY.given,
  address: STRAY.street,
  city: STRAY.town,
  email: STRAY.email,
  phone: STRAY.phone,
  date_of_birth: STRAY.born,
};

/** How the answers about patrons go wrong. @param all the patrons there are. */
export function spoiledPatrons(all: () => readonly Patron[]): Spoilers {
  const patrons = (change: (patron: Body) => unknown) => eachRecord(isPatron, change);
  return {
    another_record: patrons(({ cardnumber }) => all().find((one) => one.cardnumber !== cardnumber)),
    wrong_id: patrons((patron) => ({ ...patron, patron_id: all().find((one) => one.patron_id !== patron.patron_id)?.patron_id })),
    missing_fields: patrons(({ patron_id, cardnumber }) => ({ patron_id, cardnumber })),
    wrong_types: patrons((patron) => ({ ...patron, patron_id: String(patron.patron_id), patron_card_lost: 'no', expiry_date: 0, category_id: null })),
    names: (body) => {
      const told = patrons((patron) => ({ ...patron, ...STRAY_PATRON }))(body);
      return isError(told) ? nameInError({ conflict: '', ...told }) : told;
    },
    error: (status) => ({ error: `Something went wrong (${status}).`, error_code: 'internal_server_error' }),
  };
}

/** A whole patron without what the library itself put in to be read: that place is as the library holds it. */
export function withoutStray(body: Body, held: Body | undefined): Body {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, Object.hasOwn(STRAY_PATRON, name) && value === STRAY_PATRON[name] ? (held?.[name] ?? null) : value]));
}

function isPatron(value: Body): boolean {
  return 'patron_id' in value && 'cardnumber' in value;
}

function isError(body: unknown): body is Body {
  return typeof body === 'object' && body !== null && ('error' in body || 'errors' in body);
}
