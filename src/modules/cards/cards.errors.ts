import { defineError } from '../../kernel/errors/index.js';

export const categoryUnknown = defineError(
  'category.unknown',
  'invalid',
  'There is no such category of card.',
  { findings: [{ at: '/category', code: 'field.not_allowed', allowed: ['kids', 'standard', 'senior'] }] },
);
export const reasonUnknown = defineError(
  'reason.unknown',
  'invalid',
  'This act does not take this reason.',
  { findings: [{ at: '/reason', code: 'field.not_allowed', allowed: ['lost', 'stolen', 'holder_request'] }] },
);
export const cardNotFound = defineError('card.not_found', 'not_found', 'This code opens no card. Check it against the card or the slip.');
export const transitionNotAllowed = defineError(
  'card.transition_not_allowed',
  'conflict',
  'A card in this state does not allow this act.',
  { act: 'reinstatement', state: 'revoked' },
);
export const validThroughNotAllowed = defineError(
  'card.valid_through_not_allowed',
  'invalid',
  'The card cannot be valid through this month.',
  { at: '/validThrough' },
);
export const adoptWithoutService = defineError(
  'adopt.without_service',
  'invalid',
  'An identifier is to be adopted for a service that the card does not open.',
  { at: '/adopt/library' },
);
export const renewalTooLate = defineError(
  'card.renewal_too_late',
  'conflict',
  'The card expired too long ago to be renewed or replaced. Issue a new one.',
);
export const serviceNotOnCard = defineError(
  'service.not_on_card',
  'invalid',
  'The card does not open this service.',
  { at: '/drop', allowed: ['transit', 'library'] },
);
export const serviceOnCard = defineError(
  'service.on_card_already',
  'invalid',
  'The card opens this service already.',
  { at: '/add', allowed: ['library'] },
);
export const nothingToChange = defineError('service.nothing_to_change', 'invalid', 'Name at least one service to add or to drop.');
export const adoptLimitReached = defineError(
  'adopt.limit_reached',
  'limited',
  'Too many identifiers could not be adopted from this account today.',
  { limit: 20 },
);
