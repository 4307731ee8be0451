import { randomUUID } from 'node:crypto';
import { type Caller } from '../auth/caller.js';
import { type Statement } from '../database/statement.js';

/** What the audit keeps of one command, beside who did it and on which day. No holder data, no token, no number. */
export interface AuditRecord {
  /** For instance `card.suspend`. */
  readonly act: string;
  /** From a closed list, or null. */
  readonly reason: string | null;
  /** Keyed reference to what was acted on: leads nowhere without the card, or null. */
  readonly subject: Buffer | null;
  readonly outcome: 'done' | 'refused';
}

/** How often an account was refused for a reason on a day. */
export function countRefusals(account: string, day: string, reason: string): Statement {
  return {
    name: 'audit-refusals',
    text: `SELECT count(*)::integer AS count FROM audit.entry
           WHERE day = $2 AND actor = $1 AND outcome = 'refused' AND reason = $3`,
    values: [account, day, reason],
  };
}

/** One entry, in the same commit as the act it tells of. */
export function insertAudit(caller: Caller, record: AuditRecord, day: string): Statement {
  return {
    name: 'audit-insert',
    text: `INSERT INTO audit.entry (id, actor_kind, actor, role, act, reason, subject, outcome, day, place)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      randomUUID(),
      caller.kind,
      caller.account,
      caller.role,
      record.act,
      record.reason,
      record.subject,
      record.outcome,
      day,
      caller.place,
    ],
  };
}
