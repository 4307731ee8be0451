import { type PartnerConnection, SettingsProblem } from '../../../modules/links/index.js';
import { isHostKeyPin, isPrivateKey, type SftpTarget } from '../../transport/sftp.js';
import { unknownSetting } from '../../transport/unknown-setting.js';

/**
 * What the `status-list-sftp` profile needs to know.
 *
 * Settings: `host`, `port` (22), `hostKeyFingerprint` (`SHA256:...` or the public key line), `senderId`, `receiverId`
 * (letters and digits, up to 20), `mode` (`P` production or `T` test), `inboundFolder` (`inbound`: ours to them),
 * `outboundFolder` (`outbound`: theirs to us), `batchSize` (1 to 5000 links a delta; 500), `submitEverySeconds` (900:
 * a block is to be met within 15 minutes), `resendAfterSeconds` (without an answer; 3600), `connectTimeoutSeconds`
 * (20), `operationTimeoutSeconds` (60), `timeZone` (`America/Chicago`: whose day a full list of theirs shows). Credentials: `username` and `password`, `privateKey`, or both.
 */
export interface StatusListSettings {
  readonly sftp: SftpTarget;
  readonly senderId: string;
  readonly receiverId: string;
  readonly mode: 'P' | 'T';
  readonly inboundFolder: string;
  readonly outboundFolder: string;
  readonly batchSize: number;
  readonly submitEverySeconds: number;
  readonly resendAfterMs: number;
  /** IANA name of the zone whose calendar day a full list shows. */
  readonly timeZone: string;
}

/** The names of the settings. */
export const STATUS_LIST_SETTINGS = [
  ...['host', 'port', 'hostKeyFingerprint', 'senderId', 'receiverId', 'mode', 'inboundFolder', 'outboundFolder', 'batchSize'],
  ...['submitEverySeconds', 'resendAfterSeconds', 'connectTimeoutSeconds', 'operationTimeoutSeconds', 'timeZone'],
];

type Source = Readonly<Record<string, unknown>>;

/** @throws SettingsProblem naming the setting that is missing, wrong or not known. */
export function readStatusListSettings({ settings, credentials }: PartnerConnection): StatusListSettings {
  const strange = unknownSetting(settings, STATUS_LIST_SETTINGS);
  if (strange !== null) throw new SettingsProblem(strange);
  const { mode } = settings;
  if (mode !== 'P' && mode !== 'T') throw new SettingsProblem('mode must be P (production) or T (test)');
  return {
    sftp: readTarget(settings, credentials),
    senderId: matching(settings, 'senderId', /^[A-Za-z0-9]{1,20}$/),
    receiverId: matching(settings, 'receiverId', /^[A-Za-z0-9]{1,20}$/),
    mode,
    inboundFolder: folder(settings.inboundFolder ?? 'inbound', 'inboundFolder'),
    outboundFolder: folder(settings.outboundFolder ?? 'outbound', 'outboundFolder'),
    batchSize: whole(settings.batchSize ?? 500, 'batchSize', 1, 5_000),
    submitEverySeconds: whole(settings.submitEverySeconds ?? 900, 'submitEverySeconds', 0, 86_400),
    resendAfterMs: 1_000 * whole(settings.resendAfterSeconds ?? 3_600, 'resendAfterSeconds', 1, 604_800),
    timeZone: zone(settings.timeZone ?? 'America/Chicago'),
  };
}

function readTarget(settings: Source, credentials: Readonly<Record<string, string>>): SftpTarget {
  const { password, privateKey } = credentials;
  const hostKey = settings.hostKeyFingerprint;
  if (typeof hostKey !== 'string' || !isHostKeyPin(hostKey)) {
    throw new SettingsProblem('hostKeyFingerprint must be SHA256:... as ssh-keygen -l prints it, or a public key line');
  }
  if (!password && !privateKey) throw new SettingsProblem('password or privateKey must be given');
  if (privateKey && !isPrivateKey(privateKey)) throw new SettingsProblem('privateKey must be a private key without a passphrase');
  return {
    host: matching(settings, 'host', /^[^\s/]{1,253}$/),
    port: whole(settings.port ?? 22, 'port', 1, 65_535),
    hostKey,
    username: matching(credentials, 'username', /^.+$/),
    ...(password ? { password } : {}),
    ...(privateKey ? { privateKey } : {}),
    connectTimeoutMs: 1_000 * whole(settings.connectTimeoutSeconds ?? 20, 'connectTimeoutSeconds', 1, 120),
    operationTimeoutMs: 1_000 * whole(settings.operationTimeoutSeconds ?? 60, 'operationTimeoutSeconds', 1, 600),
  };
}

function matching(source: Source, name: string, pattern: RegExp): string {
  const value = source[name];
  if (typeof value !== 'string' || !pattern.test(value)) throw new SettingsProblem(`${name} must match ${String(pattern)}`);
  return value;
}

function zone(value: unknown): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: String(value) }).resolvedOptions().timeZone;
  } catch {
    throw new SettingsProblem('timeZone must be an IANA time zone');
  }
}

function folder(value: unknown, name: string): string {
  return matching({ [name]: value }, name, /^\/?[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/);
}

function whole(value: unknown, name: string, least: number, most: number): number {
  if (!Number.isInteger(value) || Number(value) < least || Number(value) > most) {
    throw new SettingsProblem(`${name} must be a whole number from ${least} to ${most}`);
  }
  return Number(value);
}
