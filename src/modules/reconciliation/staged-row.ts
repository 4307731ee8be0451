import { type CopyRows } from './copy-rows.js';

/** The block whose tokens are told apart by their places holds fewer lines than this. */
export const PLACES_IN_CHUNK = 2 ** 20;

/** Added to the state of a line whose token may stand on an earlier line. */
export const REPEATED_MARK = 4;

/** One row of `staged`: the line's place in the list, its token's index, its state, and the last month or nothing. */
export function writeStaged(rows: CopyRows, place: number, index: string, state: number, month: string | null): void {
  writePlace(rows.begin(4), place).bytes(index).short(state);
  if (month === null) rows.empty();
  else rows.bytes(month);
}

/** One row of `older`: the place of a line, and its token's index under an older key. */
export function writeOlder(rows: CopyRows, place: number, index: string): void {
  writePlace(rows.begin(2), place).bytes(index);
}

function writePlace(rows: CopyRows, place: number): CopyRows {
  return rows.long(Math.floor(place / 2 ** 32), place % 2 ** 32);
}
