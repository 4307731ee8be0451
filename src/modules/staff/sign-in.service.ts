import { Injectable } from '@nestjs/common';
import { type AuditRecord } from '../../kernel/audit/audit.js';
import { AddressLimit, type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, UnitOfWork } from '../../kernel/database/index.js';
import { credentialsInvalid, rateLimited } from '../../kernel/errors/index.js';
import { definePurpose, Keyring } from '../../kernel/keyring/index.js';
import { accountById, type AccountRow, findAccount, renewHash } from './account.store.js';
import { lockSeconds } from './domain/lock-out.js';
import { canonicalUsername } from './domain/username.js';
import { Passwords } from './passwords.service.js';
import { SecondFactor } from './second-factor.service.js';
import { deleteTriesBefore, findTry, takeTry, type TryRow } from './sign-in-try.store.js';
import { passwordWrong, signInLocked, totpRequired } from './staff.errors.js';

const NAME = definePurpose('staff.sign-in-name');

const DAY_MS = 86_400_000;

/** An account whose password was typed correctly. */
export interface VerifiedAccount {
  readonly id: string;
  readonly roles: readonly string[];
  readonly mustChangePassword: boolean;
  readonly version: number;
  /** The tries to forget once the session is open. */
  readonly tries: readonly Buffer[];
}

/**
 * Checks names and passwords. Names that nobody has are counted, locked, hashed and audited exactly like the others,
 * in the same statements, so that neither the answer nor its time tells who has an account. Failures are kept under
 * a keyed index of the typed name: shared by all instances and readable in no dump.
 */
@Injectable()
export class SignIn {
  private readonly addresses: AddressLimit;

  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
    private readonly factor: SecondFactor,
  ) {
    this.addresses = new AddressLimit(() => this.clock.now().getTime());
  }

  /** @throws DomainError `auth.credentials_invalid`, `auth.totp_required`, `auth.locked` or `request.rate_limited`. */
  async verify(username: string, password: string, address: string, totp?: string): Promise<VerifiedAccount> {
    this.addresses.pass(address);
    // Turned away before a try is taken: a flood is not to lock people out.
    if (this.passwords.busy) throw rateLimited({ retryAfterSeconds: 1 });
    const name = canonicalUsername(username);
    const taken = await this.takeTry(name);
    const [account] = await this.database.query<AccountRow>(findAccount(name));
    const matches = await this.passwords.matches(account?.passwordHash ?? null, password);
    if (!account || !matches || account.state !== 'active') {
      await this.noteRefusal(account, taken, account?.state === 'disabled' ? 'disabled' : 'credentials');
      throw credentialsInvalid();
    }
    if (this.factor.isOn(account)) {
      if (totp === undefined) throw totpRequired();
      if (!(await this.factor.spend(account.id, totp))) {
        await this.noteRefusal(account, taken, 'totp');
        throw credentialsInvalid();
      }
    }
    if (this.passwords.isOld(account.passwordHash)) await this.renew(account, password);
    const { id, roles, mustChangePassword, version } = account;
    return { id, roles, mustChangePassword, version, tries: this.keyring.indexes(NAME, name) };
  }

  /**
   * Makes sure that a signed-in person knows the password. Guesses are counted as those at sign-in.
   * @throws DomainError `staff.password_wrong`, `auth.locked` or `request.rate_limited`.
   */
  async recheck(accountId: string, password: string): Promise<{ account: AccountRow; tries: readonly Buffer[] }> {
    if (this.passwords.busy) throw rateLimited({ retryAfterSeconds: 1 });
    const [account] = await this.database.query<AccountRow>(accountById(accountId));
    if (!account) throw credentialsInvalid();
    const taken = await this.takeTry(account.username);
    if (!(await this.passwords.matches(account.passwordHash, password))) {
      await this.noteRefusal(account, taken, 'credentials');
      throw passwordWrong();
    }
    return { account, tries: this.keyring.indexes(NAME, account.username) };
  }

  /** Deletes what is known of failures that are a day old. @returns how many names were forgotten. */
  async forgetExpired(): Promise<number> {
    const dayAgo = new Date(this.clock.now().getTime() - DAY_MS);
    return (await this.database.query(deleteTriesBefore(dayAgo))).length;
  }

  private async takeTry(name: string): Promise<TryRow> {
    const { index } = this.keyring.index(NAME, name);
    const now = this.clock.now();
    const [taken] = await this.database.query<TryRow>(takeTry(index, now));
    if (taken) return taken;
    const [held] = await this.database.query<TryRow>(findTry(index));
    const waiting = held ? held.nextTryAt.getTime() - now.getTime() : 0;
    throw signInLocked({ retryAfterSeconds: Math.max(1, Math.ceil(waiting / 1000)) });
  }

  private async noteRefusal(account: AccountRow | undefined, taken: TryRow, reason: string): Promise<void> {
    // The typed name may be a password typed into the wrong field, and is not kept.
    const caller: Caller = { kind: 'staff', account: account?.id ?? 'unknown', role: 'none', place: null, once: null };
    await this.work.note(caller, { act: 'staff.sign_in_refused', reason, subject: null, outcome: 'refused' });
    if (lockSeconds(taken.failures) > 0) await this.work.note(caller, LOCKED);
  }

  private async renew(account: AccountRow, password: string): Promise<void> {
    const renewed = await this.passwords.hash(password);
    await this.database.query(renewHash(account.id, account.passwordHash, renewed));
  }
}

const LOCKED: AuditRecord = { act: 'staff.lock_out', reason: null, subject: null, outcome: 'done' };
