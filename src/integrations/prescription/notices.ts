import { type LaneNotice, type OutboundFile } from '../../modules/links/index.js';
import { writtenAt } from './kept-file.js';
import { stamp } from './x12/index.js';

/** What waits for a person. A closed list, shown to staff. */
export type PrescriptionNotice =
  /** A file of ours has no 999 after the hours agreed on. */
  | 'x12.file_aged'
  /** An answer to a number that was never given out. */
  | 'x12.answer_orphaned'
  /** An answer that cannot be read, is not for us, or contradicts itself. */
  | 'x12.answer_unreadable'
  /** An answer that cannot be decrypted, or is not signed by the partner's key. */
  | 'x12.answer_untrusted'
  /** A second answer to one file that says something else than the first. */
  | 'x12.answer_contradicts'
  /** The partner could not take in the last full audit, or not all of it. */
  | 'x12.audit_rejected';

/** The whole list. */
export const PRESCRIPTION_NOTICES: readonly PrescriptionNotice[] = [
  'x12.file_aged',
  'x12.answer_orphaned',
  'x12.answer_unreadable',
  'x12.answer_untrusted',
  'x12.answer_contradicts',
  'x12.audit_rejected',
];

/** One matter and the day since which it waits, `YYYYMMDD`. */
export interface Matter {
  readonly code: PrescriptionNotice;
  readonly since: string;
}

/** Counts matters by code, each with the day of its oldest. */
export function noticesOf(matters: Iterable<Matter>): LaneNotice[] {
  const byCode = new Map<PrescriptionNotice, string[]>();
  for (const { code, since } of matters) byCode.set(code, [...(byCode.get(code) ?? []), since]);
  return [...byCode].sort().map(([code, days]) => ({ code, count: days.length, sinceDay: dashed(days.sort()[0] ?? '') }));
}

/** The files among these that were written more than so many hours ago, by the clock of the agreement. */
export function agedFiles(sent: readonly OutboundFile[], now: Date, hours: number, timeZone: string): Matter[] {
  const { date, time } = stamp(new Date(now.getTime() - hours * 3_600_000), timeZone);
  const written = sent.map(writtenAt).filter((at) => at < date + time);
  return written.map((at) => ({ code: 'x12.file_aged', since: at.slice(0, 8) }));
}

function dashed(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`;
}
