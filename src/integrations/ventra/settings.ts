import { type PartnerConnection, SettingsProblem } from '../../modules/links/index.js';
import { baseAddress } from '../transport/base-address.js';
import { unknownSetting } from '../transport/unknown-setting.js';

/**
 * What the `tomp-customer` profile needs to know.
 *
 * Settings: `baseUrl` (the address before `/collections`); optional `acceptLanguage` (the document demands the
 * header; default `en`), `concurrency` (1 to 16 requests at once), `answerTimeoutMs` (100 to 120000),
 * `allowPlainHttp` (HTTP beyond the loopback interface). Credential: `bearerToken`.
 */
export interface TompSettings {
  readonly baseUrl: URL;
  readonly acceptLanguage: string;
  readonly concurrency: number;
  readonly answerTimeoutMs: number;
  readonly bearerToken: string;
}

/** The names of the settings. */
export const TOMP_SETTINGS = ['baseUrl', 'acceptLanguage', 'concurrency', 'answerTimeoutMs', 'allowPlainHttp'];

/** @throws SettingsProblem naming the setting that is missing, wrong or not known. */
export function readTompSettings({ settings, credentials }: PartnerConnection): TompSettings {
  const strange = unknownSetting(settings, TOMP_SETTINGS);
  if (strange !== null) throw new SettingsProblem(strange);
  const baseUrl = baseAddress(settings.baseUrl, settings.allowPlainHttp === true);
  if (!baseUrl) {
    throw new SettingsProblem('baseUrl must be an https address (http on the loopback interface or with allowPlainHttp)');
  }
  return {
    baseUrl,
    // The longest that the document allows is 75 characters.
    acceptLanguage: matching(settings.acceptLanguage ?? 'en', /^[A-Za-z0-9*,;=.\- ]{1,75}$/, 'acceptLanguage'),
    concurrency: whole(settings.concurrency ?? 4, 'concurrency', 1, 16),
    answerTimeoutMs: whole(settings.answerTimeoutMs ?? 15_000, 'answerTimeoutMs', 100, 120_000),
    // RFC 6750, 2.1: the characters of a bearer token.
    bearerToken: matching(credentials.bearerToken, /^[A-Za-z0-9\-._~+/]+=*$/, 'bearerToken'),
  };
}

function matching(value: unknown, pattern: RegExp, name: string): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw new SettingsProblem(`${name} must match ${String(pattern)}`);
  return value;
}

function whole(value: unknown, name: string, least: number, most: number): number {
  if (!Number.isInteger(value) || Number(value) < least || Number(value) > most) {
    throw new SettingsProblem(`${name} must be a whole number from ${least} to ${most}`);
  }
  return Number(value);
}
