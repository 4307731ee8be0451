/** Who a card is made for, by the holder's age on the day of issue; the age itself stays on the counter station. */
export const CATEGORIES = ['kids', 'standard', 'senior'] as const;

export type Category = (typeof CATEGORIES)[number];

export const FEE_ACTS = ['issue', 'replacement', 'renewal'] as const;

export type FeeAct = (typeof FEE_ACTS)[number];

export const RULE_KINDS = ['validity', 'fees', 'card_numbers', 'adopted_numbers', 'renewal'] as const;

export type RuleKind = (typeof RULE_KINDS)[number];

/** Whole years a card is valid, or null for ever. */
export type Validity = Readonly<Record<Category, number | null>>;

/** In cents. */
export type Fees = Readonly<Record<FeeAct, Readonly<Record<Category, number>>>>;

/** What holds on one day, by kind. */
export interface Rules {
  readonly validity: Validity;
  readonly fees: Fees;
  /** First digits of every card number. */
  readonly card_numbers: { readonly prefix: string };
  /** Regular expressions of which an adopted library number must match one, whole; null for those agreed with the library. */
  readonly adopted_numbers: { readonly library: readonly string[] | null };
  /** Months after its last one in which an expired card can be renewed. */
  readonly renewal: { readonly graceMonths: number };
}

/** A rule of one kind, and the first day (`YYYY-MM-DD`) on which it holds; null since ever. */
export interface Rule<K extends RuleKind = RuleKind> {
  readonly kind: K;
  readonly effectiveFrom: string | null;
  readonly value: Rules[K];
}

const FREE = { kids: 0, standard: 0, senior: 0 };

/** 13 and under 2 years, 14 to 64 5 years, 65 and over for ever; free of charge (Chicago CityKey). */
export function builtIn(prefix: string, graceMonths: number): Rules {
  return {
    validity: { kids: 2, standard: 5, senior: null },
    fees: { issue: FREE, replacement: FREE, renewal: FREE },
    card_numbers: { prefix },
    adopted_numbers: { library: null },
    renewal: { graceMonths },
  };
}

/** The rule that holds on a day: the one that began last, on that day or before. */
export function ruleOn<K extends RuleKind>(kind: K, day: string, initial: Rules, made: readonly Rule[]): Rule<K> {
  let found: Rule<K> = { kind, effectiveFrom: null, value: initial[kind] };
  for (const rule of made) {
    if (rule.kind !== kind || rule.effectiveFrom === null || rule.effectiveFrom > day) continue;
    if (found.effectiveFrom === null || rule.effectiveFrom > found.effectiveFrom) found = rule as Rule<K>;
  }
  return found;
}

/** All kinds as of one day. */
export function rulesOn(day: string, initial: Rules, made: readonly Rule[]): Rules {
  return {
    validity: ruleOn('validity', day, initial, made).value,
    fees: ruleOn('fees', day, initial, made).value,
    card_numbers: ruleOn('card_numbers', day, initial, made).value,
    adopted_numbers: ruleOn('adopted_numbers', day, initial, made).value,
    renewal: ruleOn('renewal', day, initial, made).value,
  };
}

/** What is to be paid for a card, and whether it was waived. Why is nobody's business: there is no reason. */
export interface Fee {
  readonly amountCents: number;
  readonly waived: boolean;
}

export function feeFor(fees: Fees, act: FeeAct, category: Category, waived: boolean): Fee {
  return { amountCents: waived ? 0 : fees[act][category], waived };
}
