import { Client } from 'pg';
import { type Database } from '../database/database.js';
import { type Statement } from '../database/statement.js';
import { type Keyring, KeyringProblem } from './keyring.js';

const CONNECT_WITHIN_MILLISECONDS = 5_000;

/** A key that a database was written with, by a value that does not tell the key. */
export interface RegisteredKey {
  readonly purpose: string;
  readonly version: number;
  readonly check_value: Buffer;
}

/** True when a keyring was used with this database before. */
export async function knowsKeyring(database: Database): Promise<boolean> {
  return (await database.query<RegisteredKey>(selectChecks())).length > 0;
}

/**
 * The keys a database was written with, read without leaving a trace in it, whatever database it is.
 * @param role with the right to read them.
 * @returns null when nothing of this program is there.
 * @throws the driver's error when the database cannot be read.
 */
export async function registeredKeys(url: string, role: string): Promise<readonly RegisteredKey[] | null> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MILLISECONDS });
  await client.connect();
  try {
    await client.query('BEGIN READ ONLY');
    const { rowCount } = await client.query(
      `SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'kernel' AND c.relname = 'keyring_check'`,
    );
    if (rowCount === 0) return null;
    await client.query(`SET LOCAL ROLE ${client.escapeIdentifier(role)}`);
    return (await client.query<RegisteredKey>(selectChecks().text)).rows;
  } finally {
    await client.end();
  }
}

/** @throws KeyringProblem when a database that was written with these keys needs another keyring. */
export function requireOwnKeyring(known: readonly RegisteredKey[], keyring: Keyring): void {
  const given = new Map(keyring.checkValues().map(({ purpose, version, check }) => [`${purpose} ${version}`, check]));
  const foreign = known.filter((row) => !given.get(`${row.purpose} ${row.version}`)?.equals(row.check_value));
  if (foreign.length > 0) throw doesNotBelong(foreign.length, known.length);
}

/**
 * Makes sure that the keyring is the one this database was written with, and registers what is new in it.
 * @throws KeyringProblem when it is another one, or lacks a key that rows were written under.
 */
export async function recogniseKeyring(database: Database, keyring: Keyring): Promise<void> {
  const given = [...keyring.checkValues()].sort((a, b) => a.purpose.localeCompare(b.purpose) || a.version - b.version);
  await database.transaction(async (tx) => {
    requireOwnKeyring(await tx.query<RegisteredKey>(selectChecks()), keyring);
    await tx.query(insertChecks(given));
    // Another instance may have registered another keyring meanwhile; the insert has waited for it.
    requireOwnKeyring(await tx.query<RegisteredKey>(selectChecks()), keyring);
  });
}

function doesNotBelong(foreign: number, known: number): KeyringProblem {
  return new KeyringProblem(
    `This keyring does not belong to this database: ${foreign} of the ${known} keys it was written with ` +
      'are missing or different. Restore the keyring that belongs to it from its backup, or connect the database that belongs to this keyring.',
  );
}

function selectChecks(): Statement {
  return { name: 'keyring-checks', text: 'SELECT purpose, version, check_value FROM kernel.keyring_check', values: [] };
}

function insertChecks(checks: ReturnType<Keyring['checkValues']>): Statement {
  return {
    name: 'keyring-register',
    text: `INSERT INTO kernel.keyring_check (purpose, version, check_value)
           SELECT * FROM unnest($1::text[], $2::smallint[], $3::bytea[]) ON CONFLICT DO NOTHING`,
    values: [checks.map((one) => one.purpose), checks.map((one) => one.version), checks.map((one) => one.check)],
  };
}
