import { type CopyRows } from './copy-rows.js';
import { type PlainLine } from './domain/plain-line.js';

/** The block whose tokens are told apart by their places holds fewer lines than this. */
export const PLACES_IN_CHUNK = 2 ** 20;

/** Added to the state of a line whose token may stand on an earlier line. */
export const REPEATED_MARK = 4;

/** One row of `staged`: the line's place in the list, its token's index, its state, and the last month or nothing. */
export function writeStaged(rows: CopyRows, place: number, index: string, again: boolean, line: PlainLine): void {
  rows.begin(4).long(place).text(index).short(again ? line.strictness + REPEATED_MARK : line.strictness);
  if (line.monthFrom === line.monthEnd) rows.empty();
  else rows.bytes(line.bytes, line.monthFrom, line.monthEnd);
}

/** One row of `older`: the place of a line, and its token's index under an older key. */
export function writeOlder(rows: CopyRows, place: number, index: string): void {
  rows.begin(2).long(place).text(index);
}
