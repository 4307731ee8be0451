import { type ValidationOptions } from 'class-validator';
import { type DomainError, type ErrorDetails } from '../errors/index.js';

/** What a validation rule may carry: the values it takes, where in a value it is broken, and an error of its own for the whole request. */
export interface RuleContext {
  readonly allowed?: readonly string[];
  /** @returns pointers below the field. None: the field as a whole. */
  readonly places?: (value: unknown) => readonly string[];
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

/** Lets a rule that looks at a whole list by itself say where in it it is broken, by pointers below the field. */
export function brokenAt(places: (value: unknown) => readonly string[]): ValidationOptions {
  const context: RuleContext = { places };
  // The context of a rule without a message is lost.
  return { message: 'broken', context };
}
