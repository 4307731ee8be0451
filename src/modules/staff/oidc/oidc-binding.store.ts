import { type Statement } from '../../../kernel/database/index.js';

export interface BoundRow {
  readonly id: string;
  readonly roles: readonly string[];
  readonly active: boolean;
  readonly mustChangePassword: boolean;
  readonly version: number;
  readonly keyVersion: number;
}

/** The account of a subject, by the subject's index under every live key. */
export function boundAccount(indexes: readonly Buffer[]): Statement {
  return {
    name: 'staff-oidc-account',
    text: `SELECT id, roles, state = 'active' AS active, must_change_password AS "mustChangePassword", version, key_version AS "keyVersion"
           FROM staff.oidc_binding JOIN staff.account ON account.id = account_id WHERE subject_index = ANY($1::bytea[])`,
    values: [indexes],
  };
}

/** No row back means that another account has the subject, also when it got it at this moment. */
export function insertBinding(accountId: string, subjectIndex: Buffer, keyVersion: number, indexes: readonly Buffer[]): Statement {
  return {
    name: 'staff-oidc-bind',
    text: `INSERT INTO staff.oidc_binding (account_id, subject_index, key_version)
           SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM staff.oidc_binding WHERE subject_index = ANY($4::bytea[]))
           ON CONFLICT ON CONSTRAINT oidc_binding_subject DO NOTHING RETURNING 1`,
    values: [accountId, subjectIndex, keyVersion, indexes],
  };
}

export function deleteBinding(accountId: string): Statement {
  return { name: 'staff-oidc-unbind', text: 'DELETE FROM staff.oidc_binding WHERE account_id = $1 RETURNING 1', values: [accountId] };
}

/** Moves a binding to the newest key, now that its subject is at hand. */
export function rekeyBinding(accountId: string, subjectIndex: Buffer, keyVersion: number): Statement {
  return {
    name: 'staff-oidc-rekey',
    text: 'UPDATE staff.oidc_binding SET subject_index = $2, key_version = $3 WHERE account_id = $1 AND key_version < $3',
    values: [accountId, subjectIndex, keyVersion],
  };
}
