import { type InspectedRecord } from '../../src/sandbox/plan.js';
import { type PartnerSites, type Service } from './partner-sites.js';

export type State = 'active' | 'suspended' | 'ended';

/** A benefit manager knows cover and no cover: a suspended member is one without. */
export function shownAs(service: Service, state: State): State {
  return service === 'prescription' && state === 'suspended' ? 'ended' : state;
}

/** Everything a partner system may hold for a token, field by field; what is not here is too much. */
export function expectedRecord(sites: PartnerSites, service: Service, token: string, state: State): InspectedRecord {
  const held = { transit: transitAccount, library: libraryPatron, prescription: member }[service](sites, token, state);
  return { token, state: shownAs(service, state), held };
}

const day: unknown = expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/);
const plainDay: unknown = expect.stringMatching(/^\d{8}$/);
const instant: unknown = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);

function transitAccount(_: PartnerSites, token: string, state: State) {
  return {
    id: token,
    customer: { id: token, customFields: { cardStatus: state } },
    status: state === 'active' ? 'ACTIVE' : 'BLOCKED',
    creationDate: instant,
    modificationDate: instant,
  };
}

function member({ plan: { prescription } }: PartnerSites, token: string, state: State) {
  return {
    memberId: token,
    group: prescription.group,
    planCode: prescription.planCode,
    lastName: 'MEMBER',
    maintenance: state === 'active' ? (expect.stringMatching(/^02[15]$/) as unknown) : '024',
    coverageBegin: plainDay,
    // Null for a card that never ends.
    coverageEnd: { asymmetricMatch: (value: string | null) => value === null || /^\d{8}$/.test(value) },
  };
}

function libraryPatron({ plan: { library } }: PartnerSites, token: string, state: State) {
  return {
    ...NOTHING_ABOUT_THE_HOLDER,
    patron_id: expect.any(Number) as unknown,
    cardnumber: token,
    surname: 'CITYKEY',
    library_id: library.libraryId,
    category_id: library.categoryId,
    expiry_date: day,
    patron_card_lost: state === 'suspended',
    date_enrolled: day,
    updated_on: instant,
  };
}

const texts = `firstname preferred_name middle_name title other_name initials pronouns gender relationship_type userid
  street_number street_type address address2 city state postal_code country
  email secondary_email phone secondary_phone mobile fax sms_number
  altaddress_street_number altaddress_street_type altaddress_address altaddress_address2 altaddress_city
  altaddress_state altaddress_postal_code altaddress_country altaddress_email altaddress_phone altaddress_notes
  altcontact_firstname altcontact_surname altcontact_address altcontact_address2 altcontact_city
  altcontact_state altcontact_postal_code altcontact_country altcontact_phone
  staff_notes opac_notes statistics_1 statistics_2 overdrive_auth_token
  date_of_birth date_renewed last_seen sms_provider_id`;

const flags = 'incorrect_address autorenew_checkouts privacy_guarantor_fines protected restricted anonymized';

/** The library system's own defaults. */
const NOTHING_ABOUT_THE_HOLDER = {
  ...Object.fromEntries(texts.split(/\s+/).map((name) => [name, null])),
  ...Object.fromEntries(flags.split(' ').map((name) => [name, false])),
  check_previous_checkout: 'inherit',
  lang: 'default',
  privacy: 1,
  privacy_guarantor_checkouts: 0,
  login_attempts: 0,
};
