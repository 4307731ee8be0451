import { type Statement } from '../../kernel/database/index.js';
import { type Rule, type RuleKind } from './domain/rule.js';

/** A rule as it lies in the database. */
export type RuleRow = Rule & { readonly effectiveFrom: string };

export function allRules(): Statement {
  return {
    name: 'rules-all',
    text: 'SELECT kind, effective_from AS "effectiveFrom", value FROM rules.rule ORDER BY kind, effective_from',
    values: [],
  };
}

/** A second rule of a kind from the same day violates `rule_pkey`. */
export function insertRule({ kind, effectiveFrom, value }: RuleRow): Statement {
  return {
    name: 'rules-insert',
    text: 'INSERT INTO rules.rule (kind, effective_from, value) VALUES ($1, $2, $3)',
    values: [kind, effectiveFrom, JSON.stringify(value)],
  };
}

/** Withdraws a rule that begins after today; no row back means that there is none. */
export function deleteRule(kind: RuleKind, effectiveFrom: string, today: string): Statement {
  return {
    name: 'rules-delete',
    text: 'DELETE FROM rules.rule WHERE kind = $1 AND effective_from = $2 AND effective_from > $3 RETURNING 1',
    values: [kind, effectiveFrom, today],
  };
}

export function ruleFrom(kind: RuleKind, effectiveFrom: string): Statement {
  return {
    name: 'rules-from',
    text: 'SELECT 1 FROM rules.rule WHERE kind = $1 AND effective_from = $2',
    values: [kind, effectiveFrom],
  };
}
