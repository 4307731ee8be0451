import { type Database } from '../../kernel/database/index.js';
import { type Service } from './domain/service.js';

/**
 * Works while no other instance is at the lane of a service; the lock goes with its connection when an instance dies.
 * @returns null when another one is at it.
 */
export async function aloneAt<T>(database: Database, service: Service, work: () => Promise<T>): Promise<T | null> {
  return database.session(async (client) => {
    const { rows } = await client.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_lock(hashtext('links.lane'), hashtext($1)) AS locked`,
      [service],
    );
    if (!rows[0]?.locked) return null;
    try {
      return await work();
    } finally {
      await client.query(`SELECT pg_advisory_unlock(hashtext('links.lane'), hashtext($1))`, [service]);
    }
  });
}
