import { type MemberRecord } from './members.js';

/** Looks a member up by identifier. */
export type Known = (memberId: string) => MemberRecord | undefined;

/** Members as a change leaves them; empty when it has no effect. Or the reference that it is refused for. */
export type Effect = { readonly changed: readonly MemberRecord[] } | { readonly refused: 'INS' | 'Q4' };

const UNCHANGED: Effect = { changed: [] };

/**
 * What a change means for a member as it is. The same change a second time has no effect and is no
 * error; cancelling whom we never had leaves nobody, as asked. An addition never revives a cancelled
 * member, a reinstatement never makes a new one, and nothing revives an identifier that another has taken
 * the place of: each would hide a mistake of the sender's.
 * @param on the day the change holds from, `YYYYMMDD`.
 */
export function effectOf(next: MemberRecord, on: string, known: Known): Effect {
  const current = known(next.memberId);
  if (next.priorId !== undefined) return replacement(next, { priorId: next.priorId, on, known });
  const active = current !== undefined && current.maintenance !== '024';
  if (next.maintenance === '024') return active ? changed(current, next) : UNCHANGED;
  const same = active && current.coverageEnd === next.coverageEnd;
  if (next.maintenance === '021' && !current) return { changed: [next] };
  if (!current || current.replacedBy !== undefined) return { refused: 'INS' };
  if (same) return UNCHANGED;
  return next.maintenance === '021' ? { refused: 'INS' } : changed(current, next);
}

interface Taking {
  readonly priorId: string;
  readonly on: string;
  readonly known: Known;
}

/** The member keeps its record under the new identifier; the earlier one is over. The earlier one must be known. */
function replacement(next: MemberRecord, { priorId, on, known }: Taking): Effect {
  const current = known(next.memberId);
  if (current && current.priorId === priorId) {
    const same = current.maintenance === next.maintenance && (next.maintenance === '024' || current.coverageEnd === next.coverageEnd);
    return same ? UNCHANGED : changed(current, next);
  }
  const prior = known(priorId);
  if (current) return { refused: 'INS' };
  if (!prior || prior.replacedBy !== undefined) return { refused: 'Q4' };
  const taken: MemberRecord = { ...next, coverageBegin: prior.coverageBegin };
  const over: MemberRecord = { ...prior, maintenance: '024', coverageEnd: on, replacedBy: next.memberId };
  return { changed: [taken, over] };
}

function changed(current: MemberRecord, next: MemberRecord): Effect {
  const { priorId, replacedBy } = current;
  const coverageBegin = next.coverageBegin || current.coverageBegin;
  return { changed: [{ ...next, coverageBegin, ...(priorId && { priorId }), ...(replacedBy && { replacedBy }) }] };
}
