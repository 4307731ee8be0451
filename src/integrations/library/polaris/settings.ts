import { type PartnerConnection, SettingsProblem } from '../../../modules/links/index.js';
import { baseAddress } from '../../transport/base-address.js';
import { unknownSetting } from '../../transport/unknown-setting.js';
import { day, text, timeZone, whole } from '../setting-values.js';
import { listQuery } from './list-query.js';

/**
 * What the `polaris-papi` profile needs to know.
 *
 * Settings: `baseUrl` (the address before `/PAPIService`, as the server itself sees it: it is signed), `branchId`
 * (registering branch), `patronCode` and `suspendedPatronCode` (numbers of two patron codes of the city's own: one
 * with privileges, one without); optional `organizationId` (1), `logonBranchId`, `logonUserId`, `logonWorkstationId`
 * (1 each), `street`, `city`, `state`, `postalCode` (the one address that all registrations share), `neverExpiresOn`,
 * `timeZone`, `concurrency`, `answerTimeoutMs`, `allowPlainHttp` as for `koha-rest`; `listQuery` (the query in CCL that
 * finds the patrons of the city, `PATC=20 OR PATC=21` for instance, and as few others as can be; without it there is no full
 * list), `pageSize` (1 to 1000 patrons a page of it, 100).
 * Credentials: `accessId`, `accessKey`, `staffDomain`, `staffUsername`, `staffPassword`.
 */
export interface PolarisSettings {
  readonly baseUrl: URL;
  readonly organizationId: number;
  readonly branchId: number;
  readonly patronCode: number;
  readonly suspendedPatronCode: number;
  readonly logon: { readonly LogonBranchID: number; readonly LogonUserID: number; readonly LogonWorkstationID: number };
  readonly address: { readonly StreetOne: string; readonly City: string; readonly State: string; readonly PostalCode: string };
  readonly neverExpiresOn: string;
  readonly timeZone: string;
  readonly concurrency: number;
  readonly answerTimeoutMs: number;
  /** Null where no full list is to be asked for. */
  readonly listQuery: string | null;
  readonly pageSize: number;
  readonly keys: PolarisKeys;
}

export interface PolarisKeys {
  readonly accessId: string;
  readonly accessKey: string;
  readonly staff: { readonly Domain: string; readonly Username: string; readonly Password: string };
}

/** The names of the settings. */
export const POLARIS_SETTINGS = [
  ...['baseUrl', 'branchId', 'patronCode', 'suspendedPatronCode', 'organizationId', 'logonBranchId', 'logonUserId', 'logonWorkstationId'],
  ...['street', 'city', 'state', 'postalCode', 'neverExpiresOn', 'timeZone', 'concurrency', 'answerTimeoutMs', 'allowPlainHttp'],
  ...['listQuery', 'pageSize'],
];

const MOST = 2_147_483_647;

/** @throws SettingsProblem naming the setting that is missing, wrong or not known. */
export function readPolarisSettings({ settings, credentials }: PartnerConnection): PolarisSettings {
  const strange = unknownSetting(settings, POLARIS_SETTINGS);
  if (strange !== null) throw new SettingsProblem(strange);
  const baseUrl = baseAddress(settings.baseUrl, settings.allowPlainHttp === true);
  if (!baseUrl) {
    throw new SettingsProblem('baseUrl must be an https address (http on the loopback interface or with allowPlainHttp)');
  }
  const id = (name: string, fallback?: number): number => whole(settings[name] ?? fallback, name, 1, MOST);
  const suspendedPatronCode = id('suspendedPatronCode');
  if (suspendedPatronCode === settings.patronCode) throw new SettingsProblem('suspendedPatronCode must be another than patronCode');
  return {
    baseUrl,
    organizationId: id('organizationId', 1),
    branchId: id('branchId'),
    patronCode: id('patronCode'),
    suspendedPatronCode,
    logon: { LogonBranchID: id('logonBranchId', 1), LogonUserID: id('logonUserId', 1), LogonWorkstationID: id('logonWorkstationId', 1) },
    address: readAddress({ street: 'CITY HALL', city: 'CHICAGO', state: 'IL', postalCode: '60602', ...settings }),
    neverExpiresOn: day(settings.neverExpiresOn ?? '2099-12-31', 'neverExpiresOn'),
    timeZone: timeZone(settings.timeZone ?? 'America/Chicago'),
    concurrency: whole(settings.concurrency ?? 4, 'concurrency', 1, 16),
    answerTimeoutMs: whole(settings.answerTimeoutMs ?? 15_000, 'answerTimeoutMs', 100, 120_000),
    listQuery: listQuery(settings.listQuery),
    pageSize: whole(settings.pageSize ?? 100, 'pageSize', 1, 1_000),
    keys: readKeys(credentials),
  };
}

function readAddress(source: Readonly<Record<string, unknown>>): PolarisSettings['address'] {
  return {
    StreetOne: text(source, 'street'),
    City: text(source, 'city'),
    State: text(source, 'state'),
    PostalCode: text(source, 'postalCode'),
  };
}

function readKeys(credentials: Readonly<Record<string, string>>): PolarisKeys {
  const [accessId, accessKey] = [text(credentials, 'accessId'), text(credentials, 'accessKey')];
  const staff = {
    Domain: text(credentials, 'staffDomain'),
    Username: text(credentials, 'staffUsername'),
    Password: text(credentials, 'staffPassword'),
  };
  return { accessId, accessKey, staff };
}
