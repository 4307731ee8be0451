import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Rules1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // No right to update: a rule is never changed, and withdrawn only before its day.
    await runner.query(`
      CREATE SCHEMA rules;
      GRANT USAGE ON SCHEMA rules TO citykey_service;

      CREATE TABLE rules.rule (
        kind text NOT NULL,
        effective_from date NOT NULL,
        value jsonb NOT NULL,
        CONSTRAINT rule_pkey PRIMARY KEY (kind, effective_from),
        CONSTRAINT rule_kind CHECK (kind IN ('validity', 'fees', 'card_numbers', 'renewal'))
      );
      GRANT SELECT, INSERT, DELETE ON rules.rule TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA rules CASCADE');
  }
}
