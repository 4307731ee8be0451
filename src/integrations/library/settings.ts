import { SettingsProblem, type PartnerConnection } from '../../modules/links/index.js';
import { baseAddress } from '../transport/base-address.js';
import { unknownSetting } from '../transport/unknown-setting.js';
import { day, oneOf, text, timeZone, whole } from './setting-values.js';
import { readSip2Settings, SIP2_SETTINGS, type Sip2Settings } from './sip2/settings.js';

/** How the library system is told who we are. */
export type KohaLogin =
  | { readonly auth: 'oauth2'; readonly clientId: string; readonly clientSecret: string }
  | { readonly auth: 'basic'; readonly username: string; readonly password: string };

/**
 * What the `koha-rest` profile needs to know.
 *
 * Settings: `baseUrl` (the address before `/api/v1`), `libraryId`, `categoryId`; optional `neverExpiresOn`
 * (`YYYY-MM-DD`, for cards valid for ever), `timeZone` (whose calendar day it is at the library), `concurrency`
 * (1 to 16 requests at once), `answerTimeoutMs` (100 to 120000), `pageSize` (1 to 1000 patrons a page of the full
 * list), `allowPlainHttp` (HTTP beyond the loopback interface), `auth` (`oauth2` or `basic`), `verification` (`rest`,
 * or `sip2` with the settings of `Sip2Settings`).
 * Credentials: `clientId` and `clientSecret`; for `basic` `username` and `password`.
 */
export interface KohaSettings {
  readonly baseUrl: URL;
  readonly libraryId: string;
  readonly categoryId: string;
  readonly neverExpiresOn: string;
  readonly timeZone: string;
  readonly concurrency: number;
  readonly answerTimeoutMs: number;
  readonly pageSize: number;
  readonly login: KohaLogin;
  /** Null where the REST interface itself is asked. */
  readonly sip2: Sip2Settings | null;
}

/** The names of the settings. */
export const KOHA_SETTINGS = [
  ...['baseUrl', 'libraryId', 'categoryId', 'neverExpiresOn', 'timeZone', 'concurrency', 'answerTimeoutMs', 'pageSize'],
  ...['allowPlainHttp', 'auth', 'verification', ...SIP2_SETTINGS],
];

/** @throws SettingsProblem naming the setting that is missing, wrong or not known. */
export function readKohaSettings(connection: PartnerConnection): KohaSettings {
  const { settings, credentials } = connection;
  const strange = unknownSetting(settings, KOHA_SETTINGS);
  if (strange !== null) throw new SettingsProblem(strange);
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
    pageSize: whole(settings.pageSize ?? 100, 'pageSize', 1, 1_000),
    login: readLogin(settings, credentials),
    sip2: verification(connection) === 'sip2' ? readSip2Settings(connection) : null,
  };
}

function verification({ settings }: PartnerConnection): 'rest' | 'sip2' {
  return oneOf(settings.verification ?? 'rest', 'verification', ['rest', 'sip2']);
}

function readLogin(settings: Readonly<Record<string, unknown>>, credentials: Readonly<Record<string, string>>): KohaLogin {
  const auth = oneOf(settings.auth ?? 'oauth2', 'auth', ['oauth2', 'basic']);
  if (auth === 'oauth2') return { auth, clientId: text(credentials, 'clientId'), clientSecret: text(credentials, 'clientSecret') };
  // RFC 7617: what stands before the first colon is the name.
  if (text(credentials, 'username').includes(':')) throw new SettingsProblem('username must be without a colon');
  return { auth, username: text(credentials, 'username'), password: text(credentials, 'password') };
}
