import { Pool, type PoolClient } from 'pg';

const pools = new Map<string, Pool>();

/** One statement in a session as good as new: a connection that was used before forgets all that was set in it. */
export async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = await freshSession(poolOf(url));
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    client.release();
  }
}

function poolOf(url: string): Pool {
  const known = pools.get(url);
  if (known) return known;
  const pool = new Pool({ connectionString: url, max: 8, idleTimeoutMillis: 2_000, allowExitOnIdle: true });
  // A database that is dropped, stopped or crashed ends its sessions, used or not.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', () => {});
  pools.set(url, pool);
  return pool;
}

/** A session whose server was stopped meanwhile is left, and another one tried: only a new one may fail. */
async function freshSession(pool: Pool): Promise<PoolClient> {
  for (;;) {
    const known = pool.idleCount > 0;
    const client = await pool.connect();
    try {
      await client.query('DISCARD ALL');
      return client;
    } catch (error) {
      client.release(true);
      if (!known) throw error;
    }
  }
}
