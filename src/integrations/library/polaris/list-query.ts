import { SettingsProblem } from '../../../modules/links/index.js';

/**
 * What a list may be searched by: patron code, barcode, registered library, statistical class. Queries stand in addresses,
 * which servers write down, so that nothing is searched for by what people are called or where they live.
 */
const TERM = /(?:PATC|PATB|PATL|STAC)=(?:[0-9A-Za-z][0-9A-Za-z*]{0,39}|"[0-9A-Za-z][0-9A-Za-z* -]{0,39}")/g;
const GROUP = /\(t(?: (?:AND|OR|NOT) t)*\)/g;
const WHOLE = /^t(?: (?:AND|OR|NOT) t)*$/;
const LONGEST = 500;

/**
 * A query in CCL, the command language of Polaris (API reference, "Patron access points"), or null for none.
 * @throws SettingsProblem for any that is not made of the access points above, AND, OR, NOT and brackets.
 */
export function listQuery(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string' || value.length > LONGEST || !isQuery(value)) {
    throw new SettingsProblem('listQuery must be a CCL query by PATC, PATB, PATL or STAC, with AND, OR, NOT and brackets');
  }
  return value;
}

function isQuery(text: string): boolean {
  // Whatever stands there in small letters would pass for a term.
  let rest = text.replace(/t/g, 'x').replace(TERM, 't');
  for (let before = ''; before !== rest; ) [before, rest] = [rest, rest.replace(GROUP, 't')];
  return WHOLE.test(rest);
}
