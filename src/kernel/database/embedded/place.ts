import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Account, mayWrite, serverAccount } from './account.js';
import { EmbeddedDatabaseError } from './error.js';

/** Where root keeps a database whose home the server's account cannot reach. */
export const SYSTEM_FOLDER = '/var/lib/citykey';

/** Where one embedded database lives, and who runs it. */
export interface Place {
  /** Holds everything below. */
  folder: string;
  /** PostgreSQL's data directory. */
  data: string;
  /** PostgreSQL's own log. */
  logFile: string;
  /** The account to drop to; none: run as we are. */
  account: Account | undefined;
}

/**
 * Finds or makes the folder of a home's database: `{home}/postgres`, or, when the account that root drops to
 * cannot get there, a folder below `/var/lib/citykey` that `{home}/postgres` then links to.
 *
 * @param home real path of an existing folder
 * @throws EmbeddedDatabaseError when there is data that this user may not use
 */
export function findPlace(home: string): Place {
  const link = path.join(home, 'postgres');
  const found = existingFolder(home, link);
  const account = serverAccount(found && path.join(found, 'data'));
  const folder = found ?? makeFolder(home, link, account);
  if (!canUse(folder, account)) {
    throw new EmbeddedDatabaseError(
      `${folder} holds a database that ${account?.name ?? 'this user'} cannot open: ` +
        'start as the user that made it, or choose another home folder',
    );
  }
  return { folder, data: path.join(folder, 'data'), logFile: path.join(folder, 'postgres.log'), account };
}

/** True when a home has a database already. */
export function holdsDatabase(home: string): boolean {
  if (!fs.existsSync(home)) return false;
  const real = fs.realpathSync(home);
  const folder = existingFolder(real, path.join(real, 'postgres'));
  return folder !== undefined && fs.existsSync(path.join(folder, 'data', 'PG_VERSION'));
}

function existingFolder(home: string, link: string): string | undefined {
  const entry = fs.lstatSync(link, { throwIfNoEntry: false });
  if (entry?.isDirectory()) return link;
  return entry?.isSymbolicLink() ? ownFolder(home, fs.readlinkSync(link)) : undefined;
}

// A copied checkout brings its link along and must not share the original's data; a moved one keeps its data.
function ownFolder(home: string, folder: string): string | undefined {
  const owner = ownerOf(folder);
  if (owner === undefined || (owner !== home && fs.existsSync(owner))) return undefined;
  if (owner !== home) fs.writeFileSync(path.join(folder, 'home'), home);
  return folder;
}

function ownerOf(folder: string): string | undefined {
  const file = path.join(folder, 'home');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

function makeFolder(home: string, link: string, account: Account | undefined): string {
  if (mayEnter(account, home)) {
    fs.rmSync(link, { force: true });
    fs.mkdirSync(link, { mode: account ? 0o711 : 0o700 });
    return link;
  }
  const folder = unusedSystemFolder(home);
  fs.mkdirSync(folder, { recursive: true, mode: 0o711 });
  fs.writeFileSync(path.join(folder, 'home'), home);
  fs.rmSync(link, { force: true });
  fs.symlinkSync(folder, link);
  return folder;
}

// A folder left by an earlier checkout at the same path is not taken over: its keyring went with that checkout.
function unusedSystemFolder(home: string): string {
  const first = path.join(SYSTEM_FOLDER, createHash('sha256').update(home).digest('hex').slice(0, 16));
  let folder = first;
  for (let i = 2; fs.existsSync(folder); i++) folder = `${first}-${i}`;
  return folder;
}

function mayEnter(account: Account | undefined, home: string): boolean {
  if (!account) return true;
  const probe = fs.mkdtempSync(path.join(home, '.probe-'));
  try {
    fs.chownSync(probe, account.uid, account.gid);
    return mayWrite(account, probe);
  } finally {
    fs.rmdirSync(probe);
  }
}

function canUse(folder: string, account: Account | undefined): boolean {
  const data = path.join(folder, 'data');
  if (account) return !fs.existsSync(data) || mayWrite(account, data);
  try {
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    if (fs.existsSync(data)) fs.accessSync(data, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
