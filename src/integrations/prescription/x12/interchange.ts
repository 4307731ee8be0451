import { X12Problem } from './problem.js';
import { isBasic, OWN_SEPARATORS, type ReadSegment, type Segment, writeSegment } from './segments.js';

/** The enrolment set and its guide: ASC X12N 834, 005010X220A1. */
export const ENROLMENT_VERSION = '005010X220A1';
/** The acknowledgement set and its guide: ASC X12C 999, 005010X231. */
export const ACKNOWLEDGEMENT_VERSION = '005010X231';

export type Usage = 'P' | 'T';

/** A moment as X12 writes it. */
export interface Stamp {
  /** `YYYYMMDD`. */
  readonly date: string;
  /** `HHMM`. */
  readonly time: string;
}

/** Who sends what to whom, as the ISA segment says. Identifiers without their padding. */
export interface Envelope {
  readonly senderId: string;
  readonly receiverId: string;
  readonly at: Stamp;
  /** ISA13: 1 to 999,999,999. */
  readonly controlNumber: number;
  /** ISA14: whether a TA1 is asked for. */
  readonly acknowledge: boolean;
  /** ISA15: production or test. */
  readonly usage: Usage;
}

/** A transaction set to write; ST and SE are added. */
export interface SetToWrite {
  /** For instance `834`. */
  readonly type: string;
  readonly controlNumber: number;
  readonly segments: readonly Segment[];
}

/** A functional group to write; GS and GE are added. Sender, receiver and time are the interchange's. */
export interface GroupToWrite {
  /** GS01: `BE` for enrolment, `FA` for acknowledgement. */
  readonly functionalId: string;
  readonly controlNumber: number;
  readonly version: string;
  readonly sets: readonly SetToWrite[];
}

/** A transaction set as read. `segments` includes ST and SE, so index + 1 is the position that IK302 counts. */
export interface TransactionSet {
  readonly type: string;
  readonly controlNumber: string;
  /** ST03, or '' where it is absent. */
  readonly version: string;
  readonly segments: readonly ReadSegment[];
}

/** A functional group as read. */
export interface Group {
  readonly functionalId: string;
  readonly senderId: string;
  readonly receiverId: string;
  readonly controlNumber: string;
  readonly version: string;
  readonly sets: readonly TransactionSet[];
}

/** A whole interchange whose counts and control numbers were found right. */
export interface Interchange {
  readonly header: InterchangeHeader;
  /** Every TA1 segment, wherever between ISA and IEA it stood. */
  readonly ta1: readonly ReadSegment[];
  readonly groups: readonly Group[];
}

/** The ISA segment as read: `Envelope` with the time and number as they were written. */
export interface InterchangeHeader {
  readonly senderQualifier: string;
  readonly senderId: string;
  readonly receiverQualifier: string;
  readonly receiverId: string;
  /** ISA09 `YYMMDD` and ISA10 `HHMM`: a TA1 repeats them. */
  readonly date: string;
  readonly time: string;
  /** Nine digits. */
  readonly controlNumber: string;
  readonly acknowledge: boolean;
  readonly usage: Usage;
  readonly component: string;
}

/** Nine digits with leading zeros: ISA13, and ST02 in our files. */
export function nineDigits(controlNumber: number): string {
  if (!Number.isInteger(controlNumber) || controlNumber < 1 || controlNumber > 999_999_999) throw new X12Problem('value');
  return String(controlNumber).padStart(9, '0');
}

/**
 * Writes one interchange, without line breaks: the same arguments give the same bytes.
 * @throws X12Problem when a value does not fit its place.
 */
export function writeInterchange(
  envelope: Envelope,
  body: { readonly ta1?: readonly Segment[]; readonly groups: readonly GroupToWrite[] },
): Uint8Array {
  const parts = [
    interchangeHead(envelope),
    ...(body.ta1 ?? []).map(writeSegment),
    ...body.groups.map((group) => writeGroup(envelope, group)),
    interchangeTail(envelope, body.groups.length),
  ];
  return Buffer.from(parts.join(''), 'latin1');
}

/** The ISA segment: 106 bytes with its terminator. */
export function interchangeHead({ senderId, receiverId, at, controlNumber, acknowledge, usage }: Envelope): string {
  const blank = ' '.repeat(10);
  const elements = [
    ...['ISA', '00', blank, '00', blank, 'ZZ', padded(senderId), 'ZZ', padded(receiverId)],
    ...[digits(at.date, 8).slice(2), digits(at.time, 4), OWN_SEPARATORS.repetition, '00501'],
    ...[nineDigits(controlNumber), acknowledge ? '1' : '0', usage, OWN_SEPARATORS.component],
  ];
  return elements.join(OWN_SEPARATORS.element) + OWN_SEPARATORS.terminator;
}

/** The IEA segment. */
export function interchangeTail(envelope: Envelope, groups: number): string {
  return writeSegment(['IEA', String(groups), nineDigits(envelope.controlNumber)]);
}

/** ISA06 and ISA08 are 15 characters; GS02 and GS03, which repeat them, take 2 to 15 without padding. */
function padded(id: string): string {
  if (id.length < 2 || id.length > 15 || id !== id.trim()) throw new X12Problem('value');
  if (!isBasic(id) || id.includes('*') || id.includes(':')) throw new X12Problem('charset');
  return id.padEnd(15);
}

function digits(text: string, length: number): string {
  if (text.length !== length || !/^\d+$/.test(text)) throw new X12Problem('value');
  return text;
}

function writeGroup(envelope: Envelope, group: GroupToWrite): string {
  const sets = group.sets.map((set) => writeSet(set, group.version));
  return groupHead(envelope, group) + sets.join('') + groupTail(group, sets.length);
}

/** The GS segment. */
export function groupHead({ senderId, receiverId, at }: Envelope, group: Omit<GroupToWrite, 'sets'>): string {
  const { functionalId, version } = group;
  return writeSegment(['GS', functionalId, senderId, receiverId, at.date, at.time, groupNumber(group), 'X', version]);
}

/** The GE segment. */
export function groupTail(group: Omit<GroupToWrite, 'sets'>, sets: number): string {
  return writeSegment(['GE', String(sets), groupNumber(group)]);
}

/** N0 elements carry no leading zeros, so GS06 is shorter than the ISA13 it equals. */
function groupNumber({ controlNumber }: Pick<GroupToWrite, 'controlNumber'>): string {
  return String(Number(nineDigits(controlNumber)));
}

/** One transaction set, from ST to SE. */
export function writeSet(set: SetToWrite, version: string): string {
  const number = nineDigits(set.controlNumber);
  return [
    writeSegment(['ST', set.type, number, version]),
    ...set.segments.map(writeSegment),
    writeSegment(['SE', String(set.segments.length + 2), number]),
  ].join('');
}
