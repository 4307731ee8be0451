import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Lists that partners send are counted as they begin, and runs are not kept for ever. */
export class SentLists1764000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reconciliation.sent (
        service text NOT NULL,
        day date NOT NULL,
        lists integer NOT NULL,
        CONSTRAINT sent_pkey PRIMARY KEY (service),
        CONSTRAINT sent_service CHECK (service IN ('transit', 'library', 'prescription'))
      );
      GRANT SELECT, INSERT, UPDATE ON reconciliation.sent TO citykey_service;
      GRANT DELETE ON reconciliation.run TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE DELETE ON reconciliation.run FROM citykey_service');
    await runner.query('DROP TABLE reconciliation.sent');
  }
}
