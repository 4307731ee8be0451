import { getMetadataStorage, type ValidationError } from 'class-validator';
import { type Finding } from '../errors/index.js';
import { type RuleContext } from './refused-with.js';

const UNKNOWN = 'whitelistValidation';
const MOST_FINDINGS = 20;

/**
 * What is wrong, by declared field. A field nobody declared is reported at its parent, with the fields
 * that are allowed there: what the caller typed is never repeated.
 */
export function findingsOf(errors: readonly ValidationError[], parent = ''): Finding[] {
  const findings = errors.flatMap((error) => findingsOfOne(error, parent));
  const seen = new Set<string>();
  return findings
    .filter((finding) => !seen.has(finding.at + finding.code) && seen.add(finding.at + finding.code))
    .slice(0, MOST_FINDINGS);
}

export function hasUnknownField(errors: readonly ValidationError[]): boolean {
  return errors.some((error) => isUnknown(error) || hasUnknownField(error.children ?? []));
}

function findingsOfOne(error: ValidationError, parent: string): Finding[] {
  if (isUnknown(error)) return [{ at: parent, code: 'field.unknown' }];
  const at = `${parent}/${error.property}`;
  const own = Object.keys(error.constraints ?? {}).map((name) => ({ at, code: codeOf(name), ...allowedBy(error, name) }));
  return [...own, ...findingsOf(error.children ?? [], at)];
}

function isUnknown(error: ValidationError): boolean {
  return error.constraints !== undefined && UNKNOWN in error.constraints;
}

/** class-validator's rule names, as stable codes of ours. */
function codeOf(rule: string): string {
  return `field.${rule.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

/** The values an `@IsIn` takes, which its own context carries. */
function allowedBy(error: ValidationError, rule: string): { allowed?: readonly string[] } {
  const allowed = contextOf(error, rule)?.allowed;
  return allowed ? { allowed } : {};
}

function contextOf(error: ValidationError, rule: string): RuleContext | undefined {
  return error.contexts?.[rule] as RuleContext | undefined;
}

/** The error of its own that a broken rule asks for, when the first broken rule is such a one. */
export function ownError(errors: readonly ValidationError[]): RuleContext['raise'] {
  const raised = errors.map((error) => {
    const rules = Object.keys(error.constraints ?? {});
    return rules.length > 0 ? contextOf(error, rules[0] as string)?.raise : ownError(error.children ?? []);
  });
  return raised[0];
}

/** The fields a class declares, for messages and documentation. */
export function declaredFields(type: new () => object): readonly string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(metadata.map((entry) => entry.propertyName))].sort();
}
