import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** About how much partners ask for: rounded by chance, by day and operation, never by token. */
export class Usage1764000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE partners.usage (
        client_id text NOT NULL,
        day date NOT NULL,
        operation text NOT NULL,
        requests integer NOT NULL,
        CONSTRAINT usage_pkey PRIMARY KEY (client_id, day, operation),
        CONSTRAINT usage_requests CHECK (requests > 0 AND requests % 10 = 0)
      );
      CREATE INDEX usage_by_day ON partners.usage (day);
      GRANT SELECT, INSERT, UPDATE, DELETE ON partners.usage TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE partners.usage');
  }
}
