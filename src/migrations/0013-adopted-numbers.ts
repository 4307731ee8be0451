import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A kind of rule: how numbers look that may be adopted. */
export class AdoptedNumbers1764000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE rules.rule DROP CONSTRAINT rule_kind;
      ALTER TABLE rules.rule ADD CONSTRAINT rule_kind
        CHECK (kind IN ('validity', 'fees', 'card_numbers', 'adopted_numbers', 'renewal'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM rules.rule WHERE kind = 'adopted_numbers';
      ALTER TABLE rules.rule DROP CONSTRAINT rule_kind;
      ALTER TABLE rules.rule ADD CONSTRAINT rule_kind CHECK (kind IN ('validity', 'fees', 'card_numbers', 'renewal'));
    `);
  }
}
