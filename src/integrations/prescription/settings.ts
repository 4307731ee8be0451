import { type PartnerConnection, SettingsProblem } from '../../modules/links/index.js';
import { isArmoredKey, type PgpKeys } from '../transport/pgp.js';
import { isHostKeyPin, isPrivateKey, type SftpTarget } from '../transport/sftp.js';
import { unknownSetting } from '../transport/unknown-setting.js';
import { isBasic, MAX_MEMBERS, type Party, type PlanNames, type Usage } from './x12/index.js';

/** What both sides wrote into their agreement: it appears in every file. */
export interface Agreement {
  readonly senderId: string;
  readonly receiverId: string;
  readonly usage: Usage;
  readonly plan: PlanNames;
  readonly sponsor: Party;
  readonly insurer: Party;
  /** IANA name of the zone whose calendar day coverage begins and ends by. */
  readonly timeZone: string;
}

/**
 * What the `x12-834-sftp` profile needs to know.
 *
 * Settings: `host`, `port` (22), `hostKeyFingerprint` (`SHA256:...` or the public key line), `senderId`, `receiverId`
 * (ISA06, ISA08: 2 to 15 characters), `group` (REF*1L), `planCode` (HD04), `sponsorName`, `sponsorId`, `insurerName`,
 * `insurerId` (N1*P5, N1*IN with federal taxpayer numbers), `usage` (`P` or `T`), `inboundFolder` (`inbound`: ours to
 * them), `outboundFolder` (`outbound`: theirs to us), `batchSize` (1 to 500; 500), `submitEverySeconds` (86400),
 * `timeZone` (`America/Chicago`), `connectTimeoutSeconds` (20), `operationTimeoutSeconds` (60: for one small file, or for
 * each piece of a large one), `answerWithinHours` (1 to 720; 24: a file without a 999 after that is aged), `encryption`
 * (`openpgp`, or `none` where the partner cannot: X12 counts its parts and has no checksum, so that nothing but SFTP
 * then vouches for the bytes between), `roster` (`csv`: the partner lays out a roster of its members, see `newestRoster`; or
 * `none`: its list is uploaded).
 * Credentials: `username` and `password`, `privateKey` (SSH, no passphrase), or both; for OpenPGP `pgpPrivateKey` (ours,
 * armored), `pgpPassphrase` where it is locked, and `pgpPartnerKey` (theirs, armored, pinned). Keys must be of RFC 4880,
 * RSA with 3072 bits for instance. All texts in the X12 basic character set.
 */
export interface PrescriptionSettings {
  readonly sftp: SftpTarget;
  readonly agreement: Agreement;
  readonly inboundFolder: string;
  readonly outboundFolder: string;
  readonly batchSize: number;
  readonly submitEverySeconds: number;
  readonly answerWithinHours: number;
  /** Whether the partner lays out rosters. */
  readonly rosters: boolean;
  /** Null where files travel in clear inside the SFTP connection. */
  readonly pgp: PgpKeys | null;
}

/** The names of the settings. */
export const PRESCRIPTION_SETTINGS = [
  ...['host', 'port', 'hostKeyFingerprint', 'senderId', 'receiverId', 'group', 'planCode', 'sponsorName', 'sponsorId', 'insurerName', 'insurerId'],
  ...['usage', 'inboundFolder', 'outboundFolder', 'batchSize', 'submitEverySeconds', 'timeZone', 'connectTimeoutSeconds'],
  ...['operationTimeoutSeconds', 'answerWithinHours', 'encryption', 'roster'],
];

type Source = Readonly<Record<string, unknown>>;

/** @throws SettingsProblem naming the setting that is missing, wrong or not known. */
export function readPrescriptionSettings({ settings, credentials }: PartnerConnection): PrescriptionSettings {
  const strange = unknownSetting(settings, PRESCRIPTION_SETTINGS);
  if (strange !== null) throw new SettingsProblem(strange);
  return {
    sftp: readTarget(settings, credentials),
    agreement: {
      senderId: x12Text(settings, 'senderId', 2, 15),
      receiverId: x12Text(settings, 'receiverId', 2, 15),
      usage: readUsage(settings.usage),
      plan: { group: x12Text(settings, 'group', 1, 50), planCode: x12Text(settings, 'planCode', 1, 50) },
      sponsor: { name: x12Text(settings, 'sponsorName', 1, 60), id: x12Text(settings, 'sponsorId', 2, 80) },
      insurer: { name: x12Text(settings, 'insurerName', 1, 60), id: x12Text(settings, 'insurerId', 2, 80) },
      timeZone: readTimeZone(settings.timeZone ?? 'America/Chicago'),
    },
    inboundFolder: readFolder(settings.inboundFolder ?? 'inbound', 'inboundFolder'),
    outboundFolder: readFolder(settings.outboundFolder ?? 'outbound', 'outboundFolder'),
    batchSize: whole(settings.batchSize ?? MAX_MEMBERS, 'batchSize', 1, MAX_MEMBERS),
    submitEverySeconds: whole(settings.submitEverySeconds ?? 86_400, 'submitEverySeconds', 0, 604_800),
    answerWithinHours: whole(settings.answerWithinHours ?? 24, 'answerWithinHours', 1, 720),
    rosters: readRoster(settings.roster ?? 'csv'),
    pgp: readPgpKeys(settings.encryption ?? 'openpgp', credentials),
  };
}

