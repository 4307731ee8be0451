import { type Statement } from '../../kernel/database/index.js';

export interface NewSession {
  readonly id: string;
  readonly accountId: string;
  readonly refreshIndex: Buffer;
  readonly expiresAt: Date;
}

export interface RefreshedRow {
  readonly accountId: string;
  readonly roles: readonly string[];
  readonly mustChangePassword: boolean;
  readonly version: number;
  readonly place: string | null;
  readonly expiresAt: Date;
}

/** What an account may at the moment. */
export type PresentStanding = Pick<RefreshedRow, 'roles' | 'mustChangePassword' | 'version'>;

export interface EndedRow {
  readonly accountId: string;
}

export function insertSession({ id, accountId, refreshIndex, expiresAt }: NewSession): Statement {
  return {
    name: 'staff-session-insert',
    text: 'INSERT INTO staff.session (id, account_id, refresh_index, expires_at) VALUES ($1, $2, $3, $4)',
    values: [id, accountId, refreshIndex, expiresAt],
  };
}

const STANDING = `roles, must_change_password AS "mustChangePassword", version`;

/** Puts a new refresh token in the place of the one presented, if it is the current one of a live session. */
export function rotateSession(id: string, presented: readonly Buffer[], next: Buffer, now: Date): Statement {
  return {
    name: 'staff-session-rotate',
    text: `UPDATE staff.session SET refresh_index = $3
           FROM staff.account
           WHERE session.id = $1 AND session.refresh_index = ANY($2::bytea[]) AND session.expires_at > $4
             AND account.id = session.account_id AND account.state = 'active'
           RETURNING account_id AS "accountId", ${STANDING}, place, expires_at AS "expiresAt"`,
    values: [id, presented, next, now],
  };
}

/** Where the person of a live session works from now on. No row back means that the session is over. */
export function placeSession(id: string, place: string | null, now: Date): Statement {
  return {
    name: 'staff-session-place',
    text: `UPDATE staff.session SET place = $2
           FROM staff.account
           WHERE session.id = $1 AND session.expires_at > $3 AND account.id = session.account_id AND account.state = 'active'
           RETURNING ${STANDING}`,
    values: [id, place, now],
  };
}

export function ownerOfSession(id: string): Statement {
  return {
    name: 'staff-session-owner',
    text: 'SELECT account_id AS "accountId" FROM staff.session WHERE id = $1',
    values: [id],
  };
}

/** Ends a session of which a token was presented that is not, or no longer, its current one. */
export function endCopiedSession(id: string, presented: readonly Buffer[]): Statement {
  return {
    name: 'staff-session-copied',
    text: `DELETE FROM staff.session WHERE id = $1 AND refresh_index <> ALL($2::bytea[])
           RETURNING account_id AS "accountId"`,
    values: [id, presented],
  };
}

export function endSession(id: string, presented: readonly Buffer[]): Statement {
  return {
    name: 'staff-session-end',
    text: `DELETE FROM staff.session WHERE id = $1 AND refresh_index = ANY($2::bytea[])
           RETURNING account_id AS "accountId"`,
    values: [id, presented],
  };
}

export function endSessionsOf(accountId: string): Statement {
  return {
    name: 'staff-session-end-all',
    text: 'DELETE FROM staff.session WHERE account_id = $1 RETURNING id',
    values: [accountId],
  };
}

/** Ends the other sessions of an account. */
export function endOtherSessions(accountId: string, sessionId: string): Statement {
  return {
    name: 'staff-session-end-others',
    text: 'DELETE FROM staff.session WHERE account_id = $1 AND id <> $2 RETURNING id',
    values: [accountId, sessionId],
  };
}

export function placeOfSession(id: string): Statement {
  return { name: 'staff-session-where', text: 'SELECT place FROM staff.session WHERE id = $1', values: [id] };
}

export function deleteExpiredSessions(now: Date): Statement {
  return {
    name: 'staff-session-expire',
    text: 'DELETE FROM staff.session WHERE expires_at < $1 RETURNING 1',
    values: [now],
  };
}
