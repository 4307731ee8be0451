import { type DataSource, type EntityManager } from 'typeorm';
import { type Pool, type PoolClient, type QueryResult } from 'pg';
import { translated } from './database-errors.js';
import { cutOff, isWithoutAnswer, waitingFor } from './patience.js';
import { type Statement } from './statement.js';

/** A transaction in progress, handed to whoever works inside it. */
export interface Tx {
  query<Row>(statement: Statement): Promise<Row[]>;
  /** For administration, where convenience counts more than microseconds. */
  readonly manager: EntityManager;
  /** Lets each statement from here on take so long, where others are given up after half a minute. */
  allowMinutes(minutes: number): Promise<void>;
}

const MINUTE = 60_000;
/** Longer than what is allowed, so that the server itself says that it took too long. */
const GRACE_MILLISECONDS = 5_000;

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
    let client: PoolClient | null = null;
    let asBefore: () => void = () => undefined;
    try {
      const held = (client = (await runner.connect()) as PoolClient);
      await runner.startTransaction();
      const allowMinutes = async (minutes: number) => {
        await run(held, { name: 'allow-minutes', text: `SELECT set_config('statement_timeout', $1, true)`, values: [`${minutes}min`] });
        asBefore = waitingFor(held, minutes * MINUTE + GRACE_MILLISECONDS);
      };
      const result = await work({ query: (statement) => run(held, statement), manager: runner.manager, allowMinutes });
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (client && isWithoutAnswer(error)) await cutOff(client);
      // A broken connection cannot roll back; the server has done so already.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw translated(error);
    } finally {
      asBefore();
      await runner.release().catch(() => undefined);
    }
  }

  /**
   * Holds one connection for work that outlives a transaction (a session's advisory lock, COPY), whose answers may take as
   * long as they do. A connection that breaks meanwhile is thrown away, and its locks with it.
   */
  async session<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    let broken = false;
    // Without a listener, a connection that breaks while it is held would end the process.
    const noticed = () => (broken = true);
    try {
      const client = await this.pool.connect();
      client.on('error', noticed);
      const asBefore = waitingFor(client, 0);
      try {
        return await work(client);
      } finally {
        asBefore();
        client.off('error', noticed);
        client.release(broken);
      }
    } catch (error) {
      throw translated(error);
    }
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

function run<Row>(on: Pool | PoolClient, { name, text, values }: Statement): Promise<Row[]> {
  return on.query({ name, text, values: values as unknown[] }).then((result: QueryResult) => result.rows as Row[]);
}
