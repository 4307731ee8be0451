import { type InspectedRecord } from '../plan.js';

/** What the benefit manager holds about one member, by its own names. */
export interface MemberRecord {
  readonly memberId: string;
  readonly group: string;
  readonly planCode: string;
  readonly lastName: string;
  /** The code of the last change of cover that had an effect: 001, 021, 024 or 025. */
  readonly maintenance: string;
  /** `YYYYMMDD`. */
  readonly coverageBegin: string;
  /** `YYYYMMDD`, or null for no end. */
  readonly coverageEnd: string | null;
  /** The identifier it had before. */
  readonly priorId?: string;
  /** The identifier that has taken its place: this one is over for good. */
  readonly replacedBy?: string;
}

/** What the last full audit said about a member: it listed it alike, with another end, or not at all. */
export type AuditStanding = 'listed' | 'other end' | 'not listed';

/** Coverage is active or over; the format knows no suspension, so a cancelled member shows as ended. */
export function inspect(member: MemberRecord, today: string, audit?: AuditStanding): InspectedRecord {
  const held = { ...member, ...(audit && { audit }) };
  return { token: member.memberId, state: isCovered(member, today) ? 'active' : 'ended', held };
}

/** Whether the member has cover on a day. */
export function isCovered({ maintenance, coverageEnd }: MemberRecord, today: string): boolean {
  return maintenance !== '024' && (coverageEnd === null || coverageEnd >= today);
}
