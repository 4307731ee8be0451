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
        failed_sign_ins integer NOT NULL,
        locked_until timestamptz,
        CONSTRAINT account_pkey PRIMARY KEY (id),
        CONSTRAINT account_username UNIQUE (username),
        CONSTRAINT account_state CHECK (state IN ('active', 'disabled'))
      );
      GRANT SELECT, INSERT, UPDATE ON staff.account TO citykey_service;

      CREATE TABLE staff.session (
        id uuid NOT NULL,
        account_id uuid NOT NULL,
        refresh_index bytea NOT NULL,
        spent_index bytea,
        expires_at timestamptz NOT NULL,
        CONSTRAINT session_pkey PRIMARY KEY (id),
        CONSTRAINT session_account FOREIGN KEY (account_id) REFERENCES staff.account (id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX session_refresh ON staff.session (refresh_index);
      CREATE INDEX session_spent ON staff.session (spent_index) WHERE spent_index IS NOT NULL;
      CREATE INDEX session_by_account ON staff.session (account_id);
      GRANT SELECT, INSERT, UPDATE, DELETE ON staff.session TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA staff CASCADE');
  }
}
