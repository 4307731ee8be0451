import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A number that its holder kept on a later card may have been migrated there: what led to it leads on. */
export class AliasesOfAliases1764000000027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE VIEW links.comparable_alias AS
      WITH RECURSIVE followed AS (
        SELECT alias.service, alias.token_index, link.token_index AS stands_for
        FROM links.alias JOIN links.link ON link.id = alias.link_id
        UNION SELECT followed.service, followed.token_index, link.token_index
        FROM followed JOIN links.alias ON alias.token_index = followed.stands_for JOIN links.link ON link.id = alias.link_id)
      SELECT service, token_index, stands_for FROM followed
      WHERE NOT EXISTS (SELECT FROM links.alias WHERE alias.token_index = followed.stands_for);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE VIEW links.comparable_alias AS
      SELECT alias.service, alias.token_index, link.token_index AS stands_for
      FROM links.alias JOIN links.link ON link.id = alias.link_id;
    `);
  }
}
