import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Partners1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA partners;
      GRANT USAGE ON SCHEMA partners TO citykey_service;

      CREATE TABLE partners.partner (
        id uuid NOT NULL,
        service text NOT NULL,
        name text NOT NULL,
        state text NOT NULL,
        profile text NOT NULL,
        settings jsonb NOT NULL,
        sealed_credentials bytea NOT NULL,
        policy jsonb NOT NULL,
        version integer NOT NULL,
        CONSTRAINT partner_pkey PRIMARY KEY (id),
        CONSTRAINT partner_service UNIQUE (service),
        CONSTRAINT partner_state CHECK (state IN ('active', 'paused'))
      );
      GRANT SELECT, INSERT, UPDATE ON partners.partner TO citykey_service;

      CREATE TABLE partners.client (
        client_id text NOT NULL,
        partner_id uuid NOT NULL,
        jwks jsonb NOT NULL,
        state text NOT NULL,
        CONSTRAINT client_pkey PRIMARY KEY (client_id),
        CONSTRAINT client_partner FOREIGN KEY (partner_id) REFERENCES partners.partner (id),
        CONSTRAINT client_state CHECK (state IN ('active', 'disabled'))
      );
      CREATE INDEX client_by_partner ON partners.client (partner_id);
      GRANT SELECT, INSERT, UPDATE ON partners.client TO citykey_service;

      CREATE TABLE partners.spent_assertion (
        assertion_index bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT spent_assertion_pkey PRIMARY KEY (assertion_index)
      );
      CREATE INDEX spent_assertion_expires ON partners.spent_assertion (expires_at);
      GRANT SELECT, INSERT, DELETE ON partners.spent_assertion TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA partners CASCADE');
  }
}
