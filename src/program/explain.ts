import path from 'node:path';
import { isNativeError } from 'node:util/types';
import { type Config } from '../kernel/config/config.js';
import { DomainError } from '../kernel/errors/index.js';

/** Errors whose message is written for the operator. */
const FOR_THE_OPERATOR = new Set(['ConfigProblem', 'PortProblem', 'KeyringProblem', 'EmbeddedDatabaseError', 'SandboxProblem', 'UsageProblem']);

const FIRST_INSTALLATION = 'See docs/operations.md, First installation.';

/** What errors of sockets, of the system and of PostgreSQL carry. */
interface Told {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly path?: unknown;
  readonly severity?: unknown;
}

type Own = Config & { readonly databaseUrl: string };

/**
 * What an operator is told of an error that ended a command: a sentence that names the setting, and for a fault of the
 * program, where it happened.
 * @param config null when the settings could not be read.
 */
export function explain(error: unknown, config: Config | null): string {
  if (!isNativeError(error)) return String(error);
  if (error instanceof DomainError) return `${error.definition.title} (${error.code})`;
  if (FOR_THE_OPERATOR.has(error.name)) return error.message;
  const sentence = config && (aboutAFile(error, config) ?? (config.databaseUrl === null ? null : aboutTheDatabase(error, config as Own)));
  return sentence ?? error.stack ?? error.message;
}

/** A folder or file of this installation that cannot be used, or one above it. */
function aboutAFile(error: Error, { home, keyringPath }: Config): string | null {
  const { code, syscall, path: file } = error as Told;
  if (typeof code !== 'string' || typeof syscall !== 'string' || typeof file !== 'string') return null;
  const isIn = (folder: string) => file === folder || file.startsWith(folder + path.sep) || folder.startsWith(file + path.sep);
  const [setting, place] = isIn(home) ? ['CITYKEY_HOME', home] : ['CITYKEY_KEYRING', keyringPath];
  if (!isIn(home) && !isIn(path.dirname(keyringPath))) return null;
  return `${file} cannot be used (${code}, ${syscall}). This user needs a place that it may write to: ${setting} is ${place}.`;
}

function aboutTheDatabase(error: Error, config: Own): string | null {
  const { code, severity } = error as Told;
  const said = `The server says: ${error.message}.`;
  if (typeof code === 'string' && UNREACHABLE.has(code)) {
    return `The database at ${placesOf(config)} cannot be reached (${code}). Check ${settingsOf(config)}, and that it is running.`;
  }
  if (NO_SERVER.test(error.message)) {
    return `What is at ${placesOf(config)} does not answer as PostgreSQL does (${error.message}). Check ${settingsOf(config)}.`;
  }
  if (typeof code === 'string' && TLS.test(code)) {
    return `The certificate of the database at ${placesOf(config)} is not trusted (${code}). See sslmode and sslrootcert in ${settingsOf(config)}.`;
  }
  if (code === '28P01' || code === '28000') return `The database does not let this login in. Check ${settingOfLogin(error.message, config)}. ${said}`;
  if (code === '3D000') return `There is no such database. Check ${settingsOf(config)}, or create it. ${said} ${FIRST_INSTALLATION}`;
  if (code === '42501') return `${missingRight(error.message, config)} ${said} ${FIRST_INSTALLATION}`;
  if (severity === 'FATAL') return `The database at ${placesOf(config)} takes no connection. ${said}`;
  return null;
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'EAI_AGAIN', 'EPIPE', 'ENOENT']);
/** Of node-postgres, which gives no code to them. */
const NO_SERVER = /^(Connection terminated|timeout exp|timeout exceeded when|The server does not support SSL|There was an error establishing an SSL|Received unexpected)/;
const TLS = /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_|ERR_TLS)/;

function missingRight(message: string, config: Own): string {
  if (message.includes('set role')) return 'The login in DATABASE_URL is not in the role that the service works under.';
  if (hasOwner(config)) return 'The login in DATABASE_OWNER_URL may not do what the schema needs.';
  return 'The login in DATABASE_URL may not make the schema: set DATABASE_OWNER_URL to the login that owns the database.';
}

/** The setting whose login the server named, as far as that can be told. */
function settingOfLogin(message: string, config: Own): string {
  const login = /(?:user|role) "([^"]+)"/.exec(message)?.[1];
  const named = connections(config).filter(([, url]) => loginOf(url) === login);
  return named.length === 0 ? settingsOf(config) : named.map(([setting]) => setting).join(' and ');
}

const hasOwner = ({ databaseUrl, databaseOwnerUrl }: Own) => databaseOwnerUrl !== databaseUrl;

function connections(config: Own): [setting: string, url: string][] {
  const service: [string, string] = ['DATABASE_URL', config.databaseUrl];
  return hasOwner(config) ? [service, ['DATABASE_OWNER_URL', config.databaseOwnerUrl ?? '']] : [service];
}

const settingsOf = (config: Own) => connections(config).map(([setting]) => setting).join(' and ');

function placesOf(config: Own): string {
  const places = connections(config).map(([, url]) => (URL.canParse(url) ? new URL(url).host : '') || 'its socket');
  return [...new Set(places)].join(' or ');
}

const loginOf = (url: string) => (URL.canParse(url) ? decodeURIComponent(new URL(url).username) : null);
