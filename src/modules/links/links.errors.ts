import { defineError } from '../../kernel/errors/index.js';

export const adoptUnavailable = defineError(
  'adopt.unavailable',
  'conflict',
  'This identifier cannot be adopted. Nothing more is said about why.',
);
export const adoptRequired = defineError(
  'adopt.required',
  'invalid',
  'This service needs an identifier that its partner issued before.',
  { at: '/adopt/transit' },
);
export const tooManyMisses = defineError(
  'counter.too_many_misses',
  'limited',
  'Too many codes or tokens that open nothing were presented from this account today.',
  { limit: 50 },
);
export const linkNotFound = defineError('link.not_found', 'not_found', 'This token belongs to no link of this service.');
export const linkEnded = defineError('link.ended', 'conflict', 'The link is ended; nothing can be done with it any more.');
export const linkNotWaiting = defineError(
  'link.not_waiting',
  'conflict',
  'Nothing of this link is waiting to be sent, or it is being answered just now.',
);
export const noFullAudit = defineError(
  'lane.no_full_audit',
  'conflict',
  'The profile of this partner has no full audit.',
);
export const serviceUnknown = defineError(
  'service.unknown',
  'invalid',
  'There is no such service.',
  { findings: [{ at: '/services', code: 'field.not_allowed', allowed: ['transit', 'library', 'prescription'] }] },
);
export const migrationNotFound = defineError('migration.not_found', 'not_found', 'There is no such migration of tokens.');
export const migrationOpen = defineError(
  'migration.open',
  'conflict',
  'Another migration of your tokens waits for a decision or is being applied. One at a time.',
);
export const migrationDecided = defineError('migration.decided', 'conflict', 'This migration was decided before.', { state: 'applied' });
export const tokenNotMade = defineError(
  'sandbox.token_not_made',
  'conflict',
  'Tokens of this service cannot be made here: everybody is given the same one, or they are the chips of card blanks.',
);
