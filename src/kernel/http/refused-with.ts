import { type ValidationOptions } from 'class-validator';
import { type DomainError, type ErrorDetails } from '../errors/index.js';

/** What a validation rule may carry: the values it takes, and an error of its own for the whole request. */
export interface RuleContext {
  readonly allowed?: readonly string[];
  readonly raise?: (details: ErrorDetails) => DomainError;
}

/** Gives a rule on a field its own public error instead of `request.invalid`. */
export function refusedWith(
  raise: (details?: ErrorDetails) => DomainError,
  allowed: readonly string[],
  options: ValidationOptions = {},
): ValidationOptions {
  const context: RuleContext = { raise, allowed };
  return { ...options, context };
}
