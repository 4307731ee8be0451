import { defineError } from '../../kernel/errors/index.js';

export const runNotFound = defineError('reconciliation.run_not_found', 'not_found', 'There is no such run.');
export const breakNotFound = defineError('reconciliation.break_not_found', 'not_found', 'There is no such break.');
export const runUnderWay = defineError(
  'reconciliation.run_under_way',
  'conflict',
  'A run of this service is under way or waits already.',
);
export const sequenceReused = defineError(
  'reconciliation.sequence_reused',
  'conflict',
  'Another list was compared under this number before.',
);
export const listNotOffered = defineError(
  'reconciliation.list_not_offered',
  'conflict',
  'The partner of this service cannot be asked for its list: it has to be uploaded.',
);
export const nothingToCheck = defineError(
  'reconciliation.nothing_to_check',
  'conflict',
  'The service has no adopted number: there is no account to ask for by itself.',
);
export const checksNotAgreed = defineError(
  'reconciliation.checks_not_agreed',
  'conflict',
  'The policy of this partner says that it is not to be asked for accounts one by one.',
);
export const partnerPaused = defineError(
  'reconciliation.partner_paused',
  'conflict',
  'The partner of this service is paused, and is not asked for anything.',
);
export const runNotAwaiting = defineError(
  'reconciliation.run_not_awaiting',
  'conflict',
  'The run does not wait for a decision.',
  { state: 'done' },
);
export const runOutdated = defineError(
  'reconciliation.run_outdated',
  'conflict',
  'A later run of the service has taken the place of this one: there is nothing left to decide about it.',
);
export const decisionNotPossible = defineError(
  'reconciliation.decision_not_possible',
  'conflict',
  'This cannot be decided about a break of this class in this state.',
  { act: 'repair', state: 'resolved' },
);
export const linkChanged = defineError(
  'reconciliation.link_changed',
  'conflict',
  'The link has changed since it was compared. What is wanted now is on its way already.',
);
