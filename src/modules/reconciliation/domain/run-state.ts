import { type Gate, GATES } from './gates.js';

/**
 * - `queued`: somebody wants it; an instance will take it up.
 * - `receiving`, `comparing`: an instance is at it, and holds the lock of the service.
 * - `checking`: adopted accounts are asked for, some at a time, by any instance.
 * - `repairing`: the breaks are kept; any instance goes on with the repairs.
 * - `done`
 * - `set_aside`: the list did not pass a gate; nothing has changed.
 * - `awaiting_decision`: a supervisor says how to go on.
 * - `failed`: it came to no result, and nothing has changed.
 * - `missed`: no new list came when one was expected.
 */
export const RUN_STATES = ['queued', 'receiving', 'comparing', 'checking', 'repairing', 'done', 'set_aside', 'awaiting_decision', 'failed', 'missed'] as const;

export type RunState = (typeof RUN_STATES)[number];

/** States of a run that is not over and has an instance at it, or wants one. */
export const UNFINISHED: readonly RunState[] = ['queued', 'receiving', 'comparing', 'checking', 'repairing'];

/** Why a run stands where it stands. */
export const RUN_REASONS = [
  ...GATES,
  'size_accepted',
  'outdated',
  'not_asked',
  'not_received',
  'too_many_repairs',
  'repairs_refused',
  'accounts_not_shown',
  'interrupted',
  'partner_failed',
  'partner_missing',
  'database_failed',
  'not_balanced',
  'internal',
] as const;

export type RunReason = (typeof RUN_REASONS)[number];

/** Where a list comes from: asked of the partner by its adapter, or sent here; or that accounts are asked for one by one. */
export const RUN_SOURCES = ['pull', 'upload', 'check'] as const;

export type RunSource = (typeof RUN_SOURCES)[number];

/** What a supervisor can start: a run with the list that the partner is asked for, or a round of checks. */
export const STARTED_SOURCES = ['pull', 'check'] as const satisfies readonly RunSource[];

export type StartedSource = (typeof STARTED_SOURCES)[number];

/** What a supervisor can say to a run that waits: go on, or leave it. */
export const RUN_DECISIONS = ['proceed', 'refuse'] as const;

export type RunDecision = (typeof RUN_DECISIONS)[number];

/** Days for which a run can be looked up after its end: as long as the breaks that it has resolved. Trends go back further. */
export const RUN_DAYS = 90;

/**
 * What a run outdates of its service's earlier ones that wait for a supervisor: a list that waits itself, what was asked about
 * sizes; one that was compared, all that was asked about lists; a round of checks that came to its end, the rounds before it.
 */
export type Outdated = 'sizes' | 'lists' | 'checks';

/** What becomes of a list that does not pass a gate. */
export function outcomeOf(gate: Gate): readonly [RunState, RunReason] {
  return gate === 'size_changed' ? ['awaiting_decision', gate] : ['set_aside', gate];
}
