import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Oidc1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE staff.oidc_binding (
        account_id uuid NOT NULL,
        subject_index bytea NOT NULL,
        key_version smallint NOT NULL,
        CONSTRAINT oidc_binding_pkey PRIMARY KEY (account_id),
        CONSTRAINT oidc_binding_subject UNIQUE (subject_index),
        CONSTRAINT oidc_binding_account FOREIGN KEY (account_id) REFERENCES staff.account (id)
      );
      GRANT SELECT, INSERT, UPDATE, DELETE ON staff.oidc_binding TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE staff.oidc_binding');
  }
}
