import { type Database } from '../database/database.js';
import { type Statement } from '../database/statement.js';
import { type Keyring, KeyringProblem } from './keyring.js';

interface CheckRow {
  readonly purpose: string;
  readonly version: number;
  readonly check_value: Buffer;
}

/** True when a keyring was used with this database before. */
export async function knowsKeyring(database: Database): Promise<boolean> {
  return (await database.query<CheckRow>(selectChecks())).length > 0;
}

/**
 * Makes sure that the keyring is the one this database was written with, and registers what is new in it.
 * @throws KeyringProblem when it is another one, or lacks a key that rows were written under.
 */
export async function recogniseKeyring(database: Database, keyring: Keyring): Promise<void> {
  const given = [...keyring.checkValues()].sort((a, b) => a.purpose.localeCompare(b.purpose) || a.version - b.version);
  const byName = new Map(given.map(({ purpose, version, check }) => [`${purpose} ${version}`, check]));
  const compare = (known: readonly CheckRow[]) => {
    const foreign = known.filter((row) => !byName.get(`${row.purpose} ${row.version}`)?.equals(row.check_value));
    if (foreign.length > 0) throw doesNotBelong(foreign.length, known.length);
  };
  await database.transaction(async (tx) => {
    compare(await tx.query<CheckRow>(selectChecks()));
    await tx.query(insertChecks(given));
    // Another instance may have registered another keyring meanwhile; the insert has waited for it.
    compare(await tx.query<CheckRow>(selectChecks()));
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
