import { eachRecord, nameInError, type Spoilers } from '../http-faults.js';
import { STRAY } from '../stray-person.js';
import { type Account } from './accounts.js';

type Body = Readonly<Record<string, unknown>>;

/** The published document lets all of it stand in a customer. */
const STRAY_CUSTOMER: Body = {
  ...{ initials: STRAY.given.slice(0, 1), firstName: STRAY.given, lastName: STRAY.family, middleName: STRAY.given, prefix: STRAY.given, postfix: STRAY.given },
  ...{ phoneNumber: STRAY.phone, email: STRAY.email, dateOfBirth: STRAY.born, placeOfBirth: STRAY.town, countryOfBirth: STRAY.town },
  ...{ address: { name: STRAY.name, address: STRAY.street }, photo: Buffer.from(STRAY.note).toString('base64') },
};

/** How the answers about customer accounts go wrong. @param all the accounts there are. */
export function spoiledAccounts(all: () => readonly Account[]): Spoilers {
  const accounts = (change: (account: Body) => unknown) => eachRecord((value) => 'customer' in value, change);
  return {
    another_record: accounts(({ id, status }) => all().find((one) => one.id !== id) ?? another(status)),
    wrong_id: accounts((account) => ({ ...account, id: 'another', customer: { ...(account.customer as Body), id: 'another' } })),
    missing_fields: accounts(({ id, status }) => ({ id, status })),
    wrong_types: accounts((account) => ({ ...account, status: 1, customer: { ...(account.customer as Body), customFields: ['active'] } })),
    names: (body) => {
      const told = accounts((account) => {
        const customer = account.customer as { customFields?: Body } & Body;
        return { ...account, customer: { ...customer, ...STRAY_CUSTOMER, customFields: { ...customer.customFields, holder: STRAY.note } } };
      })(body);
      return 'errors' in (told as Body) ? nameInError(told as Body) : told;
    },
    error: (status) => ({ errors: [{ errorcode: 0, title: `Something went wrong (${status})` }] }),
  };
}

function another(status: unknown): Body {
  return { id: 'another', customer: { id: 'another', customFields: { cardStatus: 'active' } }, status };
}