function readTarget(settings: Source, credentials: Source): SftpTarget {
  const { password, privateKey } = credentials;
  const hostKey = settings.hostKeyFingerprint;
  if (typeof hostKey !== 'string' || !isHostKeyPin(hostKey)) {
    throw new SettingsProblem('hostKeyFingerprint must be SHA256:... as ssh-keygen -l prints it, or a public key line');
  }
  if (!password && !privateKey) throw new SettingsProblem('password or privateKey must be given');
  if (privateKey && (typeof privateKey !== 'string' || !isPrivateKey(privateKey))) {
    throw new SettingsProblem('privateKey must be a private key without a passphrase');
  }
  return {
    host: text(settings, 'host'),
    port: whole(settings.port ?? 22, 'port', 1, 65_535),
    hostKey,
    username: text(credentials, 'username'),
    ...(password ? { password: text(credentials, 'password') } : {}),
    ...(privateKey ? { privateKey: text(credentials, 'privateKey') } : {}),
    connectTimeoutMs: 1_000 * whole(settings.connectTimeoutSeconds ?? 20, 'connectTimeoutSeconds', 1, 120),
    operationTimeoutMs: 1_000 * whole(settings.operationTimeoutSeconds ?? 60, 'operationTimeoutSeconds', 1, 600),
  };
}

function readRoster(value: unknown): boolean {
  if (value !== 'csv' && value !== 'none') throw new SettingsProblem('roster must be csv or none');
  return value === 'csv';
}

function readPgpKeys(encryption: unknown, credentials: Source): PgpKeys | null {
  if (encryption === 'none') return null;
  if (encryption !== 'openpgp') throw new SettingsProblem('encryption must be openpgp or none');
  const { pgpPassphrase } = credentials;
  return {
    privateKey: armoredKey(credentials, 'pgpPrivateKey', 'PRIVATE'),
    partnerKey: armoredKey(credentials, 'pgpPartnerKey', 'PUBLIC'),
    ...(pgpPassphrase ? { passphrase: text(credentials, 'pgpPassphrase') } : {}),
  };
}

function armoredKey(credentials: Source, name: string, kind: 'PUBLIC' | 'PRIVATE'): string {
  const key = credentials[name];
  if (typeof key !== 'string' || !isArmoredKey(key, kind)) {
    throw new SettingsProblem(`${name} must be an armored OpenPGP ${kind.toLowerCase()} key`);
  }
  return key;
}

function text(source: Source, name: string): string {
  const value = source[name];
  if (typeof value !== 'string' || value === '') throw new SettingsProblem(`${name} must be a text`);
  return value;
}

function x12Text(source: Source, name: string, least: number, most: number): string {
  const value = text(source, name);
  const fits = value.length >= least && value.length <= most && value === value.trim();
  if (!fits || !isBasic(value) || /[*:]/.test(value)) {
    throw new SettingsProblem(`${name} must be ${least} to ${most} capital letters, digits or plain marks, without * and :`);
  }
  return value;
}

function whole(value: unknown, name: string, least: number, most: number): number {
  if (!Number.isInteger(value) || Number(value) < least || Number(value) > most) {
    throw new SettingsProblem(`${name} must be a whole number from ${least} to ${most}`);
  }
  return Number(value);
}

function readUsage(value: unknown): Usage {
  if (value !== 'P' && value !== 'T') throw new SettingsProblem('usage must be P (production) or T (test)');
  return value;
}

function readFolder(value: unknown, name: string): string {
  const valid = typeof value === 'string' && /^\/?[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(value);
  if (!valid) throw new SettingsProblem(`${name} must be a folder such as in/834, without a slash at its end`);
  return value;
}

function readTimeZone(value: unknown): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: String(value) }).resolvedOptions().timeZone;
  } catch {
    throw new SettingsProblem('timeZone must be an IANA time zone');
  }
}
