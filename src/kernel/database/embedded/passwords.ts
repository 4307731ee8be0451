import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Account, give } from './account.js';
import { EmbeddedDatabaseError } from './error.js';

/** Runs migrations; superuser. */
export const OWNER = 'citykey_owner';
/** The service signs in as this role; what it may do comes from {@link SERVICE_GROUP}. */
export const APP = 'citykey_app';
/** Migrations grant to this role; nobody signs in as it. */
export const SERVICE_GROUP = 'citykey_service';

/** A role that can sign in to the embedded server. */
export type LoginRole = typeof OWNER | typeof APP;

/** The role's password: 192 random bits in a file of mode 0600, made at the first call. */
export function passwordOf(role: LoginRole, folder: string): string {
  const file = path.join(folder, `${role}.password`);
  if (!fs.existsSync(file)) {
    const torn = `${file}.part`;
    fs.writeFileSync(torn, randomBytes(24).toString('base64url'), { mode: 0o600 });
    fs.renameSync(torn, file);
  }
  return fs.readFileSync(file, 'utf8');
}

/** @throws EmbeddedDatabaseError when the password of data that exists is lost: a new one would open nothing */
export function requireOwnerPassword(folder: string): void {
  const file = path.join(folder, `${OWNER}.password`);
  if (fs.existsSync(file)) return;
  throw new EmbeddedDatabaseError(`${file} is missing, and the data beside it cannot be opened without: put it back`);
}

/** Runs `work` with the owner's password in a file that the account can read; the file is gone afterwards. */
export async function withOwnerPasswordFile<T>(
  folder: string,
  account: Account | undefined,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const file = path.join(folder, 'initial.password');
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `${passwordOf(OWNER, folder)}\n`, { mode: 0o600 });
  give(account, file);
  try {
    return await work(file);
  } finally {
    fs.rmSync(file, { force: true });
  }
}
