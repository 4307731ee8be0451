import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type StaffStanding, StaffTokens } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { FreshCopy } from '../../kernel/clock/fresh-copy.js';
import { Database } from '../../kernel/database/index.js';
import { allStandings, type StandingRow } from './account.store.js';

/** Milliseconds after which a change made on another instance is seen here at the latest. */
const FRESH_MS = 2_000;

/** All accounts by their ids. */
type Accounts = ReadonlyMap<string, StandingRow>;

/**
 * Versions of all accounts, in memory: read at most every two seconds, whoever asks. By it access tokens die as soon
 * as their account is disabled, signed out everywhere, or given other roles, on every instance.
 */
@Injectable()
export class AccountStanding implements StaffStanding, OnModuleInit {
  private readonly copy: FreshCopy<Accounts>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly tokens: StaffTokens,
  ) {
    this.copy = new FreshCopy(clock, FRESH_MS, () => this.read());
  }

  onModuleInit(): void {
    this.tokens.watch(this);
  }

  allows(accountId: string, version: number): boolean | null {
    const accounts = this.copy.fresh();
    return accounts && counts(accounts, accountId, version);
  }

  /** @throws DomainError `database.unavailable`. */
  async ask(accountId: string, version: number): Promise<boolean> {
    return counts(await this.copy.current(), accountId, version);
  }

  /** Makes the next question read again, after a change made here. */
  forget(): void {
    this.copy.forget();
  }

  private async read(): Promise<Accounts> {
    const rows = await this.database.query<StandingRow>(allStandings());
    return new Map(rows.map((row) => [row.id, row]));
  }
}

/** Accounts are never deleted: one that is not known yet was made a moment ago. */
function counts(accounts: Accounts, accountId: string, version: number): boolean {
  const account = accounts.get(accountId);
  return account === undefined || (account.active && version >= account.version);
}
