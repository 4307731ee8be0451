import { SettingsProblem, type PartnerConnection } from '../../modules/links/index.js';
import { baseAddress } from '../transport/base-address.js';

/**
 * What the `koha-rest` profile needs to know.
 *
 * Settings: `baseUrl` (the address before `/api/v1`), `libraryId`, `categoryId`; optional `neverExpiresOn`
 * (`YYYY-MM-DD`, for cards valid for ever), `timeZone` (whose calendar day it is at the library), `concurrency`
 * (1 to 16 requests at once), `answerTimeoutMs` (100 to 120000), `allowPlainHttp` (HTTP beyond the loopback
 * interface). Credentials: `clientId`, `clientSecret`.
 */
export interface KohaSettings {
  readonly baseUrl: URL;
  readonly libraryId: string;
  readonly categoryId: string;
  readonly neverExpiresOn: string;
  readonly timeZone: string;
  readonly concurrency: number;
  readonly answerTimeoutMs: number;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** @throws SettingsProblem naming the setting that is missing or wrong. */
export function readKohaSettings({ settings, credentials }: PartnerConnection): KohaSettings {
  const baseUrl = baseAddress(settings.baseUrl, settings.allowPlainHttp === true);
  if (!baseUrl) {
    throw new SettingsProblem('baseUrl must be an https address (http on the loopback interface or with allowPlainHttp)');
  }
  return {
    baseUrl,
    libraryId: text(settings, 'libraryId'),
    categoryId: text(settings, 'categoryId'),
    neverExpiresOn: day(settings.neverExpiresOn ?? '2099-12-31', 'neverExpiresOn'),
    timeZone: timeZone(settings.timeZone ?? 'America/Chicago'),
    concurrency: whole(settings.concurrency ?? 4, 'concurrency', 1, 16),
    answerTimeoutMs: whole(settings.answerTimeoutMs ?? 15_000, 'answerTimeoutMs', 100, 120_000),
    clientId: text(credentials, 'clientId'),
    clientSecret: text(credentials, 'clientSecret'),
  };
}

function text(source: Readonly<Record<string, unknown>>, name: string): string {
  const value = source[name];
  if (typeof value !== 'string' || value === '') throw new SettingsProblem(`${name} must be a text`);
  return value;
}

function whole(value: unknown, name: string, least: number, most: number): number {
  if (!Number.isInteger(value) || Number(value) < least || Number(value) > most) {
    throw new SettingsProblem(`${name} must be a whole number from ${least} to ${most}`);
  }
  return Number(value);
}

function day(value: unknown, name: string): string {
  const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : NaN;
  // A day such as 31 February is read as one in March.
  const valid = !Number.isNaN(time) && new Date(time).toISOString().startsWith(String(value));
  if (!valid) throw new SettingsProblem(`${name} must be a day as YYYY-MM-DD`);
  return String(value);
}

function timeZone(value: unknown): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: String(value) }).resolvedOptions().timeZone;
  } catch {
    throw new SettingsProblem('timeZone must be an IANA time zone');
  }
}
