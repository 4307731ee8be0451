import { type InspectedRecord } from '../plan.js';

/** What the benefit manager holds about one member, by its own names. */
export interface MemberRecord {
  readonly memberId: string;
  readonly group: string;
  readonly planCode: string;
  readonly lastName: string;
  /** The code of the last change that had an effect: 021, 024 or 025. */
  readonly maintenance: string;
  /** `YYYYMMDD`. */
  readonly coverageBegin: string;
  /** `YYYYMMDD`, or null for no end. */
  readonly coverageEnd: string | null;
}

/** Coverage is active or over; the format knows no suspension, so a cancelled member shows as ended. */
export function inspect(member: MemberRecord, today: string): InspectedRecord {
  const over = member.maintenance === '024' || (member.coverageEnd !== null && member.coverageEnd < today);
  return { token: member.memberId, state: over ? 'ended' : 'active', held: { ...member } };
}
