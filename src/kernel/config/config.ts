import path from 'node:path';

/** Two for the list of each partner, one for each that is spoken to by one instance at a time, and some for everything else. */
const LEAST_CONNECTIONS = 12;

/** One setting of the program, as its help text and docs/settings.md list it. */
export interface Setting {
  readonly name: string;
  readonly fallback: string;
  readonly meaning: string;
}

export const SETTINGS: readonly Setting[] = [
  { name: 'PORT', fallback: '7400', meaning: 'port of the service' },
  { name: 'HOST', fallback: '127.0.0.1', meaning: 'address to listen on' },
  { name: 'CITYKEY_PUBLIC_URL', fallback: 'http://localhost:PORT', meaning: 'address partners reach the service at; also the OAuth issuer and audience, and where staff come back to from OIDC_ISSUER' },
  { name: 'CITYKEY_HOME', fallback: '.citykey', meaning: 'folder for the embedded database, the keyring and the sandbox' },
  { name: 'CITYKEY_KEYRING', fallback: 'CITYKEY_HOME/keyring.json', meaning: 'the keyring file (mode 0600)' },
  { name: 'DATABASE_URL', fallback: '', meaning: 'a PostgreSQL to use instead of the embedded one' },
  { name: 'DATABASE_OWNER_URL', fallback: 'DATABASE_URL', meaning: 'login that owns the schema and runs migrations' },
  { name: 'DATABASE_POOL', fallback: '20', meaning: 'most connections to the database at once, 12 or more' },
  { name: 'CITYKEY_DATABASE_PORT', fallback: 'a free port', meaning: 'port of the embedded database' },
  { name: 'CITYKEY_SANDBOX', fallback: 'on with the embedded database, else off', meaning: 'on or off: the three simulated partner systems' },
  { name: 'CITYKEY_SANDBOX_PORT', fallback: '7410', meaning: 'first of five ports: inspection, library, transit, prescription, library SIP2' },
  { name: 'CITYKEY_SANDBOX_LIBRARY', fallback: 'as it was made; koha at first', meaning: 'koha, koha+sip2 (verified by SIP2) or polaris: what the simulated library speaks' },
  { name: 'CITYKEY_SANDBOX_TRANSIT', fallback: 'as it was made; tomp at first', meaning: 'tomp or status-list: what the simulated transit operator speaks' },
  { name: 'CITYKEY_PARTNER_REQUESTS', fallback: '60000; with the sandbox 600000', meaning: 'requests a minute that one client of a partner may make of one instance' },
  { name: 'CITYKEY_WEBHOOK_TARGETS', fallback: 'public; with the sandbox any', meaning: 'public or any: whether webhooks go to https and public addresses only, or also to http and to this machine and its networks' },
  { name: 'CITYKEY_TIME_ZONE', fallback: 'America/Chicago', meaning: "the city's time zone" },
  { name: 'CITYKEY_CARD_PREFIX', fallback: '9840', meaning: 'first digits of every card number (1 to 8 digits)' },
  { name: 'CITYKEY_RENEWAL_GRACE_MONTHS', fallback: '12', meaning: 'months after its last one in which an expired card can be renewed' },
  { name: 'CITYKEY_STOCK', fallback: 'optional', meaning: 'optional or required: whether a new card always takes a blank from the stock of a station' },
  { name: 'OIDC_ISSUER', fallback: '', meaning: "the city's OpenID Connect provider, by which staff may sign in; with the two below or not at all" },
  { name: 'OIDC_CLIENT_ID', fallback: '', meaning: 'the name of this service at that provider' },
  { name: 'OIDC_CLIENT_SECRET', fallback: '', meaning: 'its secret there' },
  { name: 'CITYKEY_JOBS', fallback: 'on', meaning: 'on or off: publishing, sync and clean-up on this instance' },
  { name: 'LOG_LEVEL', fallback: 'info', meaning: 'fatal, error, warn, info, debug or silent' },
];

/** How the service is known at the city's OpenID Connect provider. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  readonly home: string;
  readonly keyringPath: string;
  /** Null when the embedded database is to be used. */
  readonly databaseUrl: string | null;
  readonly databaseOwnerUrl: string | null;
  readonly databasePool: number;
  readonly embeddedDatabasePort: number | null;
  readonly sandbox: boolean;
  readonly sandboxPort: number;
  /** What the simulated systems are to speak; null to leave each as it was made. */
  readonly sandboxLibrary: 'koha' | 'koha+sip2' | 'polaris' | null;
  readonly sandboxTransit: 'tomp' | 'status-list' | null;
  /** Requests a minute of one client of a partner. */
  readonly partnerRequests: number;
  /** Where messages to partners' webhooks may go. */
  readonly webhookTargets: 'public' | 'any';
  readonly timeZone: string;
  readonly cardPrefix: string;
  /** Months after its last one in which an expired card can be renewed. */
  readonly renewalGraceMonths: number;
  /** `required`: no card without a blank from the stock of a station. */
  readonly stock: 'optional' | 'required';
  /** Null when staff have local accounts only. */
  readonly oidc: OidcSettings | null;
  readonly jobs: boolean;
  readonly logLevel: string;
}

/** A setting has a value the program cannot work with. The message names the setting and says what fits. */
export class ConfigProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigProblem';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from an environment.
 * @throws ConfigProblem for the first setting that does not fit.
 */
