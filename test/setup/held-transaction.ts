import { Client } from 'pg';
import { until } from './until.js';

/** A transaction that a test holds open for as long as it wants, so that others have to wait for it. */
export class HeldTransaction {
  private constructor(
    private readonly client: Client,
    private readonly watcher: Client,
  ) {}

  static async begin(url: string): Promise<HeldTransaction> {
    const [client, watcher] = [new Client({ connectionString: url }), new Client({ connectionString: url })];
    await Promise.all([client.connect(), watcher.connect()]);
    // A test that fails leaves it open; it is not to keep the next one waiting for ever.
    client.on('error', () => undefined);
    await client.query(`SET idle_in_transaction_session_timeout = '120s'; BEGIN`);
    return new HeldTransaction(client, watcher);
  }

  async query(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.client.query<Record<string, unknown>>(sql, values)).rows;
  }

  /** Resolves once so many sessions wait for a lock in this database, whoever holds it. */
  async waitedFor(sessions = 1): Promise<void> {
    await until(async () => {
      const { rows } = await this.watcher.query<{ waiting: number }>(
        // Whoever adds a page to a table waits too, for a moment and for nobody's transaction.
        `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event <> 'extend'`,
      );
      return rows[0]?.waiting === sessions;
    });
  }

  async commit(): Promise<void> {
    await this.end('COMMIT');
  }

  async rollBack(): Promise<void> {
    await this.end('ROLLBACK');
  }

  private async end(how: string): Promise<void> {
    await this.client.query(how);
    await Promise.all([this.client.end(), this.watcher.end()]);
  }
}
