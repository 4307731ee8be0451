import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type StaffStanding, StaffTokens } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { allStandings, type StandingRow } from './account.store.js';

/** Milliseconds after which a change made on another instance is seen here at the latest. */
const FRESH_MS = 2_000;

interface Snapshot {
  readonly accounts: ReadonlyMap<string, StandingRow>;
  readonly freshUntil: number;
}

/**
 * Versions of all accounts, in memory: read at most every two seconds, whoever asks. By it access tokens die as soon
 * as their account is disabled, signed out everywhere, or given other roles, on every instance.
 */
@Injectable()
export class AccountStanding implements StaffStanding, OnModuleInit {
  private held: Snapshot | null = null;
  private loading: Promise<Snapshot> | null = null;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tokens: StaffTokens,
  ) {}

  onModuleInit(): void {
    this.tokens.watch(this);
  }

  allows(accountId: string, version: number): boolean | null {
    if (this.held === null || this.held.freshUntil <= this.clock.now().getTime()) return null;
    return counts(this.held, accountId, version);
  }

  /** @throws DomainError `database.unavailable`. */
  async ask(accountId: string, version: number): Promise<boolean> {
    return this.allows(accountId, version) ?? counts(await (this.loading ??= this.load()), accountId, version);
  }

  /** Makes the next question read again, after a change made here. */
  forget(): void {
    this.held = null;
    this.loading = null;
  }

  private load(): Promise<Snapshot> {
    const loading: Promise<Snapshot> = this.read().then(
      (snapshot) => {
        // Forgotten while it was read: it may show what was before the change.
        if (this.loading === loading) {
          this.held = snapshot;
          this.loading = null;
        }
        return snapshot;
      },
      (error: unknown) => {
        if (this.loading === loading) this.loading = null;
        throw error;
      },
    );
    return loading;
  }

  private async read(): Promise<Snapshot> {
    const freshUntil = this.clock.now().getTime() + FRESH_MS;
    const rows = await this.database.query<StandingRow>(allStandings());
    return { accounts: new Map(rows.map((row) => [row.id, row])), freshUntil };
  }
}

/** Accounts are never deleted: one that is not known yet was made a moment ago. */
function counts({ accounts }: Snapshot, accountId: string, version: number): boolean {
  const account = accounts.get(accountId);
  return account === undefined || (account.active && version >= account.version);
}
