import { countColons } from '../../../kernel/json/colons.js';
import { FIELDS, HEADING, isState, isToken, lineReader, type ListFormat, LONGEST_LINE_BYTES, unquoted } from './partner-list.js';

/** What can be wrong with a line, and how it is said. Nothing of the line is repeated. */
export const LINE_FAULTS = {
  empty: 'there is nothing on it',
  too_long: `it is longer than ${LONGEST_LINE_BYTES} bytes`,
  heading: `it is neither a line of the list nor the heading ${HEADING}`,
  fields: 'it does not have two or three fields, divided by commas',
  json: 'it is not one JSON object',
  field_unknown: 'it has a field that is none of token, state, validThrough',
  field_repeated: 'it has a field twice',
  field_missing: 'its token or its state is missing, or is no text',
  token: 'its token is not made of 1 to 64 letters, digits, dots, underscores and hyphens',
  state: 'its state is none of active, suspended, ended',
  valid_through: 'its validThrough is neither YYYY-MM nor never, and is not left empty',
  repeated: 'its token stands on an earlier line',
} as const;

export type LineFault = keyof typeof LINE_FAULTS;

/** What is wrong with a line that stands by itself, or null where it can be read. It comes without its end, one byte a character. */
export function faultOf(format: ListFormat, line: string): LineFault | null {
  if (lineReader(format)(line)) return null;
  if (line.trim() === '') return 'empty';
  return format === 'csv' ? faultOfCsv(line) : faultOfJson(line);
}

function faultOfCsv(line: string): LineFault {
  const fields = line.split(',').map(unquoted);
  if (fields.length < 2 || fields.length > 3) return 'fields';
  const [token = '', state = ''] = fields;
  return faultOfFields(token, state);
}

function faultOfJson(line: string): LineFault {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'json';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'json';
  const names = Object.keys(value);
  if (names.some((name) => !FIELDS.includes(name))) return 'field_unknown';
  const { token, state } = value as Record<string, unknown>;
  if (typeof token !== 'string' || typeof state !== 'string') return 'field_missing';
  return countColons(line) === names.length ? faultOfFields(token, state) : 'field_repeated';
}

/** The line cannot be read: when its token and its state can, it is the month. */
function faultOfFields(token: string, state: string): LineFault {
  if (!isToken(token)) return 'token';
  return isState(state) ? 'valid_through' : 'state';
}
