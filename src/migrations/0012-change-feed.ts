import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class ChangeFeed1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE links.feed (
        service text NOT NULL,
        position bigint NOT NULL,
        kept_after bigint NOT NULL,
        kept_mark bytea NOT NULL,
        CONSTRAINT feed_pkey PRIMARY KEY (service),
        CONSTRAINT feed_service CHECK (service IN ('transit', 'library', 'prescription')),
        CONSTRAINT feed_positions CHECK (0 <= kept_after AND kept_after <= position)
      );
      GRANT SELECT, INSERT, UPDATE ON links.feed TO citykey_service;

      CREATE TABLE links.change (
        service text NOT NULL,
        position bigint NOT NULL,
        sealed_change bytea NOT NULL,
        published_on date NOT NULL,
        CONSTRAINT change_pkey PRIMARY KEY (service, position),
        CONSTRAINT change_service CHECK (service IN ('transit', 'library', 'prescription'))
      );
      GRANT SELECT, INSERT, DELETE ON links.change TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE links.change, links.feed');
  }
}
