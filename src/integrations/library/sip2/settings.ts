import { type PartnerConnection, SettingsProblem } from '../../../modules/links/index.js';
import { text, whole, yesOrNo } from '../setting-values.js';

/**
 * What verification by SIP2 needs to know.
 *
 * Settings: `sip2Host`, `sip2Port`; optional `sip2Tls` (true beyond the loopback interface, where plain TCP must be
 * allowed by false, for a tunnel of another kind), `sip2Authority` (PEM of the certificate authority, where it is not
 * a public one), `sip2Institution` (AO), `sip2Location` (CP), `sip2ErrorDetection` (sequence numbers and checksums;
 * true), `sip2ConnectTimeoutMs` (100 to 60000), `sip2AnswerTimeoutMs` (100 to 120000).
 * Credentials: `sip2Login`, `sip2Password`. All texts in ASCII, without `|`.
 *
 * The checksum is a sum: it finds one altered byte anywhere, not two that cancel out. Without error detection an answer
 * that was cut behind a field counts as it stands, and an account that has ended can look suspended, never active.
 */
export interface Sip2Settings {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly authority: string | null;
  readonly institution: string;
  readonly location: string;
  readonly errorDetection: boolean;
  readonly connectTimeoutMs: number;
  readonly answerTimeoutMs: number;
  readonly login: string;
  readonly password: string;
}

/** The names of the settings, of which none is read where the REST interface verifies. */
export const SIP2_SETTINGS = [
  ...['sip2Host', 'sip2Port', 'sip2Tls', 'sip2Authority', 'sip2Institution', 'sip2Location', 'sip2ErrorDetection'],
  ...['sip2ConnectTimeoutMs', 'sip2AnswerTimeoutMs'],
];

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** @throws SettingsProblem naming the setting that is missing or wrong. */
export function readSip2Settings({ settings, credentials }: PartnerConnection): Sip2Settings {
  const host = text(settings, 'sip2Host');
  return {
    host,
    port: whole(settings.sip2Port, 'sip2Port', 1, 65_535),
    tls: yesOrNo(settings.sip2Tls ?? !LOOPBACK.includes(host), 'sip2Tls'),
    authority: settings.sip2Authority === undefined ? null : text(settings, 'sip2Authority'),
    institution: value(settings.sip2Institution ?? '', 'sip2Institution'),
    location: value(settings.sip2Location ?? '', 'sip2Location'),
    errorDetection: yesOrNo(settings.sip2ErrorDetection ?? true, 'sip2ErrorDetection'),
    connectTimeoutMs: whole(settings.sip2ConnectTimeoutMs ?? 5_000, 'sip2ConnectTimeoutMs', 100, 60_000),
    answerTimeoutMs: whole(settings.sip2AnswerTimeoutMs ?? 10_000, 'sip2AnswerTimeoutMs', 100, 120_000),
    login: value(text(credentials, 'sip2Login'), 'sip2Login'),
    password: value(text(credentials, 'sip2Password'), 'sip2Password'),
  };
}

function value(given: unknown, name: string): string {
  if (typeof given !== 'string' || !/^[ -{}~]*$/.test(given)) throw new SettingsProblem(`${name} must be ASCII without |`);
  return given;
}
