import { type Spoilers } from '../../http-faults.js';
import { STRAY } from '../../stray-person.js';
import { type PolarisPatron } from './patrons.js';

type Body = Readonly<Record<string, unknown>>;

const STRAY_DATA: Body = {
  ...{ NameFirst: STRAY.given, NameLast: STRAY.family, NameMiddle: STRAY.name, NameTitle: STRAY.name, NameSuffix: STRAY.name, LegalNameLast: STRAY.family },
  ...{ BirthDate: `/Date(${Date.parse(STRAY.born)}-0500)/`, EmailAddress: STRAY.email, AltEmailAddress: STRAY.email },
  ...{ PatronFirstLastName: STRAY.name, PhoneNumber: STRAY.phone, CellPhone: STRAY.phone, StreetOne: STRAY.street, City: STRAY.town, User1: STRAY.note, User2: STRAY.born },
  ...{ Notes: STRAY.note, MessageBlock: STRAY.note, Username: STRAY.fileName },
};

/** How the answers of the Polaris API go wrong: a code, and a patron's data, or rows of a search, where such was asked for. */
export function spoiledAnswers(all: () => readonly PolarisPatron[]): Spoilers {
  return {
    another_record: (body) => changed(body, ({ Barcode }) => ({ ...all().find((one) => one.Barcode !== Barcode) })),
    wrong_id: (body) => changed(body, (patron) => ({ ...patron, Barcode: `${String(patron.Barcode)}0`, PatronID: Number(patron.PatronID) + 1 })),
    missing_fields: (body) => coded(changed(body, ({ Barcode }) => ({ Barcode })), ({ ErrorMessage }) => ({ ErrorMessage })),
    wrong_types: (body) => coded(changed(body, wrongTyped), (answer) => ({ ...answer, PAPIErrorCode: '0' })),
    names: (body) => ({
      ...changed(body, (patron) => ({ ...patron, ...STRAY_DATA, PatronAddresses: [STRAY_DATA] })),
      ...{ ErrorMessage: STRAY.note, BranchName: STRAY.name, PatronName: STRAY.name, WordList: STRAY.name },
    }),
    error: (status) => ({ PAPIErrorCode: -1, ErrorMessage: `Something went wrong (${status})` }),
  };
}

function wrongTyped(patron: Body): Body {
  return 'PatronCodeID' in patron ? { ...patron, PatronCodeID: String(patron.PatronCodeID) } : { ...patron, Barcode: Number(patron.Barcode) };
}

/** An answer with the patron's data changed, where it has such; the answer to a registration names the patron beside the code. */
function changed(body: unknown, change: (patron: Body) => Body): Body {
  const answer = body as Body;
  const { PatronBasicData: patron, PatronSearchRows: rows } = answer;
  if (Array.isArray(rows)) return { ...answer, PatronSearchRows: (rows as Body[]).map(change) };
  if (typeof patron === 'object' && patron !== null) return { ...answer, PatronBasicData: change(patron as Body) };
  return 'PatronID' in answer ? { ...answer, ...change(answer) } : answer;
}

/** Answers to writes, which are little more than a code. Signing in goes well, so that there is something to go wrong. */
function coded(answer: Body, change: (answer: Body) => Body): Body {
  return 'AccessToken' in answer || 'PatronBasicData' in answer || 'PatronSearchRows' in answer ? answer : change(answer);
}
