import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { EmbeddedDatabaseError } from './error.js';

/** An operating system account to run the server under. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const CANDIDATES = ['postgres', 'nobody'];

/**
 * The account to drop to: none for an ordinary user. PostgreSQL refuses to run as root, so root drops to
 * whoever owns the data already, else to `postgres`, else to `nobody`.
 *
 * @param data the data folder, which need not exist yet
 * @throws EmbeddedDatabaseError when the machine has no such account
 */
export function serverAccount(data: string | undefined): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = data === undefined ? undefined : fs.statSync(data, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const found = CANDIDATES.map(lookup).find((account) => account !== undefined);
  if (!found) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL does not run as root, and this machine has no user named ${CANDIDATES.join(' or ')}: ` +
        'start as an ordinary user, or set DATABASE_URL',
    );
  }
  return found;
}

/** True when the account may enter the folder and write there; always true for no account. */
export function mayWrite(account: Account | undefined, folder: string): boolean {
  return !account || ask(account, 'cd -- "$1" && test -w .', folder);
}

/** True when the account may run the file; always true for no account. */
export function mayRun(account: Account | undefined, file: string): boolean {
  return !account || ask(account, 'test -x "$1"', file);
}

/** Hands a file or folder to the account; does nothing for no account. */
export function give(account: Account | undefined, file: string): void {
  if (account) fs.chownSync(file, account.uid, account.gid);
}

// Asking the kernel under the account's own ids also counts access lists and mount options, which mode bits do not show.
function ask({ uid, gid }: Account, question: string, file: string): boolean {
  return spawnSync('/bin/sh', ['-c', question, 'sh', file], { uid, gid, cwd: '/', stdio: 'ignore' }).status === 0;
}

function lookup(name: string): Account | undefined {
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) };
}
