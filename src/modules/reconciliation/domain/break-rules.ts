import { type BreakClass, REPAIRABLE } from './classes.js';

/**
 * - `open`: found, and nothing was done about it yet.
 * - `repairing`: told to the partner again; a later list will show whether it helped.
 * - `waiting`: the partner was asked to correct it, or the link has changed since it was compared.
 * - `accepted`: a supervisor says that it may stay.
 * - `resolved`: a later list shows no difference any more.
 */
export const BREAK_STATES = ['open', 'repairing', 'waiting', 'accepted', 'resolved'] as const;

export type BreakState = (typeof BREAK_STATES)[number];

/** What a supervisor can decide about one break. */
export const BREAK_DECISIONS = ['repair', 'accept', 'wait', 'reopen'] as const;

export type BreakDecision = (typeof BREAK_DECISIONS)[number];

/** Why: from a closed list, so that nobody writes about a person. */
export const DECISION_REASONS = ['partner_decision', 'partner_corrects', 'known_difference', 'test_record', 'checked_by_hand'] as const;

export type DecisionReason = (typeof DECISION_REASONS)[number];

/**
 * Why a break stands where it stands: a person's reason, or one of the program's own. `under_alias`: the record that differs
 * has a number that was migrated, and telling the partner of the new one would not help, or did not.
 */
export const BREAK_REASONS = [...DECISION_REASONS, 'link_changed', 'reclassified', 'under_alias'] as const;

export type BreakReason = (typeof BREAK_REASONS)[number];

/** From which states a decision can be made, and where it leads. */
const DECISIONS: Readonly<Record<BreakDecision, { readonly from: readonly BreakState[]; readonly to: BreakState }>> = {
  repair: { from: ['open', 'waiting', 'accepted'], to: 'repairing' },
  accept: { from: ['open', 'repairing', 'waiting'], to: 'accepted' },
  wait: { from: ['open', 'repairing', 'accepted'], to: 'waiting' },
  reopen: { from: ['waiting', 'accepted'], to: 'open' },
};

/** The state a decision leads to, or null where it is not possible. */
export function decided(decision: BreakDecision, state: BreakState, ofClass: BreakClass): BreakState | null {
  if (decision === 'repair' && !REPAIRABLE.includes(ofClass)) return null;
  const { from, to } = DECISIONS[decision];
  return from.includes(state) ? to : null;
}

/** Days for which a break can be looked up after it was resolved. */
export const RESOLVED_DAYS = 90;

/** Ages of breaks, in days since they were first seen. */
export const AGES = ['0-1', '2-3', '4-7', 'over 7'] as const;

export type Age = (typeof AGES)[number];

/** The age of a break on a day. Days are `YYYY-MM-DD`. */
export function ageOn(day: string, firstSeen: string): Age {
  const days = Math.round((Date.parse(day) - Date.parse(firstSeen)) / 86_400_000);
  if (days <= 1) return '0-1';
  if (days <= 3) return '2-3';
  return days <= 7 ? '4-7' : 'over 7';
}

/** The day from which on a link's changes are in flight for a list: its own day minus those agreed with the partner. */
export function inFlightFrom(asOf: string, agreedDays: number): string {
  const day = new Date(`${asOf}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - agreedDays);
  // Of days before the first one neither side has a name.
  return day.getUTCFullYear() < 1 ? asOf : day.toISOString().slice(0, 10);
}
