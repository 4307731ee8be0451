import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type AuditRecord } from '../../kernel/audit/audit.js';
import { type Caller, type Role, ROLES } from '../../kernel/auth/index.js';
import { Database, UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import {
  type AccountRow,
  type AccountState,
  allAccounts,
  countAccounts,
  insertAccount,
  setAccountState,
} from './account.store.js';
import { isLongEnough, PASSWORD_BYTES, readablePassword } from './domain/password.js';
import { isUsername } from './domain/username.js';
import { Passwords } from './passwords.service.js';
import { AccountStanding } from './standing.js';
import { endSessionsOf } from './session.store.js';
import { accountNotFound, passwordUnsuitable, rolesInvalid, usernameInvalid, usernameTaken } from './staff.errors.js';

export interface NewAccount {
  /** 1 to 64 of small letters, digits, `.`, `_` and `-`, beginning with a letter. */
  readonly username: string;
  readonly roles: readonly Role[];
  /** 12 to 128 characters; without one, one is generated. */
  readonly password?: string;
  /** To be changed at the first sign-in. */
  readonly temporary?: boolean;
}

export interface CreatedAccount {
  readonly id: string;
  readonly username: string;
  /** To be shown once: only its hash is kept. */
  readonly password: string;
}

export interface AccountListing {
  readonly id: string;
  readonly username: string;
  readonly roles: readonly Role[];
  readonly state: AccountState;
  readonly secondFactor: boolean;
  readonly mustChangePassword: boolean;
  /** Signs in at the identity provider. */
  readonly oidcBound: boolean;
  readonly version: number;
}

/** Accounts of staff, for the command line and the first start. */
@Injectable()
export class StaffAccounts {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly standing: AccountStanding,
  ) {}

  /** @throws DomainError `staff.username_invalid`, `staff.username_taken`, `staff.roles_invalid` or `staff.password_unsuitable`. */
  async create(caller: Caller, { username, roles, password = generatedPassword(), temporary = false }: NewAccount): Promise<CreatedAccount> {
    if (!isUsername(username)) throw usernameInvalid();
    if (roles.length === 0 || !roles.every((role) => ROLES.includes(role))) throw rolesInvalid({ allowed: ROLES });
    if (!isLongEnough(password)) throw passwordUnsuitable();
    const passwordHash = await this.passwords.hash(password);
    const row: AccountRow = { id: randomUUID(), username, passwordHash, roles: [...new Set(roles)], state: 'active', ...FRESH, mustChangePassword: temporary };
    try {
      return await this.work.run(caller, async (tx) => {
        await tx.query(insertAccount(row));
        return { result: { id: row.id, username, password }, audit: entry('staff.account_create', row.id) };
      });
    } catch (error) {
      throw violatedUnique(error) === 'account_username' ? usernameTaken() : error;
    }
  }

  /**
   * Disables an account and ends its sessions, or enables it again.
   * @throws DomainError `staff.account_not_found`.
   */
  async setState(caller: Caller, username: string, state: AccountState): Promise<void> {
    await this.work.run(caller, async (tx) => {
      const [account] = await tx.query<{ id: string }>(setAccountState(username, state));
      if (!account) throw accountNotFound();
      if (state === 'disabled') await tx.query(endSessionsOf(account.id));
      return { result: null, audit: entry(state === 'disabled' ? 'staff.account_disable' : 'staff.account_enable', account.id) };
    });
    this.standing.forget();
  }

  async list(): Promise<AccountListing[]> {
    const rows = await this.database.query<AccountRow>(allAccounts());
    return rows.map(listing);
  }

  /** How many accounts there are; none means that the service starts for the first time. */
  async count(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(countAccounts());
    return row?.count ?? 0;
  }
}

export function listing({ id, username, roles, state, sealedTotp, mustChangePassword, oidcBound, version }: AccountRow): AccountListing {
  return { id, username, roles: roles as readonly Role[], state, secondFactor: sealedTotp !== null, mustChangePassword, oidcBound, version };
}

const FRESH = { sealedTotp: null, oidcBound: false, version: 1 } as const;

export function generatedPassword(): string {
  return readablePassword(randomBytes(PASSWORD_BYTES));
}

/** What the audit keeps of an act on an account: its id, in the place where acts on cards have a keyed reference. */
export function entry(act: string, accountId: string): AuditRecord {
  return { act, reason: null, subject: Buffer.from(accountId.replaceAll('-', ''), 'hex'), outcome: 'done' };
}
