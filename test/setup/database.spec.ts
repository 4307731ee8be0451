import { Client } from 'pg';
import { createTestDatabase } from './database.js';
import { query } from './query.js';

describe('createTestDatabase', () => {
  it('gives a migrated database to the service role', async () => {
    const database = await createTestDatabase();
    expect(await query(database.ownerUrl, 'select count(*) > 0 as migrated from kernel.migration')).toEqual([{ migrated: true }]);
    expect(await query(database.serviceUrl, 'select current_user as role')).toEqual([{ role: 'citykey_app' }]);
    await database.drop();
  });

  it('keeps two databases apart', async () => {
    const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await query(first.ownerUrl, 'create table public.mine (id int)');
    expect(await query(first.ownerUrl, `select to_regclass('public.mine') as found`)).toEqual([{ found: 'mine' }]);
    expect(await query(second.ownerUrl, `select to_regclass('public.mine') as found`)).toEqual([{ found: null }]);
    await Promise.all([first.drop(), second.drop()]);
  });

  it('drops a database that is still in use', async () => {
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.serviceUrl });
    const cutOff = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    await cutOff;
    await expect(query(database.serviceUrl, 'select 1')).rejects.toThrow('does not exist');
  });
});
