/** Why a list is set aside whole, before anything is compared. The first four are found by whoever opens the file. */
export const GATES = [
  'signature_invalid',
  'not_decrypted',
  'name_mismatch',
  'hash_total_wrong',
  'truncated',
  'malformed',
  'row_count_wrong',
  'as_of_in_future',
  'out_of_date',
  'sequence_repeated',
  'sequence_gap',
  'size_changed',
  'wrong_list',
  'too_slow',
  'too_large',
] as const;

export type Gate = (typeof GATES)[number];

/** A list that does not pass a gate, as its source found while it was opened. */
export class ListRefused extends Error {
  constructor(readonly gate: Gate) {
    super(gate);
    this.name = 'ListRefused';
  }
}

/** What a list says of itself. */
export interface ListClaims {
  /** The day that it shows, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Its number in the partner's own count; null where lists are not counted. */
  readonly sequence: number | null;
  /** How many lines it should have; null where it does not say. */
  readonly rows: number | null;
  /** Whether numbers may be left out: of a partner that makes more lists than are asked for, some are never seen. */
  readonly gaps?: boolean;
}

/** What was found when it was read to its end. */
export interface ListFindings {
  readonly rows: number;
  readonly truncated: boolean;
}

/** What is known of the lists before. All null before the first. */
export interface EarlierLists {
  /** The day of the last list that was compared. */
  readonly asOf: string | null;
  /** Lines of the last list that was compared, or whose size a supervisor has found right. */
  readonly rows: number | null;
  /** The highest number among lists that were compared. */
  readonly comparedSequence: number | null;
  /** The highest number up to which all lists were received without a gap, those that were set aside included. */
  readonly receivedSequence: number | null;
}

/** A share of the last size by which the next one may differ. */
const MOST_CHANGE = 0.2;

/**
 * The day of a list in the city's count. One that has begun somewhere and not in the city yet is said by a clock that is
 * ahead of the city's: it counts as today, so that what changed today is in flight.
 * @param newest the newest day that has begun anywhere.
 */
export function dayInCity(asOf: string, today: string, newest: string): string {
  return asOf > today && asOf <= newest ? today : asOf;
}

/** The gate that a list does not pass, or null. A list that passes all but `size_changed` waits for a person's decision. */
export function gateOf(claims: ListClaims, found: ListFindings, earlier: EarlierLists, today: string): Gate | null {
  if (found.truncated) return 'truncated';
  if (claims.rows !== null && claims.rows !== found.rows) return 'row_count_wrong';
  if (claims.asOf > today) return 'as_of_in_future';
  if (earlier.asOf !== null && claims.asOf < earlier.asOf) return 'out_of_date';
  return sequenceGate(claims, earlier) ?? (sizeChanged(found.rows, earlier.rows) ? 'size_changed' : null);
}

/** A list that was set aside may be sent again under its number, corrected. */
function sequenceGate({ sequence, gaps = false }: ListClaims, earlier: EarlierLists): Gate | null {
  if (sequence === null) return null;
  if (earlier.comparedSequence !== null && sequence <= earlier.comparedSequence) return 'sequence_repeated';
  return !gaps && earlier.receivedSequence !== null && sequence > earlier.receivedSequence + 1 ? 'sequence_gap' : null;
}

function sizeChanged(rows: number, before: number | null): boolean {
  return before !== null && Math.abs(rows - before) > before * MOST_CHANGE;
}

const LEAST_UNKNOWN = 100;

/**
 * Whether a list is somebody else's: more than half of its lines, and more than a hundred, are tokens that the city does
 * not know. Of such a list nothing is kept, least of all its tokens.
 */
export function isWrongList(unknown: number, rows: number): boolean {
  return unknown > LEAST_UNKNOWN && unknown > rows / 2;
}
