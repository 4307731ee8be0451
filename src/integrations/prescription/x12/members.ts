import { isDay } from './dates.js';
import { type TransactionSet } from './interchange.js';
import { X12Problem } from './problem.js';
import { checked, type ReadSegment, type Segment } from './segments.js';

/** INS03: 001 another identifier, 021 add, 024 cancel, 025 reinstate, 030 listed by a full audit. 022 is not allowed. */
export type Maintenance = '001' | '021' | '024' | '025' | '030';

/** One member of a change file or of a full audit. */
export interface MemberChange {
  /** REF*0F: 1 to 50 characters of the basic set. */
  readonly memberId: string;
  readonly maintenance: Maintenance;
  /** The day from which it holds, `YYYYMMDD`. */
  readonly on: string;
  /** The last day of coverage, `YYYYMMDD`, or null for none. A cancelled member has none of its own. */
  readonly validThrough: string | null;
  /** REF*Q4, the identifier that this one takes the place of: given with 001 and only then. */
  readonly priorId?: string;
  /** With 001: the member is taken over without cover (HD01 = 024). */
  readonly withoutCover?: boolean;
}

/** What sender and receiver agreed to call the plan. */
export interface PlanNames {
  /** REF*1L, the group number. */
  readonly group: string;
  /** HD04, the plan. */
  readonly planCode: string;
}

/** What goes with each maintenance code. */
interface Wording {
  /** INS04: EC a choice of the member, 25 other identifying data, XN notification only. */
  readonly reason: string;
  /** DTP01 of the member: 356 eligible from, 357 eligible until, 303 as of. */
  readonly member: string;
  /** DTP01 of the cover: 348 begins, 349 ends, 303 as of. */
  readonly cover: string;
}

const WORDINGS: Readonly<Record<Maintenance, Wording>> = {
  '001': { reason: '25', member: '303', cover: '303' },
  '021': { reason: 'EC', member: '356', cover: '348' },
  '024': { reason: 'EC', member: '357', cover: '349' },
  '025': { reason: 'EC', member: '356', cover: '348' },
  '030': { reason: 'XN', member: '303', cover: '303' },
};

/**
 * The smallest member loop that the guide accepts. Every value but the identifiers, the codes and the
 * dates is a constant: the guide forces a name, so all members share one.
 *
 * INS03 speaks of the member and HD01 of the cover, so one loop can say both that a member has another
 * identifier (001) and that its cover is cancelled (024).
 * @throws X12Problem `value` or `charset` when an identifier or a date cannot be written.
 */
export function memberLoop(change: MemberChange, { group, planCode }: PlanNames): Segment[] {
  const { maintenance, on, validThrough, priorId } = change;
  if (!isDay(on) || (validThrough !== null && !isDay(validThrough))) throw new X12Problem('value');
  if ((priorId !== undefined) !== (maintenance === '001')) throw new X12Problem('value');
  const { reason, member, cover } = WORDINGS[maintenance];
  const cancels = maintenance === '024' || change.withoutCover === true;
  return [
    ['INS', 'Y', '18', maintenance, reason, 'A', '', '', 'AC'],
    ['REF', '0F', identifier(change.memberId)],
    ['REF', '1L', group],
    ...(priorId === undefined ? [] : [['REF', 'Q4', identifier(priorId)]]),
    ['DTP', member, 'D8', on],
    ['NM1', 'IL', '1', 'MEMBER'],
    ['HD', cancels ? '024' : maintenance, '', 'PDG', planCode, 'EMP'],
    ['DTP', cancels ? '349' : cover, 'D8', on],
    ...(!cancels && validThrough !== null ? [['DTP', '349', 'D8', validThrough]] : []),
  ];
}

function identifier(text: string): string {
  if (text.length < 1 || text.length > 50) throw new X12Problem('value');
  return checked(text);
}

/** Where one member's segments lie in a transaction set. */
export interface MemberRange {
  /** Position of its INS segment, counted from ST = 1 as IK302 does. */
  readonly first: number;
  readonly last: number;
  readonly segments: readonly ReadSegment[];
}

/** The member loops of an 834 as read, in order; each begins with INS and ends before the next or before SE. */
export function membersOf({ segments }: TransactionSet): MemberRange[] {
  const starts = segments.flatMap((segment, index) => (segment[0] === 'INS' ? [index] : []));
  return starts.map((start, nth) => {
    const end = starts[nth + 1] ?? segments.length - 1;
    return { first: start + 1, last: end, segments: segments.slice(start, end) };
  });
}
