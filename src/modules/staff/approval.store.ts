import { type Statement } from '../../kernel/database/index.js';

export interface ApprovalRow {
  readonly id: string;
  readonly change: string;
  /** What is to be changed: an account or a partner. */
  readonly target: string;
  readonly requestedBy: string;
  readonly sealedPayload: Buffer;
  readonly expiresOn: string;
}

const APPROVAL = `approval.id, change, target, requested_by AS "requestedBy", sealed_payload AS "sealedPayload",
  to_char(expires_on, 'YYYY-MM-DD') AS "expiresOn"`;

export function insertApproval({ id, change, target, requestedBy, sealedPayload, expiresOn }: ApprovalRow): Statement {
  return {
    name: 'staff-approval-insert',
    text: `INSERT INTO staff.approval (id, change, target, requested_by, sealed_payload, expires_on) VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [id, change, target, requestedBy, sealedPayload, expiresOn],
  };
}

export function waitingApprovals(today: string): Statement {
  return {
    name: 'staff-approvals',
    text: `SELECT ${APPROVAL} FROM staff.approval WHERE expires_on >= $1 ORDER BY expires_on, id`,
    values: [today],
  };
}

/** A change that still waits, locked: of two who confirm it one comes too late. */
export function lockApproval(id: string, today: string): Statement {
  return {
    name: 'staff-approval-lock',
    text: `SELECT ${APPROVAL} FROM staff.approval WHERE id = $1 AND expires_on >= $2 FOR UPDATE`,
    values: [id, today],
  };
}

/** A row back tells that who asked may still ask. */
export function activeAdmin(accountId: string): Statement {
  return {
    name: 'staff-approval-requester',
    text: `SELECT 1 FROM staff.account WHERE id = $1 AND state = 'active' AND 'admin' = ANY(roles)`,
    values: [accountId],
  };
}

export function deleteApproval(id: string): Statement {
  return { name: 'staff-approval-delete', text: 'DELETE FROM staff.approval WHERE id = $1', values: [id] };
}

export function deleteApprovalsBefore(day: string): Statement {
  return { name: 'staff-approval-expire', text: 'DELETE FROM staff.approval WHERE expires_on < $1 RETURNING 1', values: [day] };
}
