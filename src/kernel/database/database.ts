import { type DataSource, type EntityManager } from 'typeorm';
import { type Pool, type PoolClient, type QueryResult } from 'pg';
import { translated } from './database-errors.js';
import { type Statement } from './statement.js';

/** A transaction in progress, handed to whoever works inside it. */
export interface Tx {
  query<Row>(statement: Statement): Promise<Row[]>;
  /** For administration, where convenience counts more than microseconds. */
  readonly manager: EntityManager;
}

/** The connection pool, shared by TypeORM and by named statements. */
export class Database {
  constructor(readonly dataSource: DataSource) {}

  /**
   * Runs one statement as its own transaction.
   * @throws DomainError `database.unavailable` when the server cannot be reached.
   */
  async query<Row>(statement: Statement): Promise<Row[]> {
    try {
      return await run<Row>(this.pool, statement);
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Runs the work in one transaction and commits it; any error rolls it back.
   * @throws DomainError `database.unavailable` when the server cannot be reached.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      const result = await work({ query: (statement) => run(client, statement), manager: runner.manager });
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // A broken connection cannot roll back; the server has done so already.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw translated(error);
    } finally {
      await runner.release().catch(() => undefined);
    }
  }

  /** A client of the pool for work that outlives one transaction (advisory locks, COPY). Release it afterwards. */
  async connect(): Promise<PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw translated(error);
    }
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

async function run<Row>(on: Pool | PoolClient, statement: Statement): Promise<Row[]> {
  const result: QueryResult = await on.query({
    name: statement.name,
    text: statement.text,
    values: statement.values as unknown[],
  });
  return result.rows as Row[];
}
