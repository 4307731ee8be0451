import { Injectable } from '@nestjs/common';
import { type Caller, type Role, ROLES } from '../../kernel/auth/index.js';
import { type Outcome, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { invalidRequest } from '../../kernel/errors/index.js';
import { type AccountRow, type AccountState, lockAccount, lockAdmins, outdateTokens, updateAccount } from './account.store.js';
import { Approvals, type PendingChange } from './approvals.service.js';
import { Passwords } from './passwords.service.js';
import { endSessionsOf } from './session.store.js';
import { AccountStanding } from './standing.js';
import { accountNotFound, lastAdmin, ownRoles, rolesInvalid, staffVersionConflict, totpNotEnrolled } from './staff.errors.js';
import { type AccountListing, entry, generatedPassword, listing } from './staff-accounts.service.js';

export interface AccountChange {
  readonly state?: AccountState;
  readonly roles?: readonly Role[];
}

/** What waits for a second person, in an answer. */
export interface Pending {
  readonly approval: PendingChange;
}

interface ForAccount {
  readonly accountId: string;
}

interface NewRoles extends ForAccount, AccountChange {
  readonly version: number;
  readonly roles: readonly Role[];
  /** As they were when it was asked for; with another version it cannot be confirmed. */
  readonly rolesBefore: readonly string[];
  readonly username: string;
}

/**
 * What administrators do with other people's accounts. Whatever would let one person become two, or an administrator
 * out of nothing, takes a second one: the role itself, an administrator's password, another's second factor.
 */
@Injectable()
export class AccountChanges {
  constructor(
    private readonly work: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly standing: AccountStanding,
    private readonly approvals: Approvals,
  ) {
    const afterwards = () => this.standing.forget();
    approvals.offer<NewRoles>({
      change: 'staff.roles_change',
      describe: ({ username, rolesBefore, roles, state }) => ({ username, rolesBefore, roles, state }),
      carryOut: (tx, payload) => this.grant(tx, payload),
      afterwards,
    });
    approvals.offer<ForAccount>({ change: 'staff.password_reset', carryOut: (tx, { accountId }) => this.newPassword(tx, accountId), afterwards });
    approvals.offer<ForAccount>({ change: 'staff.totp_reset', carryOut: (tx, { accountId }) => this.withoutTotp(tx, accountId), afterwards });
  }

  /**
   * Changes state or roles of an account that is still at the version the caller has read. Making an administrator waits
   * for a second person.
   * @throws DomainError `staff.account_not_found`, `staff.version_conflict`, `staff.roles_invalid`, `staff.own_roles` or
   *   `staff.last_admin`.
   */
  async change(caller: Caller, id: string, version: number, change: AccountChange): Promise<AccountListing | Pending> {
    if (change.state === undefined && change.roles === undefined) throw invalidRequest({ allowed: ['state', 'roles'] });
    return this.changing(() =>
      this.work.run(caller, async (tx): Promise<Outcome<AccountListing | Pending>> => {
        const { row, admins } = await this.locked(tx, id);
        if (row.version !== version) throw staffVersionConflict();
        const roles = change.roles && checkedRoles(change.roles);
        if (roles && caller.account === id) throw ownRoles();
        if (roles?.includes('admin') && !row.roles.includes('admin')) {
          const { username, roles: rolesBefore } = row;
          const wanted: NewRoles = { ...change, accountId: id, version, roles, rolesBefore, username };
          const { result, audit } = await this.approvals.hold(tx, caller, 'staff.roles_change', id, wanted);
          return { result: { approval: result }, audit };
        }
        const next = { ...row, state: change.state ?? row.state, roles: roles ?? row.roles };
        keepAnAdmin(next, admins);
        await this.write(tx, next);
        return { result: listing({ ...next, version: version + 1 }), audit: entry(actOf(change), id) };
      }),
    );
  }

  /**
   * Makes a new password, to be changed at the next sign-in, and ends all sessions. For an administrator's account it
   * waits for a second person: with it one could confirm one's own changes.
   * @throws DomainError `staff.account_not_found`.
   */
  resetPassword(caller: Caller, id: string): Promise<{ password: string } | Pending> {
    return this.changing(() =>
      this.work.run(caller, async (tx): Promise<Outcome<{ password: string } | Pending>> => {
        const { row } = await this.locked(tx, id);
        if (!row.roles.includes('admin')) return { result: await this.newPassword(tx, id), audit: entry('staff.password_reset', id) };
        const { result, audit } = await this.approvals.hold(tx, caller, 'staff.password_reset', id, { accountId: id });
        return { result: { approval: result }, audit };
      }),
    );
  }

  /** @throws DomainError `staff.account_not_found` or `staff.totp_not_enrolled`. */
  resetTotp(caller: Caller, id: string): Promise<Pending> {
    return this.work.run(caller, async (tx) => {
      const { row } = await this.locked(tx, id);
      if (row.sealedTotp === null) throw totpNotEnrolled();
      const { result, audit } = await this.approvals.hold(tx, caller, 'staff.totp_reset', id, { accountId: id });
      return { result: { approval: result }, audit };
    });
  }

  /** Ends all sessions of an account, and the access tokens that are out. @throws DomainError `staff.account_not_found`. */
  signOut(caller: Caller, id: string): Promise<void> {
    return this.changing(async () => {
      await this.work.run(caller, async (tx) => {
        const [row] = await tx.query<AccountRow>(lockAccount(id));
        if (!row) throw accountNotFound();
        await tx.query(outdateTokens(id));
        await tx.query(endSessionsOf(id));
        return { result: null, audit: entry('staff.sign_out_everywhere', id) };
      });
    });
  }

  private async grant(tx: Tx, { accountId, version, roles, state }: NewRoles): Promise<object> {
    const { row } = await this.locked(tx, accountId);
    if (row.version !== version) throw staffVersionConflict();
    await this.write(tx, { ...row, roles, state: state ?? row.state });
    return {};
  }

  private async newPassword(tx: Tx, accountId: string): Promise<{ password: string }> {
    const { row } = await this.locked(tx, accountId);
    const password = generatedPassword();
    await this.write(tx, { ...row, passwordHash: await this.passwords.hash(password), mustChangePassword: true });
    await tx.query(endSessionsOf(accountId));
    return { password };
  }

  private async withoutTotp(tx: Tx, accountId: string): Promise<object> {
    const { row } = await this.locked(tx, accountId);
    if (row.sealedTotp === null) throw totpNotEnrolled();
    await this.write(tx, { ...row, sealedTotp: null });
    await tx.query(endSessionsOf(accountId));
    return {};
  }

  private async write(tx: Tx, row: AccountRow): Promise<void> {
    await tx.query(updateAccount(row));
    if (row.state === 'disabled') await tx.query(endSessionsOf(row.id));
  }

  private async locked(tx: Tx, id: string): Promise<{ row: AccountRow; admins: readonly string[] }> {
    const admins = (await tx.query<{ id: string }>(lockAdmins())).map((admin) => admin.id);
    const [row] = await tx.query<AccountRow>(lockAccount(id));
    if (!row) throw accountNotFound();
    return { row, admins };
  }

  /** Whatever becomes of a change, the next question here sees the database. */
  private async changing<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } finally {
      this.standing.forget();
    }
  }
}

function checkedRoles(roles: readonly Role[]): readonly Role[] {
  if (roles.length === 0 || !roles.every((role) => ROLES.includes(role))) throw rolesInvalid({ allowed: ROLES });
  return [...new Set(roles)];
}

/** @throws DomainError `staff.last_admin` when nobody could administer the service any more. */
function keepAnAdmin({ id, state, roles }: AccountRow, admins: readonly string[]): void {
  const stays = state === 'active' && roles.includes('admin');
  if (!stays && admins.length > 0 && admins.every((admin) => admin === id)) throw lastAdmin();
}

function actOf({ state, roles }: AccountChange): string {
  if (roles) return state ? 'staff.account_change' : 'staff.roles_change';
  return state === 'disabled' ? 'staff.account_disable' : 'staff.account_enable';
}
