import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Kernel1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'citykey_service') THEN
          CREATE ROLE citykey_service NOLOGIN;
        END IF;
        IF NOT pg_has_role(current_user, 'citykey_service', 'SET') THEN
          EXECUTE format('GRANT citykey_service TO %I', current_user);
        END IF;
      END $$;

      CREATE SCHEMA IF NOT EXISTS kernel;
      GRANT USAGE ON SCHEMA kernel TO citykey_service;

      CREATE TABLE kernel.keyring_check (
        purpose text NOT NULL,
        version smallint NOT NULL,
        check_value bytea NOT NULL,
        CONSTRAINT keyring_check_pkey PRIMARY KEY (purpose, version)
      );
      GRANT SELECT, INSERT, DELETE ON kernel.keyring_check TO citykey_service;

      CREATE TABLE kernel.idempotency (
        key_index bytea NOT NULL,
        request_index bytea NOT NULL,
        sealed_response bytea NOT NULL,
        expires_on date NOT NULL,
        CONSTRAINT idempotency_pkey PRIMARY KEY (key_index)
      );
      CREATE INDEX idempotency_expires_on ON kernel.idempotency (expires_on);
      GRANT SELECT, INSERT, UPDATE, DELETE ON kernel.idempotency TO citykey_service;

      CREATE SCHEMA audit;
      GRANT USAGE ON SCHEMA audit TO citykey_service;

      CREATE TABLE audit.entry (
        id uuid NOT NULL,
        actor_kind text NOT NULL,
        actor text NOT NULL,
        role text NOT NULL,
        act text NOT NULL,
        reason text,
        subject bytea,
        outcome text NOT NULL,
        day date NOT NULL,
        place text,
        CONSTRAINT entry_pkey PRIMARY KEY (id),
        CONSTRAINT entry_actor_kind CHECK (actor_kind IN ('staff', 'partner', 'system')),
        CONSTRAINT entry_outcome CHECK (outcome IN ('done', 'refused'))
      );
      CREATE INDEX entry_subject ON audit.entry (subject) WHERE subject IS NOT NULL;
      CREATE INDEX entry_by_day ON audit.entry (day, id);
      CREATE INDEX entry_by_actor ON audit.entry (actor, day, id);
      GRANT SELECT, INSERT ON audit.entry TO citykey_service;

      CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit entries are never changed or deleted';
      END $$;
      CREATE TRIGGER entry_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA audit CASCADE; DROP TABLE kernel.idempotency; DROP TABLE kernel.keyring_check;');
  }
}