export function readConfig(env: Environment): Config {
  const port = portSetting(env, 'PORT', 7400);
  const home = path.resolve(text(env, 'CITYKEY_HOME', '.citykey'));
  const databaseUrl = databaseSetting(env, 'DATABASE_URL');
  const sandbox = onOff(env, 'CITYKEY_SANDBOX', databaseUrl === null);
  const publicUrl = urlSetting(env, 'CITYKEY_PUBLIC_URL', `http://localhost:${port}`);
  return {
    port,
    host: text(env, 'HOST', '127.0.0.1'),
    publicUrl,
    home,
    keyringPath: path.resolve(text(env, 'CITYKEY_KEYRING', path.join(home, 'keyring.json'))),
    databaseUrl,
    databaseOwnerUrl: databaseSetting(env, 'DATABASE_OWNER_URL') ?? databaseUrl,
    databasePool: whole(env, 'DATABASE_POOL', 20, LEAST_CONNECTIONS, 500),
    embeddedDatabasePort: text(env, 'CITYKEY_DATABASE_PORT', '') ? portSetting(env, 'CITYKEY_DATABASE_PORT', 0) : null,
    sandbox,
    sandboxPort: whole(env, 'CITYKEY_SANDBOX_PORT', 7410, 1, 65_531),
    sandboxLibrary: choice(env, 'CITYKEY_SANDBOX_LIBRARY', ['koha', 'koha+sip2', 'polaris']),
    sandboxTransit: choice(env, 'CITYKEY_SANDBOX_TRANSIT', ['tomp', 'status-list']),
    partnerRequests: whole(env, 'CITYKEY_PARTNER_REQUESTS', sandbox ? 600_000 : 60_000, 1, 100_000_000),
    webhookTargets: choice(env, 'CITYKEY_WEBHOOK_TARGETS', ['public', 'any']) ?? (sandbox ? 'any' : 'public'),
    timeZone: timeZone(env),
    cardPrefix: matching(env, 'CITYKEY_CARD_PREFIX', '9840', /^[0-9]{1,8}$/, '1 to 8 digits'),
    renewalGraceMonths: whole(env, 'CITYKEY_RENEWAL_GRACE_MONTHS', 12, 0, 120),
    stock: matching(env, 'CITYKEY_STOCK', 'optional', /^(optional|required)$/, 'optional or required') as Config['stock'],
    oidc: oidcSettings(env, publicUrl),
    jobs: onOff(env, 'CITYKEY_JOBS', true),
    logLevel: matching(env, 'LOG_LEVEL', 'info', /^(fatal|error|warn|info|debug|silent)$/, 'fatal, error, warn, info, debug or silent'),
  };
}

function text(env: Environment, name: string, fallback: string): string {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? fallback : value;
}

function matching(env: Environment, name: string, fallback: string, pattern: RegExp, fits: string): string {
  const value = text(env, name, fallback);
  if (!pattern.test(value)) throw new ConfigProblem(`${name} does not fit: it takes ${fits}.`);
  return value;
}

function choice<const C extends readonly string[]>(env: Environment, name: string, choices: C): C[number] | null {
  const value = text(env, name, '');
  if (value !== '' && !choices.includes(value)) throw new ConfigProblem(`${name} does not fit: it takes ${choices.join(' or ')}.`);
  return value || null;
}

function whole(env: Environment, name: string, fallback: number, least: number, most: number): number {
  const value = text(env, name, String(fallback));
  const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most)) {
    throw new ConfigProblem(`${name} does not fit: it takes a whole number from ${least} to ${most}.`);
  }
  return number;
}

const portSetting = (env: Environment, name: string, fallback: number) => whole(env, name, fallback, 1, 65_535);

function onOff(env: Environment, name: string, fallback: boolean): boolean {
  return matching(env, name, fallback ? 'on' : 'off', /^(on|off)$/, 'on or off') === 'on';
}

function urlSetting(env: Environment, name: string, fallback: string): string {
  const value = text(env, name, fallback);
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new ConfigProblem(`${name} does not fit: it takes an http or https address without a query.`);
  }
  return value.replace(/\/+$/, '');
}

function databaseSetting(env: Environment, name: string): string | null {
  const value = text(env, name, '');
  if (value === '') return null;
  // Not repeated: it holds a password.
  if (!URL.canParse(value) || !/^postgres(ql)?:$/.test(new URL(value).protocol)) {
    throw new ConfigProblem(`${name} does not fit: it takes postgres://user:password@host:port/database, with special characters of the password as %23 and the like.`);
  }
  return value;
}

const OIDC_SETTINGS = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

/** Both addresses carry codes and tokens: in clear they go no further than this machine. */
function oidcSettings(env: Environment, publicUrl: string): OidcSettings | null {
  const [issuer = '', clientId = '', clientSecret = ''] = OIDC_SETTINGS.map((name) => text(env, name, ''));
  const missing = OIDC_SETTINGS.filter((name) => text(env, name, '') === '');
  if (missing.length === OIDC_SETTINGS.length) return null;
  if (missing.length > 0) {
    const names = `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'}`;
    throw new ConfigProblem(`${names} missing: OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are set all together or not at all.`);
  }
  if (!isConfidential(issuer)) {
    throw new ConfigProblem('OIDC_ISSUER does not fit: it takes an https address without a query (http on the loopback interface).');
  }
  if (!isConfidential(publicUrl)) {
    throw new ConfigProblem('CITYKEY_PUBLIC_URL does not fit: with OIDC_ISSUER it takes an https address (http on the loopback interface).');
  }
  return { issuer, clientId, clientSecret };
}

const LOOPBACK = /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/;

function isConfidential(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}

function timeZone(env: Environment): string {
  const value = text(env, 'CITYKEY_TIME_ZONE', 'America/Chicago');
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone: value });
    return value;
  } catch {
    throw new ConfigProblem('CITYKEY_TIME_ZONE does not fit: it takes a name such as America/Chicago.');
  }
}
