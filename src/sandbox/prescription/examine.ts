import {
  ENROLMENT_VERSION,
  isBasic,
  isDay,
  MAX_MEMBERS,
  type MemberRange,
  membersOf,
  type ReadSegment,
  type TransactionSet,
} from '../../integrations/prescription/x12/index.js';
import { type MemberRecord } from './members.js';

/** One finding in a transaction set, as IK3 and IK4 report it. */
export interface Fault {
  /** Position from ST = 1. */
  readonly position: number;
  readonly segmentId: string;
  /** IK304: 2 unexpected, 3 required and missing, 8 with element errors. */
  readonly code: '2' | '3' | '8';
  /** Element position and IK403: 1 missing, 3 too many, 7 not an agreed value. */
  readonly element?: readonly [position: number, code: '1' | '3' | '7'];
  /** The member at fault, where there is one. */
  readonly memberId?: string;
}

/** What was agreed: no other group, no other plan. */
export interface Agreed {
  readonly group: string;
  readonly planCode: string;
}

export interface Examined {
  readonly faults: readonly Fault[];
  /** Members as they are after the set, where it changed them. To be used only when there is no fault. */
  readonly changed: readonly MemberRecord[];
}

/** Looks a member up by identifier. */
export type Known = (memberId: string) => MemberRecord | undefined;

type Match = string | RegExp | ((value: string) => boolean);
interface Expected {
  readonly elements: readonly Match[];
  readonly optional?: boolean;
}

const MEMBER_ID = (value: string): boolean => value.length >= 1 && value.length <= 50 && isBasic(value) && !value.includes(':');
const NAME = /^.{1,60}$/;

/** Checks one 834 against the agreement, element by element: what was not agreed to is a fault. */
export function examine(set: TransactionSet, known: Known, agreed: Agreed): Examined {
  const members = membersOf(set);
  const header = { first: 2, segments: set.segments.slice(1, (members[0]?.first ?? set.segments.length) - 1) };
  const faults: Fault[] = [...compare(header, headerSegments())];
  if (set.version !== ENROLMENT_VERSION) faults.push({ position: 1, segmentId: 'ST', code: '8', element: [3, '7'] });
  if (members.length === 0 || members.length > MAX_MEMBERS) faults.push({ position: set.segments.length, segmentId: 'INS', code: '3' });
  const changed = new Map<string, MemberRecord>();
  for (const range of members) {
    const found = examineMember(range, (id) => changed.get(id) ?? known(id), agreed);
    faults.push(...found.faults);
    for (const member of found.changed) changed.set(member.memberId, member);
  }
  return { faults, changed: [...changed.values()] };
}

function headerSegments(): Expected[] {
  return [
    // BGN05 to BGN07 are empty, except that a resend (15) names its original in BGN06. BGN08 = 2: changes.
    { elements: ['BGN', /^(00|15)$/, /^\d{1,50}$/, isDay, /^\d{4}$/, '', /^\d{0,50}$/, '', '2'] },
    { elements: ['N1', 'P5', NAME, 'FI', /^.{2,80}$/] },
    { elements: ['N1', 'IN', NAME, 'FI', /^.{2,80}$/] },
  ];
}

function memberSegments(maintenance: string, { group, planCode }: Agreed): Expected[] {
  const cancels = maintenance === '024';
  return [
    { elements: ['INS', 'Y', '18', /^02[145]$/, 'EC', 'A', '', '', 'AC'] },
    { elements: ['REF', '0F', MEMBER_ID] },
    { elements: ['REF', '1L', group] },
    { elements: ['DTP', cancels ? '357' : '356', 'D8', isDay] },
    // The name every member shares. Another one would be a person's.
    { elements: ['NM1', 'IL', '1', 'MEMBER'] },
    { elements: ['HD', maintenance, '', 'PDG', planCode, 'EMP'] },
    ...(cancels ? [] : [{ elements: ['DTP', '348', 'D8', isDay] }]),
    { elements: ['DTP', '349', 'D8', isDay], optional: !cancels },
  ];
}

