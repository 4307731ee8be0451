import { SettingsProblem } from '../../modules/links/index.js';

type Source = Readonly<Record<string, unknown>>;

/** A text that is not empty. Like the others, throws a SettingsProblem that names the setting, never its value. */
export function text(source: Source, name: string): string {
  const value = source[name];
  if (typeof value !== 'string' || value === '') throw new SettingsProblem(`${name} must be a text`);
  return value;
}

export function whole(value: unknown, name: string, least: number, most: number): number {
  if (!Number.isInteger(value) || Number(value) < least || Number(value) > most) {
    throw new SettingsProblem(`${name} must be a whole number from ${least} to ${most}`);
  }
  return Number(value);
}

export function oneOf<T extends string>(value: unknown, name: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new SettingsProblem(`${name} must be one of ${choices.join(', ')}`);
  return found;
}

export function yesOrNo(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw new SettingsProblem(`${name} must be true or false`);
  return value;
}

/** A day that exists, `YYYY-MM-DD`. */
export function day(value: unknown, name: string): string {
  const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : NaN;
  // A day such as 31 February is read as one in March.
  const valid = !Number.isNaN(time) && new Date(time).toISOString().startsWith(String(value));
  if (!valid) throw new SettingsProblem(`${name} must be a day as YYYY-MM-DD`);
  return String(value);
}

export function timeZone(value: unknown): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: String(value) }).resolvedOptions().timeZone;
  } catch {
    throw new SettingsProblem('timeZone must be an IANA time zone');
  }
}
