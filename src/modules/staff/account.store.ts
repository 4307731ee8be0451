import { type Statement } from '../../kernel/database/index.js';

export type AccountState = 'active' | 'disabled';

export interface AccountRow {
  readonly id: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly roles: readonly string[];
  readonly state: AccountState;
  /** The password was made by somebody else. */
  readonly mustChangePassword: boolean;
  /** Null without a second factor. */
  readonly sealedTotp: Buffer | null;
  /** Counts the changes that end access tokens. */
  readonly version: number;
  /** Signs in at the identity provider. */
  readonly oidcBound: boolean;
}

const ACCOUNT = `id, username, password_hash AS "passwordHash", roles, state, must_change_password AS "mustChangePassword",
  sealed_totp AS "sealedTotp", version, EXISTS (SELECT FROM staff.oidc_binding WHERE account_id = account.id) AS "oidcBound"`;

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
export function insertAccount({ id, username, passwordHash, roles, state, mustChangePassword, version }: AccountRow): Statement {
  return {
    name: 'staff-account-insert',
    text: `INSERT INTO staff.account (id, username, password_hash, roles, state, must_change_password, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [id, username, passwordHash, roles, state, mustChangePassword, version],
  };
}

/** Every account that may administer, locked, so that of two who remove each other one sees the other. */
export function lockAdmins(): Statement {
  return {
    name: 'staff-admins-lock',
    text: `SELECT id FROM staff.account WHERE 'admin' = ANY(roles) AND state = 'active' ORDER BY id FOR UPDATE`,
    values: [],
  };
}

export function lockAccount(id: string): Statement {
  return { name: 'staff-account-lock', text: `SELECT ${ACCOUNT} FROM staff.account WHERE id = $1 FOR UPDATE`, values: [id] };
}

export function accountById(id: string): Statement {
  return { name: 'staff-account-by-id', text: `SELECT ${ACCOUNT} FROM staff.account WHERE id = $1`, values: [id] };
}

/** Writes what may change of an account, and ends the access tokens that are out. */
export function updateAccount({ id, passwordHash, roles, state, mustChangePassword, sealedTotp }: AccountRow): Statement {
  return {
    name: 'staff-account-update',
    text: `UPDATE staff.account
           SET password_hash = $2, roles = $3, state = $4, must_change_password = $5, sealed_totp = $6, version = version + 1
           WHERE id = $1 RETURNING version`,
    values: [id, passwordHash, roles, state, mustChangePassword, sealedTotp],
  };
}

/** Ends the access tokens of an account and leaves the rest. */
export function outdateTokens(id: string): Statement {
  return { name: 'staff-account-outdate', text: 'UPDATE staff.account SET version = version + 1 WHERE id = $1', values: [id] };
}

/** A code was spent, or a secret is waiting to be confirmed: no reason to end access tokens. */
export function setTotp(id: string, sealedTotp: Buffer | null): Statement {
  return { name: 'staff-account-totp', text: 'UPDATE staff.account SET sealed_totp = $2 WHERE id = $1', values: [id, sealedTotp] };
}

export interface StandingRow {
  readonly id: string;
  readonly version: number;
  readonly active: boolean;
}

export function allStandings(): Statement {
  return { name: 'staff-standings', text: `SELECT id, version, state = 'active' AS active FROM staff.account`, values: [] };
}

/** No row back means that nobody has this name. */
export function setAccountState(username: string, state: AccountState): Statement {
  return {
    name: 'staff-account-state',
    text: 'UPDATE staff.account SET state = $2, version = version + 1 WHERE username = $1 RETURNING id',
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
