import { Client } from 'pg';
import { APP, OWNER, SERVICE_GROUP } from './passwords.js';

/** The database the service uses. */
export const DATABASE = 'citykey';

/**
 * Makes sure of the service's login role, the group that its rights are granted to, and the database.
 * Safe to repeat; does nothing when all are there.
 *
 * @param url of the owner, in the maintenance database
 * @param appPassword of the login role
 */
export async function ensureRoles(url: string, appPassword: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      'select rolname as name from pg_roles union all select datname from pg_database',
    );
    const names = new Set(rows.map(({ name }) => name));
    if (!names.has(SERVICE_GROUP)) await client.query(`create role ${SERVICE_GROUP} nologin`);
    if (!names.has(APP)) {
      const password = client.escapeLiteral(appPassword);
      await client.query(`create role ${APP} login in role ${SERVICE_GROUP} password ${password}`);
    }
    if (!names.has(DATABASE)) await client.query(`create database ${DATABASE} owner ${OWNER}`);
  } finally {
    await client.end();
  }
}
