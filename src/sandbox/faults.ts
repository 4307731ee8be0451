/** What one switch takes. */
export type Switch =
  | { readonly kind: 'yes_or_no' }
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'choice'; readonly choices: readonly (string | number)[] };

/** Switches by name. */
export type Switches = Readonly<Record<string, Switch>>;

/** What is switched on, by name; what is left out is off. */
export type Faults = Readonly<Record<string, boolean | number | string>>;

type ValueOf<S extends Switch> = S extends { readonly choices: readonly (infer Choice)[] } ? Choice : S extends { readonly kind: 'number' } ? number : true;

export const YES_OR_NO = { kind: 'yes_or_no' } as const;

export function numberBetween(least: number, most: number) {
  return { kind: 'number', least, most } as const;
}

export function oneOf<const C extends readonly (string | number)[]>(...choices: C) {
  return { kind: 'choice', choices } as const;
}

/** One interface of a partner system, as somebody sees it who wants it to fail. */
export interface FaultyInterface {
  /** Left out for a system's first interface. */
  readonly name?: string;
  readonly switches: Switches;
  /** Takes the place of all faults set before. */
  set(faults: Faults): void;
  /** What is on now. */
  current(): Faults;
}

/** The switches of one interface and how they stand. All are off at first. */
export class FaultSet<S extends Switches> implements FaultyInterface {
  private on: Faults = {};

  /** @param name of the interface, where a system has more than one. */
  constructor(
    readonly switches: S,
    readonly name?: string,
  ) {}

  set(faults: Faults): void {
    this.on = faults;
  }

  current(): Faults {
    return this.on;
  }

  /** What a switch is set to, or undefined while it is off. */
  get<N extends keyof S & string>(name: N): ValueOf<S[N]> | undefined {
    return this.on[name] as ValueOf<S[N]> | undefined;
  }

  /** The same, of a fault that happens once: it is off afterwards. */
  take<N extends keyof S & string>(name: N): ValueOf<S[N]> | undefined {
    const value = this.get(name);
    this.on = Object.fromEntries(Object.entries(this.on).filter(([other]) => other !== name));
    return value;
  }
}

/** What can be set, in words, by name. */
export type Possible = Readonly<Record<string, string>>;

/** Nothing was set: there is no such fault, or it takes something else. */
export class FaultRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FaultRefused';
  }
}

/** Reads what somebody asked for. `false` is off. @throws FaultRefused naming what does not fit. */
export function readFaults(asked: unknown, switches: Switches): Faults {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) throw new FaultRefused('faults are an object');
  for (const [name, value] of Object.entries(asked)) {
    const known = Object.hasOwn(switches, name) ? switches[name] : undefined;
    if (!known) throw new FaultRefused(`there is no fault ${JSON.stringify(name.slice(0, 40))}`);
    if (!takes(known, value)) throw new FaultRefused(`${name} takes ${words(known)}`);
  }
  return Object.fromEntries(Object.entries(asked as Faults).filter(([, value]) => value !== false));
}

export function possible(switches: Switches): Possible {
  return Object.fromEntries(Object.entries(switches).map(([name, one]) => [name, words(one)]));
}

function takes(one: Switch, value: unknown): boolean {
  // Everything can be switched off by `false`, and not only by leaving it out.
  if (value === false) return true;
  if (one.kind === 'yes_or_no') return value === true;
  if (one.kind === 'number') return Number.isInteger(value) && Number(value) >= one.least && Number(value) <= one.most;
  return one.choices.some((choice) => choice === value);
}

function words(one: Switch): string {
  if (one.kind === 'yes_or_no') return 'true or false';
  return one.kind === 'number' ? `a whole number from ${one.least} to ${one.most}` : `one of ${one.choices.join(', ')}`;
}
