import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { give } from './account.js';
import { type Binaries } from './binaries.js';
import { EmbeddedDatabaseError } from './error.js';
import { OWNER, requireOwnerPassword, withOwnerPasswordFile } from './passwords.js';
import { type Place } from './place.js';

const MAJOR = '18';
const TORN = 'unfinished-';

/** True when the place has a data directory already. */
export function hasCluster(place: Place): boolean {
  return fs.existsSync(path.join(place.data, 'PG_VERSION'));
}

/**
 * Makes the data directory. It gets its name only when it is whole, so one that was cut short is made again.
 *
 * @throws EmbeddedDatabaseError with what initdb said
 */
export async function createCluster(place: Place, binaries: Binaries, durable: boolean): Promise<void> {
  const { folder, account } = place;
  removeTorn(folder);
  // A new name each time: an initdb whose starter was killed may still be writing under its own.
  const torn = fs.mkdtempSync(path.join(folder, TORN));
  give(account, torn);
  await withOwnerPasswordFile(folder, account, async (passwordFile) => {
    const options = ['-U', OWNER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const locale = ['--encoding=UTF8', '--locale=C', '--no-instructions'];
    const sync = durable ? [] : ['--no-sync'];
    try {
      await promisify(execFile)(binaries.initdb, ['-D', torn, ...options, ...locale, ...sync], {
        env: binaries.environment,
        cwd: torn,
        ...(account && { uid: account.uid, gid: account.gid }),
      });
    } catch (error) {
      const said = (error as { stderr?: string }).stderr?.trim();
      throw new EmbeddedDatabaseError(
        `the embedded PostgreSQL could not make its data in ${folder}: ${said || (error as Error).message}. ` +
          'It needs glibc 2.27 or newer; elsewhere set DATABASE_URL',
      );
    }
  });
  fs.renameSync(torn, place.data);
}

function removeTorn(folder: string): void {
  for (const name of fs.readdirSync(folder).filter((entry) => entry.startsWith(TORN))) {
    fs.rmSync(path.join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @throws EmbeddedDatabaseError when the data is another major version's, or its password is lost */
export function checkCluster(place: Place): void {
  const version = fs.readFileSync(path.join(place.data, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR) {
    throw new EmbeddedDatabaseError(
      `${place.data} was made by PostgreSQL ${version}, and this release runs ${MAJOR}: ` +
        'move the data over with the release that made it, or choose another home folder',
    );
  }
  requireOwnerPassword(place.folder);
}
