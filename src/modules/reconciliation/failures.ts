import { errorCode, isUnavailable } from '../../kernel/database/index.js';
import { DomainError } from '../../kernel/errors/index.js';
import { FullListRefused, PartnerFailure, SettingsProblem } from '../links/index.js';
import { ListRefused } from './domain/gates.js';
import { type RunReason, type RunState } from './domain/run-state.js';

/** The classes do not add up to what was counted: then nothing of the comparison can be trusted. */
export class NotBalanced extends Error {
  constructor() {
    super('the totals of a comparison do not balance');
    this.name = 'NotBalanced';
  }
}

/** The instance is stopping. */
export class StoppedOnPurpose extends Error {
  constructor() {
    super('the instance is stopping');
    this.name = 'StoppedOnPurpose';
  }
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** What becomes of a run that ended in an error. */
export function resultOf(error: unknown): { readonly state: RunState; readonly reason: RunReason } {
  if (error instanceof ListRefused) return { state: 'set_aside', reason: error.gate };
  if (error instanceof FullListRefused) return { state: 'set_aside', reason: error.fault };
  return { state: 'failed', reason: reasonOf(error) };
}

function reasonOf(error: unknown): RunReason {
  if (error instanceof NotBalanced) return 'not_balanced';
  if (error instanceof StoppedOnPurpose) return 'interrupted';
  if (error instanceof PartnerFailure || error instanceof SettingsProblem) return 'partner_failed';
  if (error instanceof DomainError) return error.code === 'database.unavailable' ? 'database_failed' : 'partner_missing';
  return isUnavailable(error) || SQLSTATE.test(errorCode(error) ?? '') ? 'database_failed' : 'internal';
}
