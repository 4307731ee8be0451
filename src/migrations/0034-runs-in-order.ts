import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Runs of all services in one order. Each service counts its own, and one that waits or is missed has no number at all, so
 * that of one day the newest could stand behind a hundred others. What is there already is put in the order that its days
 * and numbers tell.
 */
export class RunsInOrder1764000000034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE reconciliation.run_ordinal_seq;
      ALTER TABLE reconciliation.run ADD COLUMN ordinal bigint;
      UPDATE reconciliation.run SET ordinal = told.ordinal
        FROM (SELECT id, nextval('reconciliation.run_ordinal_seq') AS ordinal
              FROM (SELECT id FROM reconciliation.run ORDER BY started_on, number NULLS LAST, id) AS in_order) AS told
        WHERE told.id = run.id;
      ALTER TABLE reconciliation.run ALTER COLUMN ordinal SET NOT NULL,
        ALTER COLUMN ordinal SET DEFAULT nextval('reconciliation.run_ordinal_seq');
      ALTER SEQUENCE reconciliation.run_ordinal_seq OWNED BY reconciliation.run.ordinal;
      GRANT USAGE ON SEQUENCE reconciliation.run_ordinal_seq TO citykey_service;
      CREATE UNIQUE INDEX run_ordinal ON reconciliation.run (ordinal);
      DROP INDEX reconciliation.run_by_day;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX run_by_day ON reconciliation.run (started_on);
      ALTER TABLE reconciliation.run DROP COLUMN ordinal;
    `);
  }
}
