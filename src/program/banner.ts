import path from 'node:path';
import { type Config, readConfig } from '../kernel/config/config.js';
import { type EmbeddedDatabase } from '../kernel/database/embedded/index.js';
import { type SandboxPlan } from '../sandbox/plan.js';
import { type FirstAccount } from './first-accounts.js';

export interface Ready {
  readonly config: Config;
  readonly embedded: EmbeddedDatabase | null;
  readonly plan: SandboxPlan | null;
  readonly firstAccounts: readonly FirstAccount[];
  readonly staffCount: number;
}

/** Where everything is, how to sign in, and one line to try. */
export function banner(ready: Ready): string {
  const { config, embedded, plan } = ready;
  const lines = [
    '',
    'CityKey Card Services is ready. Ctrl-C stops all of it.',
    '',
    `  service       ${config.publicUrl}   (API: /docs, /openapi.json; state: /health/ready, /metrics)`,
    embedded
      ? `  database      embedded PostgreSQL on 127.0.0.1:${embedded.port}, data in ${shown(embedded.data)}`
      : '  database      the one in DATABASE_URL',
    `  keyring       ${shown(config.keyringPath)}   (back it up: without it the data is mute)`,
    ...sandboxLines(plan),
    '',
    signInLine(ready),
    '',
    '  try           ' + tryLine(ready),
    ...(plan ? [`  tour          ${sameSettings(config)}npm run demo   (in a second terminal)`] : []),
    '',
  ];
  return lines.join('\n');
}

function sandboxLines(plan: SandboxPlan | null): string[] {
  if (!plan) return ['  sandbox       off'];
  const { host, inspection, library, transit, prescription } = plan;
  const polaris = library.profile === 'polaris';
  return [
    `  sandbox       http://${host}:${inspection.port}   what each simulated partner system knows; /{service}/faults makes it fail`,
    transit.profile === 'status-list'
      ? `                transit       sftp://${host}:${transit.port}   status lists`
      : `                transit       http://${host}:${transit.port}   TOMP-API 2.0`,
    `                library       http://${host}:${library.port}   ${polaris ? 'Polaris API' : 'Koha REST'}`,
    `                prescription  sftp://${host}:${prescription.port}   X12 834, TA1, 999`,
    ...(polaris || library.sip2Port === undefined ? [] : [`                library       ${host}:${library.sip2Port}   SIP2`]),
  ];
}

/** The settings of this start that a command in another terminal needs too, to be written before it. */
function sameSettings({ port, home, publicUrl, timeZone }: Config): string {
  const usual = readConfig({});
  const given: readonly (readonly [setting: string, value: string | number, usual: string | number])[] = [
    ['PORT', port, usual.port],
    ['CITYKEY_HOME', home, usual.home],
    ['CITYKEY_PUBLIC_URL', publicUrl, readConfig({ PORT: String(port) }).publicUrl],
    ['CITYKEY_TIME_ZONE', timeZone, usual.timeZone],
  ];
  return given.filter(([, value, other]) => value !== other).map(([setting, value]) => `${setting}=${quoted(String(value))} `).join('');
}

/** As a shell takes it. */
const quoted = (text: string) => (/^[\w./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

/** Short for what lies in the folder of this start, whole for everything else. */
function shown(file: string): string {
  const near = path.relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}

function signInLine({ firstAccounts, staffCount }: Ready): string {
  if (firstAccounts.length > 0) return '  sign in       with the passwords above';
  if (staffCount === 0) return '  sign in       nobody has an account yet: npm run citykey -- staff create --help';
  return '  sign in       with the password shown when an account was made; another account: npm run citykey -- staff create --help';
}

function tryLine({ config, firstAccounts }: Ready): string {
  const [clerk] = firstAccounts;
  if (!clerk) return `curl -s ${config.publicUrl}/health/ready`;
  const body = JSON.stringify({ username: clerk.username, password: clerk.password });
  return `curl -s ${config.publicUrl}/v1/auth/login -H 'Content-Type: application/json' -d '${body}'`;
}
