import { type OutboundEntry, type OutboundFile, type Receipt, type Remembered, type Submission } from '../../modules/links/index.js';
import { interchangeOf } from './kept-file.js';
import { type Agreement } from './settings.js';
import {
  lastDayOf,
  MAX_MEMBERS,
  type MemberChange,
  memberLoop,
  membersOf,
  nineDigits,
  readInterchange,
  type Segment,
  stamp,
  type TransactionSet,
  writeChangeFile,
  X12Problem,
} from './x12/index.js';

/** Why a link was rejected. A closed list, shown to staff. */
export type PrescriptionRejection =
  /** The partner could not take in the file at all (TA1). */
  | 'x12.ta1_rejected'
  /** The partner refused the transaction set and did not say which member was at fault. */
  | 'x12.set_rejected'
  /** The partner refused this member. */
  | 'x12.member_rejected'
  /** The token or the month cannot be written into a file. */
  | 'x12.member_unusable'
  /** Members are identified by tokens of ours only. */
  | 'x12.adopted_unsupported';

/** What an accepted receipt asks to remember: the partner has this member, active or cancelled. */
export const ENROLLED = 'enrolled';

/** The version of an entry whose answer says nothing of its link. */
const SETTLES_NOTHING = 0;

/** One member on its way into a file. */
export interface Member {
  readonly entry: OutboundEntry;
  /** The identifier it is sent under. */
  readonly token: string;
  readonly loop: readonly Segment[];
}

/** A submission becomes members to send, or is answered without sending. */
export interface Planned {
  readonly members: readonly Member[];
  readonly receipt: Receipt;
}

/**
 * Decides what to send for one link: 021 for a member that is not there, 025 for one that is, 024 for a suspended or ended
 * one. What was never there needs no cancelling; what a list lacks may be there all the same, and is cancelled.
 *
 * A token that takes the place of one that is there is sent as 001 with the earlier identifier, without cover where it is
 * suspended, so that one member settles both. One that is ended already only cancels the earlier identifier, and an
 * ancestor that was never there, or whose cover has ended by itself, is no ancestor to the partner. Where a list lacks the
 * ancestor, a 001 would be refused, and the new card with it: then the earlier identifier is cancelled by a member of its own.
 *
 * A pending link is not submitted again, so the reference is never behind what was sent.
 */
export function plan(wanted: Submission, agreement: Agreement, now: Date): Planned {
  const entry = { linkId: wanted.linkId, version: wanted.version };
  if (wanted.origin === 'adopted') return { members: [], receipt: rejected(entry, 'x12.adopted_unsupported') };
  const changes = changesFor(wanted);
  if (changes.length === 0) return { members: [], receipt: { ...entry, outcome: 'accepted' } };
  try {
    const on = stamp(now, agreement.timeZone).date;
    const validThrough = wanted.validThrough === 'never' ? null : lastDayOf(wanted.validThrough);
    const members = changes.map((change, place): Member => ({
      entry: place === 0 ? entry : { ...entry, version: SETTLES_NOTHING },
      token: change.memberId,
      loop: memberLoop({ ...change, on, validThrough }, agreement.plan),
    }));
    return { members, receipt: { ...entry, outcome: 'pending' } };
  } catch (error) {
    if (error instanceof X12Problem) return { members: [], receipt: rejected(entry, 'x12.member_unusable') };
    throw error;
  }
}

/** As many of them as fit into one file, in their order. Those left out are tried again. */
export function fitting(planned: readonly Planned[]): Planned[] {
  let room = MAX_MEMBERS;
  return planned.filter(({ members }) => members.length === 0 || (room -= members.length) >= 0);
}

type Asked = Pick<MemberChange, 'memberId' | 'maintenance' | 'priorId' | 'withoutCover'>;

/** The change whose answer is the link's stands first. */
function changesFor(wanted: Submission): Asked[] {
  const { token, state, replaces } = wanted;
  // What an answer has made a member has taken the place of the former with it.
  const former = wanted.reference !== ENROLLED && replaces && replaces.ended !== true && mayBeThere(replaces) ? replaces : null;
  if (former && isThere(former) && !mayBeThere(wanted) && state !== 'ended') {
    return [{ memberId: token, maintenance: '001', priorId: former.token, withoutCover: state === 'suspended' }];
  }
  const own: Asked = { memberId: token, maintenance: state !== 'active' ? '024' : isThere(wanted) ? '025' : '021' };
  const needed = state === 'active' || mayBeThere(wanted);
  return [...(needed ? [own] : []), ...(former ? [{ memberId: former.token, maintenance: '024' } as const] : [])];
}

