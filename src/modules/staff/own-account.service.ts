import { Injectable } from '@nestjs/common';
import { type Caller, type Principal } from '../../kernel/auth/index.js';
import { UnitOfWork } from '../../kernel/database/index.js';
import { type AccountRow, lockAccount, updateAccount } from './account.store.js';
import { isLongEnough, normalized } from './domain/password.js';
import { Passwords } from './passwords.service.js';
import { endOtherSessions } from './session.store.js';
import { type PlacedSession, Sessions } from './sessions.service.js';
import { forgetTries } from './sign-in-try.store.js';
import { SignIn } from './sign-in.service.js';
import { AccountStanding } from './standing.js';
import { passwordUnsuitable, passwordWrong } from './staff.errors.js';
import { entry } from './staff-accounts.service.js';

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
}

/** What people do with their own account. */
@Injectable()
export class OwnAccounts {
  constructor(
    private readonly work: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly standing: AccountStanding,
  ) {}

  /**
   * Changes the password and ends the person's other sessions. This one goes on, with the access token that is returned.
   * @throws DomainError `staff.password_unsuitable`, `staff.password_wrong`, `auth.locked` or `request.rate_limited`.
   */
  async changePassword(caller: Caller, { within, place }: Principal, { current, next }: PasswordChange): Promise<PlacedSession> {
    if (!isLongEnough(next) || normalized(next) === normalized(current)) throw passwordUnsuitable();
    const { account, tries } = await this.signIn.recheck(caller.account, current);
    const passwordHash = await this.passwords.hash(next);
    const row = await this.work.run(caller, async (tx) => {
      const [locked] = await tx.query<AccountRow>(lockAccount(account.id));
      // Somebody has changed or reset it while it was checked.
      if (!locked || locked.passwordHash !== account.passwordHash) throw passwordWrong();
      const [updated] = await tx.query<{ version: number }>(updateAccount({ ...locked, passwordHash, mustChangePassword: false }));
      await tx.query(endOtherSessions(account.id, within));
      await tx.query(forgetTries(tries));
      const { roles } = locked;
      return { result: { roles, version: updated?.version ?? locked.version }, audit: entry('staff.password_change', account.id) };
    });
    this.standing.forget();
    return this.sessions.goOn(within, { ...row, accountId: account.id, mustChangePassword: false, place });
  }
}
