import { getMetadataStorage, ValidationTypes, type ValidatorConstraintInterface } from 'class-validator';

type Rule = (object: object, value: unknown) => boolean;

interface Field {
  readonly name: string;
  /** The field counts only where all of these hold: what `@Optional` says. */
  readonly conditions: readonly Rule[];
  readonly rules: readonly Rule[];
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

const known = new Map<unknown, readonly Field[]>();

/**
 * Whether an object is surely what its class asks for, by the very rules that class-validator holds for it, found once for
 * a class and not at each request. False says nothing: the validator itself has to find out, and what is wrong.
 */
export function isKnownGood(object: object): boolean {
  const fields = fieldsOf(object.constructor);
  if (fields.length === 0) return false;
  for (const name of Object.keys(object)) if (!fields.some((field) => field.name === name)) return false;
  return fields.every((field) => isGood(object, field));
}

function isGood(object: object, { name, conditions, rules }: Field): boolean {
  const value = (object as Readonly<Record<string, unknown>>)[name];
  return !conditions.every((holds) => holds(object, value)) || rules.every((rule) => rule(object, value));
}

function fieldsOf(type: object): readonly Field[] {
  let fields = known.get(type);
  if (!fields) {
    const storage = getMetadataStorage();
    const all = storage.getTargetValidationMetadatas(type as new () => object, '', false, false);
    fields = Object.entries(storage.groupByPropertyName(all)).map(([name, metadata]) => fieldOf(name, metadata));
    known.set(type, fields);
  }
  return fields;
}

function fieldOf(name: string, all: readonly Metadata[]): Field {
  const conditional = all.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
  const others = all.filter(({ type }) => type !== ValidationTypes.CONDITIONAL_VALIDATION);
  return { name, conditions: conditional.map(conditionOf), rules: others.flatMap(rulesOf) };
}

function conditionOf({ constraints }: Metadata): Rule {
  const [holds] = constraints as readonly unknown[] as readonly [Rule];
  return (object, value) => Boolean(holds(object, value));
}

/** A rule of any other kind, such as one about an object within the object, is left to the validator. */
function rulesOf(metadata: Metadata): Rule[] {
  if (metadata.type !== ValidationTypes.CUSTOM_VALIDATION || metadata.validateIf) return [() => false];
  return getMetadataStorage()
    .getTargetValidatorConstraints(metadata.constraintCls)
    .map((constraint) => (constraint.async ? () => false : ruleOf(metadata, constraint.instance)));
}

function ruleOf({ propertyName, constraints, each }: Metadata, constraint: ValidatorConstraintInterface): Rule {
  const check = (object: object, value: unknown, whole: unknown) =>
    constraint.validate(value, { targetName: object.constructor.name, property: propertyName, object, value: whole, constraints }) === true;
  if (!each) return (object, value) => check(object, value, value);
  return (object, value) => Array.isArray(value) && value.every((item) => check(object, item, value));
}
