import { Injectable } from '@nestjs/common';
import { type Caller } from '../../../kernel/auth/index.js';
import { type Tx, UnitOfWork } from '../../../kernel/database/index.js';
import { type AccountRow, lockAccount, outdateTokens, updateAccount } from '../account.store.js';
import { type Pending } from '../account-changes.service.js';
import { Approvals } from '../approvals.service.js';
import { Passwords } from '../passwords.service.js';
import { endSessionsOf } from '../session.store.js';
import { entry } from '../staff-accounts.service.js';
import { accountNotFound, oidcNotBound, oidcSubjectTaken } from '../staff.errors.js';
import { AccountStanding } from '../standing.js';
import { boundAccount, type BoundRow, deleteBinding, insertBinding } from './oidc-binding.store.js';
import { type ProviderSubject, SubjectIndex } from './subject-index.js';

const BIND = 'staff.oidc_bind';

interface NewBinding extends ProviderSubject {
  readonly accountId: string;
}

/**
 * Which account belongs to which subject of the identity provider. Whoever binds an account can hand it to anybody, so
 * it takes two people, and the second is shown the subject. A bound account has one way in: password and second
 * factor go, and so do its sessions, which lets nobody bind a colleague's account unnoticed.
 */
@Injectable()
export class OidcBindings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly subjects: SubjectIndex,
    private readonly approvals: Approvals,
    private readonly standing: AccountStanding,
  ) {
    approvals.offer<NewBinding>({
      change: BIND,
      describe: ({ issuer, subject }) => ({ issuer, subject }),
      carryOut: (tx, binding) => this.carryOut(tx, binding),
      afterwards: () => this.standing.forget(),
    });
  }

  /**
   * Asks for an account to be bound to a subject, in the place of the one it may be bound to.
   * @throws DomainError `auth.oidc_not_set_up`, `staff.account_not_found` or `staff.oidc_subject_taken`.
   */
  async bind(caller: Caller, accountId: string, subject: string): Promise<Pending> {
    const wanted = this.subjects.here(subject);
    return this.work.run(caller, async (tx) => {
      await locked(tx, accountId);
      const [holder] = await tx.query<BoundRow>(boundAccount(this.subjects.all(wanted)));
      if (holder && holder.id !== accountId) throw oidcSubjectTaken();
      const { result, audit } = await this.approvals.hold(tx, caller, BIND, accountId, { ...wanted, accountId });
      return { result: { approval: result }, audit };
    });
  }

  /**
   * Takes a binding away, and with it the account's only way in until its password is reset: so one person can.
   * @throws DomainError `staff.account_not_found` or `staff.oidc_not_bound`.
   */
  async unbind(caller: Caller, accountId: string): Promise<void> {
    try {
      await this.work.run(caller, async (tx) => {
        await locked(tx, accountId);
        if ((await tx.query(deleteBinding(accountId))).length === 0) throw oidcNotBound();
        await tx.query(outdateTokens(accountId));
        await tx.query(endSessionsOf(accountId));
        return { result: null, audit: entry('staff.oidc_unbind', accountId) };
      });
    } finally {
      this.standing.forget();
    }
  }

  private async carryOut(tx: Tx, { accountId, ...subject }: NewBinding): Promise<object> {
    const row = await locked(tx, accountId);
    const { index, version } = this.subjects.newest(subject);
    await tx.query(deleteBinding(accountId));
    if ((await tx.query(insertBinding(accountId, index, version, this.subjects.all(subject)))).length === 0) throw oidcSubjectTaken();
    await tx.query(updateAccount({ ...row, passwordHash: await this.passwords.closed(), mustChangePassword: false, sealedTotp: null }));
    await tx.query(endSessionsOf(accountId));
    return {};
  }
}

async function locked(tx: Tx, accountId: string): Promise<AccountRow> {
  const [row] = await tx.query<AccountRow>(lockAccount(accountId));
  if (!row) throw accountNotFound();
  return row;
}
