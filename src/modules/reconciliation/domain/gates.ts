/** Why a list is set aside whole, before anything is compared. The first five are found by whoever opens the file. */
export const GATES = [
  'not_unpacked',
  'signature_invalid',
  'not_decrypted',
  'name_mismatch',
  'hash_total_wrong',
  'not_readable',
  'truncated',
  'malformed',
  'row_count_wrong',
  'too_many_lines',
  'empty',
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
  /** Whether it was asked for and told to its end, so that one without a line says that there is none. */
  readonly asked?: boolean;
}

/** What was found when it was read to its end. */
export interface ListFindings {
  readonly rows: number;
  /** Lines among them that nobody can read. */
  readonly unreadable: number;
  readonly truncated: boolean;
  /** Whether there are links that a list of its day has to show. It matters only for one without a line. */
  readonly due: boolean;
  /** Whether it has more lines than any list can have of which this city knows anything. It may not have been read to its end. */
  readonly tooMany: boolean;
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

/**
 * The gate that a file does not pass whatever else is known, or null. One of which most lines cannot be read comes before
 * one that was cut: in another encoding, no line ends where it should.
 */
export function gateOfFile({ rows }: Pick<ListClaims, 'rows'>, found: Omit<ListFindings, 'due' | 'tooMany'>): Gate | null {
  if (found.unreadable > found.rows / 2) return 'not_readable';
  if (found.truncated) return 'truncated';
  return rows !== null && rows !== found.rows ? 'row_count_wrong' : null;
}

/**
 * Whether a list without a line may be an accident: an export that came to nothing. One that says `rows=0`, or that a partner
 * was asked for, means it.
 */
export function mayBeAccident({ rows, asked = false }: Pick<ListClaims, 'rows' | 'asked'>, found: Pick<ListFindings, 'rows'>): boolean {
  return found.rows === 0 && rows === null && !asked;
}

/** The gate that a list does not pass, or null. A list that passes all but `size_changed` waits for a person's decision. */
export function gateOf(claims: ListClaims, found: ListFindings, earlier: EarlierLists, today: string): Gate | null {
  if (found.tooMany) return 'too_many_lines';
  const ofFile = gateOfFile(claims, found);
  if (ofFile) return ofFile;
  if (found.due && mayBeAccident(claims, found)) return 'empty';
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

const MOST_TIMES = 10;

/**
 * Whether a list has so many lines that it is not worth reading on: more than ten times as many as there is reason for, beyond
 * those that any list may have. Most of them could only be tokens that the city does not know.
 * @param known links of the service, or lines of the last list.
 * @param freely lines that any list may have.
 */
export function isTooMany(rows: number, known: number, freely: number): boolean {
  return rows > MOST_TIMES * known + freely;
}

const LEAST_UNKNOWN = 100;

/**
 * Whether a list is somebody else's: more than half of its lines, and more than a hundred, are tokens that the city does
 * not know. Of such a list nothing is kept, least of all its tokens.
 */
export function isWrongList(unknown: number, rows: number): boolean {
  return unknown > LEAST_UNKNOWN && unknown > rows / 2;
}
