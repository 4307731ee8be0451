import { systemCaller } from '../../src/kernel/auth/index.js';
import { insertAudit } from '../../src/kernel/audit/audit.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';

const CHANGES = [
  ['UPDATE', `UPDATE audit.entry SET outcome = 'refused'`],
  ['DELETE', 'DELETE FROM audit.entry'],
  ['TRUNCATE', 'TRUNCATE audit.entry'],
] as const;

describe('the audit table', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
    const { text, values } = insertAudit(
      systemCaller('test'),
      { act: 'card.suspension', reason: 'lost', subject: Buffer.alloc(32, 7), outcome: 'done' },
      '2026-11-23',
    );
    await query(database.serviceUrl, text, [...values]);
  });

  afterEach(() => database.drop());

  const entries = () => query(database.ownerUrl, `SELECT act, reason, outcome, day::text FROM audit.entry`);

  it('takes entries from the service and lets it read them', async () => {
    const rows = await query(database.serviceUrl, 'SELECT act FROM audit.entry');
    expect(rows).toEqual([{ act: 'card.suspension' }]);
  });

  it.each(CHANGES)('gives the service no right to %s', async (_, sql) => {
    await expect(query(database.serviceUrl, sql)).rejects.toThrow('permission denied for table entry');
    expect(await entries()).toHaveLength(1);
  });

  it.each(CHANGES)('refuses an %s by its owner too', async (_, sql) => {
    await expect(query(database.ownerUrl, sql)).rejects.toThrow('audit entries are never changed or deleted');
    expect(await entries()).toEqual([{ act: 'card.suspension', reason: 'lost', outcome: 'done', day: '2026-11-23' }]);
  });

  it('does not let the service take the trigger away', async () => {
    await expect(query(database.serviceUrl, 'ALTER TABLE audit.entry DISABLE TRIGGER ALL')).rejects.toThrow('must be owner');
    await expect(query(database.serviceUrl, 'DROP TABLE audit.entry')).rejects.toThrow('must be owner');
  });

  it('would be open to its owner without the trigger', async () => {
    await query(database.ownerUrl, 'DROP TRIGGER entry_is_kept ON audit.entry');
    await query(database.ownerUrl, 'DELETE FROM audit.entry');
    expect(await entries()).toEqual([]);
  });

  it('would be open to the service with the right to it and without the trigger', async () => {
    await query(database.ownerUrl, 'DROP TRIGGER entry_is_kept ON audit.entry; GRANT DELETE ON audit.entry TO citykey_service');
    await query(database.serviceUrl, 'DELETE FROM audit.entry');
    expect(await entries()).toEqual([]);
  });
});
