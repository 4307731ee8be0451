import { BRANCH, CODES } from './patrons.js';

type Body = Readonly<Record<string, unknown>>;

const LOGON = ['LogonBranchID', 'LogonUserID', 'LogonWorkstationID'];
const ADDRESS = ['StreetOne', 'City', 'State', 'PostalCode'];
/** The one name and birth day that all of the city's registrations share. */
const CONSTANTS: Body = { NameFirst: 'CARD', NameLast: 'CITYKEY', BirthDate: '/Date(946728000000)/' };
const CHANGEABLE = ['ExpirationDate', 'AddrCheckDate', 'PatronCode'];
const DATE = /^\/Date\((\d{1,15})\)\/$/;

/**
 * PAPI's answer to what is wrong with a registration: a negative code and where, or null. Not all of the real
 * system's codes are public; those above -3500 were chosen here.
 */
export function registrationFault(body: Body): { readonly code: number; readonly field: string } | null {
  const known = [...LOGON, ...ADDRESS, ...Object.keys(CONSTANTS), ...CHANGEABLE, 'PatronBranchID', 'Barcode', 'FormerBarcode'];
  const strange = Object.keys(body).find((name) => !known.includes(name));
  if (strange !== undefined) return { code: -3599, field: strange };
  const missing = known.find((name) => name !== 'FormerBarcode' && (body[name] ?? '') === '');
  if (missing !== undefined) return { code: -3501, field: missing };
  const told = Object.keys(CONSTANTS).find((name) => body[name] !== CONSTANTS[name]);
  if (told !== undefined) return { code: -3598, field: told };
  if (body.PatronBranchID !== BRANCH) return { code: -3503, field: 'PatronBranchID' };
  return changeFault(Object.fromEntries(Object.entries(body).filter(([name]) => CHANGEABLE.includes(name))));
}

export function updateFault(body: Body): { readonly code: number; readonly field: string } | null {
  const missing = LOGON.find((name) => typeof body[name] !== 'number');
  if (missing !== undefined) return { code: -3501, field: missing };
  const strange = Object.keys(body).find((name) => ![...LOGON, ...CHANGEABLE].includes(name));
  return strange === undefined ? changeFault(body) : { code: -3599, field: strange };
}

/** The changeable fields as they are held. */
export function heldFields(body: Body): Readonly<Record<string, unknown>> {
  const moment = (name: string) => new Date(Number(DATE.exec(String(body[name]))?.[1])).toISOString();
  return {
    ...('ExpirationDate' in body ? { ExpirationDate: moment('ExpirationDate') } : {}),
    ...('AddrCheckDate' in body ? { AddrCheckDate: moment('AddrCheckDate') } : {}),
    ...('PatronCode' in body ? { PatronCodeID: body.PatronCode } : {}),
  };
}

function changeFault(body: Body): { readonly code: number; readonly field: string } | null {
  const date = ['ExpirationDate', 'AddrCheckDate'].find((name) => name in body && !DATE.test(String(body[name])));
  if (date !== undefined) return { code: -3502, field: date };
  const agreed: readonly unknown[] = [CODES.city, CODES.citySuspended, undefined];
  return agreed.includes(body.PatronCode) ? null : { code: -3504, field: 'PatronCode' };
}
