import { type OutboundEntry, type OutboundFile, type Receipt, type Submission } from '../../modules/links/index.js';
import { interchangeOf } from './kept-file.js';
import { type Agreement } from './settings.js';
import {
  lastDayOf,
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

/** One member on its way into a file. */
export interface Member {
  readonly entry: OutboundEntry;
  /** The identifier it is sent under. */
  readonly token: string;
  readonly loop: readonly Segment[];
}

/** A submission becomes a member to send, or is answered without sending. */
export type Planned = { readonly member: Member; readonly receipt: Receipt } | { readonly receipt: Receipt };

/**
 * Decides what to send for one link: 021 for a member never enrolled, 025 for one enrolled before,
 * 024 for a suspended or ended one. What was never enrolled needs no cancelling.
 *
 * A token that takes the place of an enrolled one is sent as 001 with the earlier identifier, without cover where it is
 * suspended, so that one member settles both. One that is ended already only cancels the earlier identifier, and an
 * ancestor that was never enrolled, or whose cover has ended by itself, is no ancestor to the partner.
 *
 * A pending link is not submitted again, so the reference is never behind what was sent.
 */
export function plan(wanted: Submission, agreement: Agreement, now: Date): Planned {
  const entry = { linkId: wanted.linkId, version: wanted.version };
  if (wanted.origin === 'adopted') return { receipt: rejected(entry, 'x12.adopted_unsupported') };
  const enrolled = wanted.reference === ENROLLED;
  const { replaces } = wanted;
  const priorId = !enrolled && replaces?.reference === ENROLLED && replaces.ended !== true ? replaces.token : null;
  if (wanted.state !== 'active' && !enrolled && priorId === null) return { receipt: { ...entry, outcome: 'accepted' } };
  try {
    const on = stamp(now, agreement.timeZone).date;
    const validThrough = wanted.validThrough === 'never' ? null : lastDayOf(wanted.validThrough);
    const change: MemberChange = { ...maintenanceOf(wanted, enrolled, priorId), on, validThrough };
    const loop = memberLoop(change, agreement.plan);
    return { member: { entry, token: change.memberId, loop }, receipt: { ...entry, outcome: 'pending' } };
  } catch (error) {
    if (error instanceof X12Problem) return { receipt: rejected(entry, 'x12.member_unusable') };
    throw error;
  }
}

type Asked = Pick<MemberChange, 'memberId' | 'maintenance' | 'priorId' | 'withoutCover'>;

function maintenanceOf({ token, state }: Submission, enrolled: boolean, priorId: string | null): Asked {
  if (priorId === null) return { memberId: token, maintenance: state !== 'active' ? '024' : enrolled ? '025' : '021' };
  if (state === 'ended') return { memberId: priorId, maintenance: '024' };
  return { memberId: token, maintenance: '001', priorId, withoutCover: state === 'suspended' };
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
