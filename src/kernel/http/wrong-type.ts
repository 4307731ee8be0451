import { getMetadataStorage, type ValidationError } from 'class-validator';

type Sort = 'text' | 'number' | 'whole_number' | 'yes_or_no' | 'object' | 'list';

/** Of what sort a value must be for a rule to make sense of it, by class-validator's names and our own. */
const SORT_OF_RULE: Readonly<Record<string, Sort>> = {
  isString: 'text',
  isLength: 'text',
  minLength: 'text',
  maxLength: 'text',
  matches: 'text',
  isUuid: 'text',
  calendarDay: 'text',
  isNumber: 'number',
  min: 'number',
  max: 'number',
  isInt: 'whole_number',
  isBoolean: 'yes_or_no',
  isObject: 'object',
  isArray: 'list',
  arrayMinSize: 'list',
  arrayMaxSize: 'list',
  arrayNotEmpty: 'list',
  arrayUnique: 'list',
};

const IS_OF: Readonly<Record<Sort, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  whole_number: Number.isInteger,
  yes_or_no: (value) => typeof value === 'boolean',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  list: Array.isArray,
};

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/**
 * Where the value of a field is of another type than its rules are about, as pointers below the field: `''` for the field
 * itself, `/1` for an item of a list. None where it is of the right type; what else is wrong with it counts only then.
 * @param error of a validation that was asked to keep its targets.
 */
export function wrongTypes({ target, property }: ValidationError): readonly string[] {
  const type = target?.constructor;
  if (typeof type !== 'function' || property === undefined) return [];
  const value = (target as Readonly<Record<string, unknown>>)[property];
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false).filter(({ propertyName }) => propertyName === property);
  const [own, ofItems] = [sortsOf(rules, false), sortsOf(rules, true)];
  const fits = (one: unknown, sorts: readonly Sort[]) => sorts.every((sort) => IS_OF[sort](one));
  if (!fits(value, own)) return [''];
  if (!Array.isArray(value)) return ofItems.length > 0 ? [''] : [];
  return value.flatMap((item, index) => (fits(item, ofItems) ? [] : [`/${index}`]));
}

/** What the rules on a field, or on each item of its list, are about. */
function sortsOf(rules: readonly Metadata[], each: boolean): Sort[] {
  return rules.filter((rule) => Boolean(rule.each) === each).flatMap((rule) => sortOf(rule) ?? []);
}

function sortOf({ constraintCls, constraints }: Metadata): Sort | undefined {
  const name = getMetadataStorage().getTargetValidatorConstraints(constraintCls)[0]?.name;
  if (name !== 'isIn') return name === undefined ? undefined : SORT_OF_RULE[name];
  const [values] = constraints as readonly unknown[] as readonly [readonly unknown[]];
  return values.every((value) => typeof value === 'string') ? 'text' : undefined;
}
