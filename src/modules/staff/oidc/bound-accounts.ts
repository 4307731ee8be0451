import { Injectable } from '@nestjs/common';
import { type Caller } from '../../../kernel/auth/index.js';
import { Database, UnitOfWork } from '../../../kernel/database/index.js';
import { type VerifiedAccount } from '../sign-in.service.js';
import { oidcRefused } from '../staff.errors.js';
import { boundAccount, type BoundRow, rekeyBinding } from './oidc-binding.store.js';
import { type ProviderSubject, SubjectIndex } from './subject-index.js';

/** Why nobody was let in, for the audit. `oidc`: the provider did not vouch for anybody. */
type Refusal = 'oidc' | 'unbound' | 'disabled';

/** The accounts that subjects of the identity provider may enter. None is ever made here. */
@Injectable()
export class BoundAccounts {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly subjects: SubjectIndex,
  ) {}

  /** @throws DomainError `auth.oidc_refused` for a subject that no active account is bound to. */
  async entered(subject: ProviderSubject): Promise<VerifiedAccount> {
    const [row] = await this.database.query<BoundRow>(boundAccount(this.subjects.all(subject)));
    if (!row?.active) {
      await this.noteRefusal(row ? 'disabled' : 'unbound', row?.id);
      throw oidcRefused();
    }
    const { index, version: newest } = this.subjects.newest(subject);
    if (row.keyVersion !== newest) await this.database.query(rekeyBinding(row.id, index, newest));
    const { id, roles, mustChangePassword, version } = row;
    return { id, roles, mustChangePassword, version, tries: [] };
  }

  /** Whom the provider meant is not kept when no account is bound to it. */
  async noteRefusal(reason: Refusal, account = 'unknown'): Promise<void> {
    const caller: Caller = { kind: 'staff', account, role: 'none', place: null, once: null };
    await this.work.note(caller, { act: 'staff.sign_in_refused', reason, subject: null, outcome: 'refused' });
  }
}
