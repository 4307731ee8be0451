import { countColons } from '../../../kernel/json/colons.js';
import { type LinkState, type PartnerRecord } from '../../links/index.js';

/** The forms in which a list can come: lines of CSV, or of JSON (NDJSON). */
export const LIST_FORMATS = ['csv', 'ndjson'] as const;

export type ListFormat = (typeof LIST_FORMATS)[number];

/** The first line of a CSV list; it may be left out. */
export const HEADING = 'token,state,validThrough';

/** The heading with every field in quotes, by far the longest one. */
export const LONGEST_HEADING = HEADING.length + 6;

/** Bytes of a line at the most, without its end. A longer one is unreadable, and nobody looks at what it holds. */
export const LONGEST_LINE_BYTES = 512;

/** How states stand to each other: the higher one opens less. The numbers are those of the staging table. */
export const STRICTNESS: Readonly<Record<LinkState, number>> = { active: 0, suspended: 1, ended: 2 };

const TOKEN = /^[0-9A-Za-z._-]{1,64}$/;
const MONTH = /^(?:[0-9]{4}-(?:0[1-9]|1[0-2])|never)$/;
/** The fields of a line, in their order. */
export const FIELDS: readonly string[] = ['token', 'state', 'validThrough'];

/** One line as a record, or null for one that is unreadable. The line comes without its end, one byte a character. */
export type ReadLine = (line: string) => PartnerRecord | null;

/**
 * `token,state,validThrough`: the state is `active`, `suspended` or `ended`; the last field is `YYYY-MM`, `never` or
 * empty, and may be left out with its comma. Fields may stand in double quotes.
 */
export function readCsvLine(line: string): PartnerRecord | null {
  const first = line.indexOf(',');
  if (first < 0) return null;
  const second = line.indexOf(',', first + 1);
  const token = unquoted(line.slice(0, first));
  const state = unquoted(second < 0 ? line.slice(first + 1) : line.slice(first + 1, second));
  return recordOf(token, state, second < 0 ? '' : unquoted(line.slice(second + 1)));
}

/**
 * Whether the first line of a list is its heading, which is no line of it: the names of the fields, of two or of all three, in
 * quotes or not and in whatever case. No record is written like that.
 */
export function isHeading(format: ListFormat, line: string): boolean {
  if (format !== 'csv') return false;
  const names = line.split(',').map((name) => unquoted(name).toLowerCase());
  const fields = FIELDS.map((field) => field.toLowerCase());
  return names.length >= 2 && names.length <= fields.length && names.every((name, place) => name === fields[place]);
}

/** An object of these three fields, each once, and no others; `validThrough` may be null, empty or left out. */
export function readJsonLine(line: string): PartnerRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const names = Object.keys(value);
  if (names.some((name) => !FIELDS.includes(name)) || countColons(line) !== names.length) return null;
  const { token, state, validThrough } = value as Record<string, unknown>;
  if (typeof token !== 'string' || typeof state !== 'string') return null;
  if (validThrough === undefined || validThrough === null) return recordOf(token, state, '');
  return typeof validThrough === 'string' ? recordOf(token, state, validThrough) : null;
}

export function lineReader(format: ListFormat): ReadLine {
  return format === 'csv' ? readCsvLine : readJsonLine;
}

/** A record as a line of CSV, without its end. One whose token could not be read back becomes a line that nobody can read. */
export function csvLine({ token, state, validThrough }: PartnerRecord): string {
  return isToken(token) ? `${token},${state},${validThrough ?? ''}` : '?';
}

function recordOf(token: string, state: string, month: string): PartnerRecord | null {
  if (!isToken(token) || !isState(state)) return null;
  if (month === '') return { token, state, validThrough: null };
  return MONTH.test(month) ? { token, state, validThrough: month } : null;
}

/** Whether a text can be a token in a list. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

export function isState(text: string): text is LinkState {
  return text === 'active' || text === 'suspended' || text === 'ended';
}

/** A field of CSV without the double quotes that it may stand in. */
export function unquoted(field: string): string {
  return field.length >= 2 && field.charCodeAt(0) === 0x22 && field.charCodeAt(field.length - 1) === 0x22 ? field.slice(1, -1) : field;
}
