import { type LaneNotice } from './partner-port.js';

/** What every instance knows of a lane's full audits. Days are `YYYY-MM-DD`. */
export interface AuditRecord {
  /** The day the first one is counted from. */
  readonly sinceDay: string;
  /** The day of the last one, or null before the first. */
  readonly lastDay: string | null;
  /** How often staff have asked for one since. */
  readonly asked: number;
}

const DAY_MILLISECONDS = 86_400_000;

/** Days since the last full audit, or since the first one is counted from. */
export function daysSinceAudit({ sinceDay, lastDay }: AuditRecord, today: string): number {
  return Math.round((Date.parse(today) - Date.parse(lastDay ?? sinceDay)) / DAY_MILLISECONDS);
}

/** Whether a full audit is due: asked for, or so many days after the last one. 0 days: only when asked for. */
export function fullAuditDue(record: AuditRecord, everyDays: number, today: string): boolean {
  return record.asked > 0 || (everyDays > 0 && daysSinceAudit(record, today) >= everyDays);
}

/** Whether a partner says by itself that it needs the full list: by a notice whose code ends in `.full_list_wanted`. */
export function wantsFullList(notices: readonly LaneNotice[]): boolean {
  return notices.some(({ code }) => code.endsWith('.full_list_wanted'));
}
