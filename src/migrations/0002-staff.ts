import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Staff1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA staff;
      GRANT USAGE ON SCHEMA staff TO citykey_service;

      CREATE TABLE staff.account (
        id uuid NOT NULL,
        username text NOT NULL,
        password_hash text NOT NULL,
        roles text[] NOT NULL,
        state text NOT NULL,
        must_change_password boolean NOT NULL,
        sealed_totp bytea,
        version integer NOT NULL,
        CONSTRAINT account_pkey PRIMARY KEY (id),
        CONSTRAINT account_username UNIQUE (username),
        CONSTRAINT account_state CHECK (state IN ('active', 'disabled'))
      );
      GRANT SELECT, INSERT, UPDATE ON staff.account TO citykey_service;

      CREATE TABLE staff.session (
        id uuid NOT NULL,
        account_id uuid NOT NULL,
        refresh_index bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        place text,
        CONSTRAINT session_pkey PRIMARY KEY (id),
        CONSTRAINT session_account FOREIGN KEY (account_id) REFERENCES staff.account (id) ON DELETE CASCADE
      );
      CREATE INDEX session_by_account ON staff.session (account_id);
      CREATE INDEX session_expires ON staff.session (expires_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON staff.session TO citykey_service;

      CREATE TABLE staff.approval (
        id uuid NOT NULL,
        change text NOT NULL,
        target uuid NOT NULL,
        requested_by uuid NOT NULL,
        sealed_payload bytea NOT NULL,
        expires_on date NOT NULL,
        CONSTRAINT approval_pkey PRIMARY KEY (id)
      );
      CREATE INDEX approval_expires_on ON staff.approval (expires_on);
      GRANT SELECT, INSERT, UPDATE, DELETE ON staff.approval TO citykey_service;

      CREATE TABLE staff.sign_in_try (
        username_index bytea NOT NULL,
        failures integer NOT NULL,
        next_try_at timestamptz NOT NULL,
        CONSTRAINT sign_in_try_pkey PRIMARY KEY (username_index)
      );
      CREATE INDEX sign_in_try_next ON staff.sign_in_try (next_try_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON staff.sign_in_try TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA staff CASCADE');
  }
}
