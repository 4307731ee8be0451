import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Where aliases lead, as rows of what was asked for and what it stands for: the token of the alias's link, and on from there
 * where that one is an alias too. Nearly no question is about an alias, and then this is one probe of an index. As a part of
 * each question the planner took it for a thousand rows, and read the table of links from end to end where that is not very large.
 *
 * The list is taken apart where the planner cannot see into it: it plans for any list, once for a connection.
 */
const ALIASES_FOLLOWED = `
CREATE FUNCTION links.aliases_followed(indexes bytea[]) RETURNS TABLE (asked bytea, stands_for bytea)
LANGUAGE plpgsql STABLE ROWS 1 AS $$
#variable_conflict use_column
BEGIN
  IF NOT EXISTS (SELECT FROM links.alias WHERE alias.token_index = ANY(ARRAY(SELECT unnest(indexes)))) THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH RECURSIVE followed AS (
      SELECT alias.token_index AS asked, link.token_index AS stands_for FROM links.alias JOIN links.link ON link.id = alias.link_id
      WHERE alias.token_index = ANY(ARRAY(SELECT unnest(indexes)))
      UNION SELECT followed.asked, link.token_index
      FROM followed JOIN links.alias ON alias.token_index = followed.stands_for JOIN links.link ON link.id = alias.link_id)
    SELECT followed.asked, followed.stands_for FROM followed;
END $$;
`;

/** Questions about tokens are answered by indexes, however large the tables are. */
export class AliasesFollowed1764000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ALIASES_FOLLOWED);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION links.aliases_followed');
  }
}
