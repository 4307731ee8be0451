import { isDay } from './dates.js';
import {
  ENROLMENT_VERSION,
  type Envelope,
  nineDigits,
  type SetToWrite,
  type TransactionSet,
  writeInterchange,
} from './interchange.js';
import { X12Problem } from './problem.js';
import { checked, type ReadSegment, type Segment } from './segments.js';

/** One bad member rejects its whole transaction set, so a set holds no more than this. */
export const MAX_MEMBERS = 500;

/** INS03 of a change file: 021 add, 024 cancel, 025 reinstate. */
export type Maintenance = '021' | '024' | '025';

/** One member of a change file. */
export interface MemberChange {
  /** REF*0F: 1 to 50 characters of the basic set. */
  readonly memberId: string;
  readonly maintenance: Maintenance;
  /** The day from which it holds, `YYYYMMDD`. */
  readonly on: string;
  /** The last day of coverage, `YYYYMMDD`, or null for none. A cancelled member has none of its own. */
  readonly validThrough: string | null;
}

/** What sender and receiver agreed to call the plan. */
export interface PlanNames {
  /** REF*1L, the group number. */
  readonly group: string;
  /** HD04, the plan. */
  readonly planCode: string;
}

/** An organisation in loop 1000, by name and federal taxpayer number. */
export interface Party {
  readonly name: string;
  readonly id: string;
}

/** A change file of one transaction set, its members written as loops before. */
export interface ChangeFile {
  readonly envelope: Envelope;
  readonly sponsor: Party;
  readonly insurer: Party;
  readonly members: readonly (readonly Segment[])[];
  /** BGN02 of the rejected file whose other members this one sends again, or null. */
  readonly original: string | null;
}

/**
 * The smallest member loop that the guide accepts. Every value but the identifier, the code and the
 * dates is a constant: the guide forces a name, so all members share one.
 * @throws X12Problem `value` or `charset` when the identifier or a date cannot be written.
 */
export function memberLoop(change: MemberChange, { group, planCode }: PlanNames): Segment[] {
  const { memberId, maintenance, on, validThrough } = change;
  if (memberId.length < 1 || memberId.length > 50) throw new X12Problem('value');
  if (!isDay(on) || (validThrough !== null && !isDay(validThrough))) throw new X12Problem('value');
  const cancels = maintenance === '024';
  return [
    ['INS', 'Y', '18', maintenance, 'EC', 'A', '', '', 'AC'],
    ['REF', '0F', checked(memberId)],
    ['REF', '1L', group],
    ['DTP', cancels ? '357' : '356', 'D8', on],
    ['NM1', 'IL', '1', 'MEMBER'],
    ['HD', maintenance, '', 'PDG', planCode, 'EMP'],
    ...(cancels ? [['DTP', '349', 'D8', on]] : [['DTP', '348', 'D8', on]]),
    ...(!cancels && validThrough !== null ? [['DTP', '349', 'D8', validThrough]] : []),
  ];
}

/**
 * Writes a change file (BGN08 = 2). ISA13, GS06, ST02 and BGN02 are one number, used once and never again.
 * @throws X12Problem `members` for none or more than 500.
 */
export function writeChangeFile(file: ChangeFile): Uint8Array {
  const number = file.envelope.controlNumber;
  const set: SetToWrite = { type: '834', controlNumber: number, segments: changeSet(file) };
  return writeInterchange(file.envelope, {
    groups: [{ functionalId: 'BE', controlNumber: number, version: ENROLMENT_VERSION, sets: [set] }],
  });
}

function changeSet({ envelope, sponsor, insurer, members, original }: ChangeFile): Segment[] {
  if (members.length < 1 || members.length > MAX_MEMBERS) throw new X12Problem('members');
  const { date, time } = envelope.at;
  const purpose = original === null ? '00' : '15';
  return [
    ['BGN', purpose, nineDigits(envelope.controlNumber), date, time, '', original ?? '', '', '2'],
    ['N1', 'P5', sponsor.name, 'FI', sponsor.id],
    ['N1', 'IN', insurer.name, 'FI', insurer.id],
    ...members.flat(),
  ];
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
