import { Injectable } from '@nestjs/common';
import { type PoolClient } from 'pg';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';
import { forgetDifferences } from './compare.store.js';
import { forgetProgress } from './progress.store.js';
import { endDead } from './run.store.js';

/** One run of a service at a time, over all instances. The lock goes with its connection when an instance dies. */
@Injectable()
export class RunLock {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Does the work under the lock of the service, on the connection that holds it. Whatever a dead instance has left is
   * cleared away first: with the lock in hand it is certain that nobody is at it.
   * @returns null when somebody else holds the lock.
   */
  alone<T>(service: Service, work: (client: PoolClient) => Promise<T>): Promise<T | null> {
    return this.database.session(async (client) => {
      const { rows } = await client.query<{ locked: boolean }>(
        `SELECT pg_try_advisory_lock(hashtext('reconciliation.run'), hashtext($1)) AS locked`,
        [service],
      );
      if (!rows[0]?.locked) return null;
      try {
        await this.clearAway(service);
        return await work(client);
      } finally {
        await client
          .query(`SELECT pg_advisory_unlock(hashtext('reconciliation.run'), hashtext($1))`, [service])
          // A connection that is broken has lost the lock with everything else.
          .catch(() => undefined);
      }
    });
  }

  private async clearAway(service: Service): Promise<void> {
    await this.database.query(endDead(service, this.clock.today()));
    await this.database.query(forgetDifferences(service));
    await this.database.query(forgetProgress());
  }
}
