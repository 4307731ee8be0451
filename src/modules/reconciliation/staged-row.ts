import { type CopyRows } from './copy-rows.js';
import { type PlainLine } from './domain/plain-line.js';

/**
 * Tokens that are sealed together: few enough that to find one costs little, enough that to seal them costs little. Those of
 * 16 characters just fit into a row of PostgreSQL, four of which fill a page.
 */
export const PLACES_IN_SLICE = 112;

/** A block of lines holds fewer than this. Each has places of its own, which begin with a slice. */
const PLACES_IN_CHUNK = PLACES_IN_SLICE * 2 ** 13;

/** Where a readable line stands in the list, for all who have it. */
export const placeOf = (chunk: number, line: number) => chunk * PLACES_IN_CHUNK + line;

/** The slice with the token of a line. */
export const sliceOf = (place: number) => Math.floor(place / PLACES_IN_SLICE);

/** One row of `staged` or `marked`: the line's place in the list, its token's index, its state, and the last month or nothing. */
export function writeStaged(rows: CopyRows, place: number, index: string, line: PlainLine): void {
  rows.begin(4).long(place).text(index).short(line.strictness);
  if (line.monthFrom === line.monthEnd) rows.empty();
  else rows.bytes(line.bytes, line.monthFrom, line.monthEnd);
}

/** One row of `older`: the place of a line, and its token's index under an older key. */
export function writeOlder(rows: CopyRows, place: number, index: string): void {
  rows.begin(2).long(place).text(index);
}

/** One row of `slice`: its number, and its tokens sealed. */
export function writeSlice(rows: CopyRows, number: number, sealed: Uint8Array): void {
  rows.begin(2).long(number).blob(sealed);
}