function examineMember(range: MemberRange, known: Known, agreed: Agreed): Examined {
  const maintenance = range.segments[0]?.[3] ?? '';
  const memberId = find(range, 'REF', '0F')?.[2] ?? '';
  const blame = (fault: Fault): Fault => (memberId === '' ? fault : { ...fault, memberId });
  const faults = compare(range, memberSegments(maintenance, agreed)).map(blame);
  if (faults.length > 0) return { faults, changed: [] };
  const current = known(memberId);
  const next: MemberRecord = {
    memberId,
    group: agreed.group,
    planCode: agreed.planCode,
    lastName: find(range, 'NM1', 'IL')?.[3] ?? '',
    maintenance,
    coverageBegin: find(range, 'DTP', '348')?.[3] ?? current?.coverageBegin ?? '',
    coverageEnd: find(range, 'DTP', '349')?.[3] ?? null,
  };
  const effect = decide(current, next);
  const refused: Fault = { position: range.first, segmentId: 'INS', code: '8', element: [3, '7'] };
  return { faults: effect === 'refused' ? [blame(refused)] : [], changed: effect === 'changed' ? [next] : [] };
}

/**
 * What a change means for a member as it is. The same change a second time has no effect and is no
 * error; cancelling whom we never had leaves nobody, as asked. An addition never revives a cancelled
 * member, and a reinstatement never makes a new one: either would hide a mistake of the sender's.
 */
function decide(current: MemberRecord | undefined, next: MemberRecord): 'changed' | 'unchanged' | 'refused' {
  const active = current !== undefined && current.maintenance !== '024';
  if (next.maintenance === '024') return active ? 'changed' : 'unchanged';
  const same = active && current.coverageEnd === next.coverageEnd;
  if (next.maintenance === '021') return !current ? 'changed' : same ? 'unchanged' : 'refused';
  return !current ? 'refused' : same ? 'unchanged' : 'changed';
}

function find(range: MemberRange, id: string, qualifier: string): ReadSegment | undefined {
  return range.segments.find((segment) => segment[0] === id && segment[1] === qualifier);
}

/** Walks the segments along the expected ones; each stands where it must, once, or is unexpected. */
function compare(range: Pick<MemberRange, 'first' | 'segments'>, expected: readonly Expected[]): Fault[] {
  const faults: Fault[] = [];
  let next = 0;
  range.segments.forEach((segment, index) => {
    const position = range.first + index;
    const ahead = expected.slice(next);
    const skipped = ahead.findIndex((one) => !one.optional || isMeant(segment, one));
    const meant = ahead[skipped];
    if (!meant || !isMeant(segment, meant)) {
      faults.push({ position, segmentId: segment[0] ?? '', code: '2' });
      return;
    }
    next += skipped + 1;
    faults.push(...compareElements(segment, meant.elements).map((element): Fault => ({ position, segmentId: segment[0] ?? '', code: '8', element })));
  });
  const missing = expected.slice(next).filter(({ optional }) => !optional);
  const end = range.first + range.segments.length - 1;
  return [...faults, ...missing.map(({ elements }): Fault => ({ position: end, segmentId: elements[0] as string, code: '3' }))];
}

/** Identifier and qualifier say which segment it is meant to be. INS has no qualifier. */
function isMeant(segment: ReadSegment, { elements }: Expected): boolean {
  const [id, qualifier] = elements;
  return segment[0] === id && (id === 'INS' || typeof qualifier !== 'string' || segment[1] === qualifier);
}

function compareElements(segment: ReadSegment, expected: readonly Match[]): (readonly [number, '1' | '3' | '7'])[] {
  const wrong: (readonly [number, '1' | '3' | '7'])[] = [];
  for (let at = 1; at < Math.max(segment.length, expected.length); at++) {
    const value = segment[at];
    const match = expected[at];
    if (match === undefined) wrong.push([at, '3']);
    else if (!matches(value ?? '', match)) wrong.push([at, value ? '7' : '1']);
  }
  return wrong;
}

function matches(value: string, match: Match): boolean {
  if (typeof match === 'string') return value === match;
  return match instanceof RegExp ? match.test(value) : match(value);
}
