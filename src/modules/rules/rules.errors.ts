import { defineError } from '../../kernel/errors/index.js';
import { RULE_KINDS } from './domain/rule.js';

export const ruleKindUnknown = defineError(
  'rule.kind_unknown',
  'not_found',
  'There is no such kind of rule.',
  { allowed: RULE_KINDS },
);
export const ruleDateNotFuture = defineError(
  'rule.date_not_future',
  'invalid',
  'A rule is made for tomorrow or a later day, in the city.',
  { at: '/effectiveFrom' },
);
export const ruleExists = defineError('rule.exists', 'conflict', 'A rule of this kind begins on that day already.');
export const ruleInForce = defineError('rule.in_force', 'conflict', 'The rule holds already, or has held. It stays known.');
export const ruleNotFound = defineError('rule.not_found', 'not_found', 'No rule of this kind begins on that day.');
