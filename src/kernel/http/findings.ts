import { getMetadataStorage, type ValidationError } from 'class-validator';
import { type Finding } from '../errors/index.js';
import { type RuleContext } from './refused-with.js';
import { wrongTypes } from './wrong-type.js';

const UNKNOWN = 'whitelistValidation';
const MOST_FINDINGS = 20;

/** The closed list of what can be wrong with one field; docs/errors.md explains each. */
export const FINDING_CODES = [
  'field.unknown',
  'field.missing',
  'field.wrong_type',
  'field.not_allowed',
  'field.wrong_length',
  'field.out_of_range',
  'field.wrong_form',
] as const;

type FindingCode = (typeof FINDING_CODES)[number];

/** class-validator's rule names by what they say; every other rule is about the form of a value. */
const CODE_OF_RULE: Readonly<Record<string, FindingCode>> = {
  isDefined: 'field.missing',
  isNotEmpty: 'field.missing',
  isString: 'field.wrong_type',
  isBoolean: 'field.wrong_type',
  isNumber: 'field.wrong_type',
  isInt: 'field.wrong_type',
  isArray: 'field.wrong_type',
  isObject: 'field.wrong_type',
  isNotEmptyObject: 'field.wrong_type',
  nestedValidation: 'field.wrong_type',
  isIn: 'field.not_allowed',
  isEnum: 'field.not_allowed',
  equals: 'field.not_allowed',
  isLength: 'field.wrong_length',
  minLength: 'field.wrong_length',
  maxLength: 'field.wrong_length',
  arrayMinSize: 'field.wrong_length',
  arrayMaxSize: 'field.wrong_length',
  arrayNotEmpty: 'field.wrong_length',
  min: 'field.out_of_range',
  max: 'field.out_of_range',
};

/**
 * What is wrong, by declared field. A field nobody declared is reported at its parent, with the fields
 * that are allowed there: what the caller typed is never repeated.
 * @param errors of a validation that was asked to keep its targets.
 */
export function findingsOf(errors: readonly ValidationError[], parent = ''): Finding[] {
  const findings = new Map<string, Finding>();
  for (const finding of errors.flatMap((error) => findingsOfOne(error, parent))) {
    const key = `${finding.at} ${finding.code}`;
    if (!findings.has(key)) findings.set(key, finding);
  }
  return [...findings.values()].slice(0, MOST_FINDINGS);
}

export function hasUnknownField(errors: readonly ValidationError[]): boolean {
  return errors.some((error) => isUnknown(error) || hasUnknownField(error.children ?? []));
}

/** Whether a field is of another type than it should be: then the request is no case for an error of the trade. */
export function hasWrongType(errors: readonly ValidationError[]): boolean {
  return errors.some((error) => (!isUnknown(error) && !isMissing(error) && wrongTypes(error).length > 0) || hasWrongType(error.children ?? []));
}

/** The error of its own that a broken rule asks for, from the first field that has one. A missing field has none. */
export function ownError(errors: readonly ValidationError[]): RuleContext['raise'] {
  for (const error of errors) {
    const own = isMissing(error) ? undefined : rulesOf(error).map((rule) => contextOf(error, rule)?.raise).find(Boolean);
    const raise = own ?? ownError(error.children ?? []);
    if (raise) return raise;
  }
  return undefined;
}

function findingsOfOne(error: ValidationError, parent: string): Finding[] {
  if (isUnknown(error)) return [{ at: parent, code: 'field.unknown', allowed: declaredFields(error.target?.constructor) }];
  const at = error.property === undefined ? parent : `${parent}/${error.property}`;
  if (isMissing(error)) return [{ at, code: 'field.missing' }];
  const mistyped = wrongTypes(error);
  if (mistyped.length > 0) return mistyped.map((place) => ({ at: `${at}${place}`, code: 'field.wrong_type' as const }));
  const own = rulesOf(error).flatMap((rule) =>
    placesOf(error, rule).map((place) => ({ at: `${at}${place}`, code: CODE_OF_RULE[rule] ?? ('field.wrong_form' as const), ...allowedBy(error, rule) })),
  );
  return [...own, ...findingsOf(error.children ?? [], at)];
}

function isUnknown(error: ValidationError): boolean {
  return error.constraints !== undefined && UNKNOWN in error.constraints;
}

function isMissing(error: ValidationError): boolean {
  const target = error.target as Record<string, unknown> | undefined;
  return rulesOf(error).length > 0 && target?.[error.property] === undefined;
}

function rulesOf(error: ValidationError): string[] {
  return Object.keys(error.constraints ?? {});
}

/** The values a rule takes, which its own context carries. */
function allowedBy(error: ValidationError, rule: string): { allowed?: readonly string[] } {
  const allowed = contextOf(error, rule)?.allowed;
  return allowed ? { allowed } : {};
}

/** Where below a field a rule is broken, for rules that look at a whole list by themselves. */
function placesOf(error: ValidationError, rule: string): readonly string[] {
  const places = contextOf(error, rule)?.places?.((error.target as Record<string, unknown> | undefined)?.[error.property]) ?? [];
  return places.length > 0 ? places : [''];
}

function contextOf(error: ValidationError, rule: string): RuleContext | undefined {
  return error.contexts?.[rule] as RuleContext | undefined;
}

function declaredFields(type: unknown): readonly string[] {
  if (typeof type !== 'function') return [];
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(metadata.map((entry) => entry.propertyName))].sort();
}
