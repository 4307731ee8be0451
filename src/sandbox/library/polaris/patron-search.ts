import { readCcl } from './ccl.js';
import { BRANCH, type PolarisPatron } from './patrons.js';

type Body = Readonly<Record<string, unknown>>;

const KNOWN = ['q', 'patronsperpage', 'page', 'sort'];
/** The most patrons on a page, however many are asked for. Not public: chosen here. */
const MOST_ON_PAGE = 250;
const POSITIVE = /^[1-9]\d{0,8}$/;

/** What is wrong with a search: the name of the parameter, or null. */
export function searchFault(qualifier: string, query: Readonly<Record<string, unknown>>): string | null {
  if (qualifier.toLowerCase() !== 'boolean') return 'qualifier';
  const strange = Object.keys(query).find((name) => !KNOWN.includes(name));
  if (strange !== undefined) return 'parameter';
  if (typeof query.q !== 'string' || !readCcl(query.q)) return 'q';
  const wrong = ['patronsperpage', 'page'].find((name) => name in query && !POSITIVE.test(String(query[name])));
  // Other orders are not agreed: people come by name in them.
  return wrong ?? (query.sort === 'PATB' ? null : 'sort');
}

/** A page of the patrons found, each with the name that it is registered by. */
export function searchPage(all: readonly PolarisPatron[], query: Readonly<Record<string, unknown>>): Body {
  const wanted = readCcl(String(query.q));
  const found = all.filter((patron) => wanted?.(patron)).sort((one, other) => (one.Barcode < other.Barcode ? -1 : 1));
  const size = Math.min(Number(query.patronsperpage ?? 10), MOST_ON_PAGE);
  const first = (Number(query.page ?? 1) - 1) * size;
  const rows = found.slice(first, first + size).map((patron) => ({
    PatronID: patron.PatronID,
    Barcode: patron.Barcode,
    OrganizationID: patron.PatronBranchID ?? BRANCH,
    PatronFirstLastName: `${String(patron.NameLast)}, ${String(patron.NameFirst)}`,
  }));
  return { PAPIErrorCode: rows.length, ErrorMessage: null, WordList: '', TotalRecordsFound: found.length, PatronSearchRows: rows };
}
