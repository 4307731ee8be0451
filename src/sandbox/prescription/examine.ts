import {
  ENROLMENT_VERSION,
  isAudit,
  MAX_MEMBERS,
  type MemberRange,
  membersOf,
  type ReadSegment,
  type TransactionSet,
} from '../../integrations/prescription/x12/index.js';
import { type Agreed, headerSegments, memberSegments } from './agreed-segments.js';
import { type ListedMember } from './audit-report.js';
import { compare, type Fault } from './compare.js';
import { effectOf, type Known } from './effects.js';
import { type MemberRecord } from './members.js';

export interface Examined {
  readonly faults: readonly Fault[];
  /** Members as they are after the set, where it changed them. To be used only when there is no fault. */
  readonly changed: readonly MemberRecord[];
  /** What an audit lists; empty for a set of changes. */
  readonly listed: readonly ListedMember[];
}

/** Checks one 834 against the agreement, element by element: what was not agreed to is a fault. */
export function examine(set: TransactionSet, known: Known, agreed: Agreed): Examined {
  const members = membersOf(set);
  const audit = isAudit(set);
  const header = { first: 2, segments: set.segments.slice(1, (members[0]?.first ?? set.segments.length) - 1) };
  const faults: Fault[] = [...compare(header, headerSegments(audit, members.length))];
  if (set.version !== ENROLMENT_VERSION) faults.push({ position: 1, segmentId: 'ST', code: '8', element: [3, '7'] });
  if (members.length === 0 || members.length > MAX_MEMBERS) faults.push({ position: set.segments.length, segmentId: 'INS', code: '3' });
  const changed = new Map<string, MemberRecord>();
  const listed: ListedMember[] = [];
  for (const range of members) {
    const found = examineMember(range, (id) => changed.get(id) ?? known(id), { ...agreed, audit });
    faults.push(...found.faults);
    listed.push(...found.listed);
    for (const member of found.changed) changed.set(member.memberId, member);
  }
  return { faults, changed: [...changed.values()], listed };
}

function examineMember(range: MemberRange, known: Known, { audit, ...agreed }: Agreed & { audit: boolean }): Examined {
  const maintenance = range.segments[0]?.[3] ?? '';
  const cover = range.segments.find(([id]) => id === 'HD')?.[1] ?? '';
  const memberId = find(range, 'REF', '0F')?.[2] ?? '';
  const blame = (fault: Fault): Fault => (memberId === '' ? fault : { ...fault, memberId });
  const faults = compare(range, memberSegments(maintenance, cover, agreed, audit)).map(blame);
  if (faults.length > 0) return { faults, changed: [], listed: [] };
  const coverageEnd = find(range, 'DTP', '349')?.[3] ?? null;
  if (audit) return { faults, changed: [], listed: [{ memberId, coverageEnd }] };
  const priorId = find(range, 'REF', 'Q4')?.[2];
  const next: MemberRecord = {
    memberId,
    group: agreed.group,
    planCode: agreed.planCode,
    lastName: find(range, 'NM1', 'IL')?.[3] ?? '',
    maintenance: cover,
    coverageBegin: find(range, 'DTP', '348')?.[3] ?? known(memberId)?.coverageBegin ?? '',
    coverageEnd,
    ...(priorId !== undefined && { priorId }),
  };
  const on = range.segments.find(([id]) => id === 'DTP')?.[3] ?? '';
  const effect = effectOf(next, on, known);
  if ('changed' in effect) return { faults, changed: effect.changed, listed: [] };
  return { faults: [blame(refusal(range, effect.refused))], changed: [], listed: [] };
}

function refusal(range: MemberRange, where: 'INS' | 'Q4'): Fault {
  if (where === 'INS') return { position: range.first, segmentId: 'INS', code: '8', element: [3, '7'] };
  const index = range.segments.findIndex(([id, qualifier]) => id === 'REF' && qualifier === 'Q4');
  return { position: range.first + index, segmentId: 'REF', code: '8', element: [2, '7'] };
}

function find(range: MemberRange, id: string, qualifier: string): ReadSegment | undefined {
  return range.segments.find((segment) => segment[0] === id && segment[1] === qualifier);
}
