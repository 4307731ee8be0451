import { type Statement } from '../../kernel/database/index.js';

export type AccountState = 'active' | 'disabled';

export interface AccountRow {
  readonly id: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly roles: readonly string[];
  readonly state: AccountState;
}

const ACCOUNT = `id, username, password_hash AS "passwordHash", roles, state`;

export function findAccount(username: string): Statement {
  return { name: 'staff-account', text: `SELECT ${ACCOUNT} FROM staff.account WHERE username = $1`, values: [username] };
}

export interface NameRow {
  readonly id: string;
  readonly username: string;
}

/** As text: the audit also names actors that are no accounts. */
export function accountsByIds(ids: readonly string[]): Statement {
  return { name: 'staff-account-names', text: 'SELECT id, username FROM staff.account WHERE id::text = ANY($1)', values: [ids] };
}

export function allAccounts(): Statement {
  return { name: 'staff-accounts', text: `SELECT ${ACCOUNT} FROM staff.account ORDER BY username`, values: [] };
}

export function countAccounts(): Statement {
  return { name: 'staff-account-count', text: 'SELECT count(*)::integer AS count FROM staff.account', values: [] };
}

/** A taken name violates `account_username`. */
export function insertAccount({ id, username, passwordHash, roles, state }: AccountRow): Statement {
  return {
    name: 'staff-account-insert',
    text: 'INSERT INTO staff.account (id, username, password_hash, roles, state) VALUES ($1, $2, $3, $4, $5)',
    values: [id, username, passwordHash, roles, state],
  };
}

/** No row back means that nobody has this name. */
export function setAccountState(username: string, state: AccountState): Statement {
  return {
    name: 'staff-account-state',
    text: 'UPDATE staff.account SET state = $2 WHERE username = $1 RETURNING id',
    values: [username, state],
  };
}

/** Replaces a hash unless somebody has changed the password meanwhile. */
export function renewHash(id: string, before: string, after: string): Statement {
  return {
    name: 'staff-account-rehash',
    text: 'UPDATE staff.account SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
    values: [id, before, after],
  };
}
