import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type AuditRecord } from '../../kernel/audit/audit.js';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Outcome, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { definePurpose, Keyring } from '../../kernel/keyring/index.js';
import {
  activeAdmin,
  type ApprovalRow,
  deleteApproval,
  deleteApprovalsBefore,
  insertApproval,
  lockApproval,
  waitingApprovals,
} from './approval.store.js';
import { approvalNotFound, secondPersonRequired } from './staff.errors.js';

const PAYLOAD = definePurpose('staff.approval');

/** A kind of change that takes two people. */
export interface TwoPersonChange<P> {
  /** For instance `partner.change`; the audit's reason for asking, confirming and withdrawing. */
  readonly change: string;
  /** Does it, in the transaction of the second person. What it returns is shown to that person once. */
  carryOut(tx: Tx, payload: P): Promise<object>;
  /** What administrators have to see before one of them confirms, as plain JSON and without secrets; nothing when it is left out. */
  describe?(payload: P): Readonly<Record<string, unknown>>;
  /** After the commit, and after a failure too. */
  afterwards(): void;
}

/** A change that waits for a second person. */
export interface PendingChange {
  readonly id: string;
  readonly change: string;
  readonly target: string;
  readonly requestedBy: string;
  /** Last day on which it can be confirmed. */
  readonly expiresOn: string;
  /** What is to be done, for kinds of change that say it. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface ConfirmedChange {
  readonly id: string;
  readonly change: string;
  readonly [shown: string]: unknown;
}

/**
 * The two-person rule: an administrator asks, another one confirms until the end of the next day. What is to be done
 * lies sealed until then. Modules say what they need it for by `offer`.
 */
@Injectable()
export class Approvals {
  private readonly kinds = new Map<string, TwoPersonChange<never>>();

  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  offer<P>(kind: TwoPersonChange<P>): void {
    this.kinds.set(kind.change, kind);
  }

  /** Puts a change aside, in the transaction of the command that asks for it. The payload is plain JSON. */
  async hold(tx: Tx, caller: Caller, change: string, target: string, payload: unknown): Promise<Outcome<PendingChange>> {
    const id = randomUUID();
    const sealedPayload = this.keyring.seal(PAYLOAD, Buffer.from(JSON.stringify(payload)), id);
    const pending: PendingChange = { id, change, target, requestedBy: caller.account, expiresOn: this.clock.dayFromToday(1) };
    await tx.query(insertApproval({ ...pending, sealedPayload }));
    return { result: pending, audit: entry('approval.request', change) };
  }

  async waiting(): Promise<PendingChange[]> {
    const rows = await this.database.query<ApprovalRow>(waitingApprovals(this.clock.today()));
    return rows.map((row) => {
      const { id, change, target, requestedBy, expiresOn } = row;
      const details = this.kinds.get(change)?.describe?.(this.payloadOf(row));
      return { id, change, target, requestedBy, expiresOn, ...(details && { details }) };
    });
  }

  /**
   * Carries a change out. When it cannot be done, it goes on waiting.
   * @throws DomainError `approval.not_found`, `approval.second_person_required`, or whatever the change itself raises.
   */
  async confirm(caller: Caller, id: string): Promise<ConfirmedChange> {
    let kind: TwoPersonChange<never> | undefined;
    try {
      return await this.work.run(caller, async (tx) => {
        const [row] = await tx.query<ApprovalRow>(lockApproval(id, this.clock.today()));
        kind = row && this.kinds.get(row.change);
        if (!row || !kind) throw approvalNotFound();
        if ([row.requestedBy, row.target].includes(caller.account)) throw secondPersonRequired();
        if ((await tx.query(activeAdmin(row.requestedBy))).length === 0) throw approvalNotFound();
        const shown = await kind.carryOut(tx, this.payloadOf(row));
        await tx.query(deleteApproval(row.id));
        return { result: { ...shown, id: row.id, change: row.change }, audit: entry('approval.confirmation', row.change) };
      });
    } finally {
      kind?.afterwards();
    }
  }

  /** Any administrator can: not doing something takes one person. @throws DomainError `approval.not_found`. */
  async withdraw(caller: Caller, id: string): Promise<void> {
    await this.work.run(caller, async (tx) => {
      const [row] = await tx.query<ApprovalRow>(lockApproval(id, this.clock.today()));
      if (!row) throw approvalNotFound();
      await tx.query(deleteApproval(row.id));
      return { result: null, audit: entry('approval.withdrawal', row.change) };
    });
  }

  /** Deletes what nobody confirmed in time. @returns how many. */
  async forgetExpired(): Promise<number> {
    return (await this.database.query(deleteApprovalsBefore(this.clock.today()))).length;
  }

  private payloadOf({ id, sealedPayload }: ApprovalRow): never {
    return JSON.parse(this.keyring.open(PAYLOAD, sealedPayload, id).toString()) as never;
  }
}

function entry(act: string, reason: string): AuditRecord {
  return { act, reason, subject: null, outcome: 'done' };
}