/** Whether the partner has, or had, a member: it took it in, or its own list had it. */
function mayBeThere({ reference, listed }: Remembered): boolean {
  return reference === ENROLLED || listed !== undefined;
}

function isThere(remembered: Remembered): boolean {
  return mayBeThere(remembered) && remembered.listed !== false;
}

export function rejected(entry: OutboundEntry, code: PrescriptionRejection): Receipt {
  return { linkId: entry.linkId, version: entry.version, outcome: 'rejected', code };
}

/** What a new file is made under. */
export interface Making {
  readonly agreement: Agreement;
  /** Its control number, used once and never again. */
  readonly number: number;
  readonly now: Date;
}

/** A file that is not encrypted, named and kept yet. */
export interface Draft {
  /** Nine digits: its control number. */
  readonly reference: string;
  readonly interchange: Uint8Array;
  readonly entries: readonly OutboundEntry[];
}

/** A new file: members in the order of their tokens, which are random, so that the order tells nothing. */
export function changeFile(members: readonly Member[], making: Making): Draft {
  const sorted = [...members].sort((left, right) => (left.token < right.token ? -1 : 1));
  const loops = sorted.map(({ loop }) => loop);
  return file({ loops, entries: sorted.map(({ entry }) => entry), original: null }, making);
}

/** The file that sends a rejected file's other members again, under a number of its own (BGN01 = 15). */
export function resend(kept: OutboundFile, without: ReadonlySet<number>, making: Making): Draft {
  const stays = (_: unknown, index: number): boolean => !without.has(index);
  const loops = membersOf(setOf(kept)).map(({ segments }) => segments).filter(stays);
  return file({ loops, entries: kept.entries.filter(stays), original: kept.reference }, making);
}

interface Parts {
  readonly loops: readonly (readonly Segment[])[];
  readonly entries: readonly OutboundEntry[];
  readonly original: string | null;
}

function file({ loops, entries, original }: Parts, { agreement, number, now }: Making): Draft {
  const { senderId, receiverId, usage, sponsor, insurer, timeZone } = agreement;
  const envelope = { senderId, receiverId, usage, controlNumber: number, acknowledge: true, at: stamp(now, timeZone) };
  const interchange = writeChangeFile({ envelope, sponsor, insurer, members: loops, original });
  return { reference: nineDigits(number), interchange, entries };
}

/** A receipt for each link of a kept file, by its own entry. */
export function receiptsFor(kept: OutboundFile, receiptOf: (entry: OutboundEntry, index: number) => Receipt): Receipt[] {
  return kept.entries.flatMap((entry, index) => (entry.version === SETTLES_NOTHING ? [] : [receiptOf(entry, index)]));
}

/** Which members of a kept file are there once it is accepted, by their place: a cancellation makes nobody a member. */
export function enrolments(kept: OutboundFile): boolean[] {
  return membersOf(setOf(kept)).map(({ segments }) => segments[0]?.[3] !== '024');
}

/** The reference of the rejected file whose members a kept file sends again (BGN06), or null. */
export function originalOf(kept: OutboundFile): string | null {
  return setOf(kept).segments.find(([id]) => id === 'BGN')?.[6] || null;
}

/**
 * Which members of a kept file the partner found fault with, as indexes into its entries.
 * Empty when it named no position, or one outside every member: then nobody can be set aside.
 */
export function culprits(kept: OutboundFile, positions: readonly number[]): ReadonlySet<number> {
  const ranges = membersOf(setOf(kept));
  const found = positions.map((position) => ranges.findIndex(({ first, last }) => position >= first && position <= last));
  return new Set(found.includes(-1) ? [] : found);
}

/** Every change file of ours is one group of one set. */
function setOf(kept: OutboundFile): TransactionSet {
  const set = readInterchange(interchangeOf(kept)).groups[0]?.sets[0];
  if (!set) throw new X12Problem('structure');
  return set;
}
