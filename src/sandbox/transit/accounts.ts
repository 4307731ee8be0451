import path from 'node:path';
import { Journal } from '../journal.js';

export type CardStatus = 'active' | 'suspended' | 'ended';

/** What the city and the operator agreed to exchange in `customFields`. */
export interface CustomFields {
  readonly cardStatus?: CardStatus;
  readonly replaces?: string;
}

/** A customer account as the published document defines it, without the fields that name a person. */
export interface Account {
  readonly id: string;
  readonly customer: { readonly id: string; readonly customFields?: CustomFields };
  readonly creationDate: string;
  readonly modificationDate: string;
  readonly status: 'CREATED' | 'ACTIVE' | 'BLOCKED';
}

/** A change by merge patch (RFC 7396): null removes a field. */
export type CustomFieldsPatch = { readonly [field in keyof CustomFields]: CustomFields[field] | null };

/** The operator's customer accounts. An account is never deleted. */
export class Accounts {
  private readonly journal: Journal<Account>;

  constructor(home: string, private readonly now: () => Date) {
    this.journal = new Journal(path.join(home, 'transit', 'accounts.jsonl'));
  }

  all(): Account[] {
    return this.journal.values();
  }

  find(id: string): Account | undefined {
    return this.journal.get(id);
  }

  create(id: string, customFields: CustomFields | undefined): Account {
    const today = this.now().toISOString();
    const customer = customFields ? { id, customFields } : { id };
    return this.keep({ id, customer, creationDate: today, modificationDate: today, status: statusFor(customFields) });
  }

  patch(account: Account, patch: CustomFieldsPatch | undefined): Account {
    if (patch === undefined) return account;
    const merged = { ...account.customer.customFields, ...patch };
    const left = Object.entries(merged).filter(([, value]) => value !== null);
    const customFields = left.length === 0 ? undefined : (Object.fromEntries(left) as CustomFields);
    const customer = customFields ? { id: account.id, customFields } : { id: account.id };
    const modificationDate = this.now().toISOString();
    return this.keep({ ...account, customer, modificationDate, status: statusFor(customFields) });
  }

  /** Changes an account by hand, as somebody at the operator's own screen would. */
  edit(id: string, change: Partial<Account>): void {
    const account = this.find(id);
    if (account) this.keep({ ...account, ...change });
  }

  close(): void {
    this.journal.close();
  }

  private keep(account: Account): Account {
    this.journal.set(account.id, account);
    return account;
  }
}

/** Only the operator blocks an account; the city's card status is what it goes by. */
function statusFor(customFields: CustomFields | undefined): Account['status'] {
  if (customFields?.cardStatus === undefined) return 'CREATED';
  return customFields.cardStatus === 'active' ? 'ACTIVE' : 'BLOCKED';
}
