import { type AuditStanding, isCovered, type MemberRecord } from './members.js';

/** A member as a full audit lists it. */
export interface ListedMember {
  readonly memberId: string;
  readonly coverageEnd: string | null;
}

/** How a full audit compares with the members held. Nobody is added or ended by it. */
export interface AuditReport {
  /** Its ISA13. */
  readonly interchange: string;
  readonly listed: number;
  /** Members held, with cover or listed, by how they were listed. */
  readonly standings: Readonly<Record<string, AuditStanding>>;
  /** Listed, and not held with cover. */
  readonly unknown: readonly string[];
}

/** Compares what an audit lists with the members held. */
export function compareAudit(
  interchange: string,
  listed: readonly ListedMember[],
  members: Iterable<MemberRecord>,
  today: string,
): AuditReport {
  const ends = new Map(listed.map(({ memberId, coverageEnd }) => [memberId, coverageEnd]));
  const standings: Record<string, AuditStanding> = {};
  for (const member of members) {
    if (!isCovered(member, today)) continue;
    const end = ends.get(member.memberId);
    standings[member.memberId] = end === undefined ? 'not listed' : end === member.coverageEnd ? 'listed' : 'other end';
  }
  const unknown = listed.map(({ memberId }) => memberId).filter((memberId) => !(memberId in standings));
  return { interchange, listed: listed.length, standings, unknown };
}
