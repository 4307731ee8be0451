import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A token that a link had before stays a name of it, and is never another link's. */
const ALIASES = `
CREATE TABLE links.alias (
  token_index bytea NOT NULL,
  service text NOT NULL,
  link_id uuid NOT NULL,
  sealed_token bytea NOT NULL,
  key_version smallint NOT NULL,
  sealed_position bytea,
  CONSTRAINT alias_pkey PRIMARY KEY (token_index),
  CONSTRAINT alias_of_link FOREIGN KEY (link_id) REFERENCES links.link (id),
  CONSTRAINT alias_service CHECK (service IN ('transit', 'library', 'prescription'))
);
CREATE INDEX alias_by_link ON links.alias (link_id);
GRANT SELECT, INSERT, UPDATE ON links.alias TO citykey_service;

CREATE VIEW links.comparable_alias AS
SELECT alias.service, alias.token_index, link.token_index AS stands_for
FROM links.alias JOIN links.link ON link.id = alias.link_id;
GRANT SELECT ON links.comparable_alias TO citykey_service;
`;

/**
 * After the row and its index entry are written, and with a snapshot of its own: a link that waited for the one whose token
 * has just become an alias sees the alias. To whoever issues, it is a token that is taken.
 */
const NO_LINK_BY_AN_ALIAS = `
CREATE FUNCTION links.refuse_alias() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh JOIN links.alias ON alias.token_index = fresh.token_index) THEN
    RAISE unique_violation USING MESSAGE = 'the token is an alias', SCHEMA = 'links', TABLE = 'link', CONSTRAINT = 'link_token_live';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refuse_alias AFTER INSERT ON links.link REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION links.refuse_alias();
`;

const MIGRATIONS = `
CREATE TABLE links.token_migration (
  id uuid NOT NULL,
  service text NOT NULL,
  state text NOT NULL,
  pairs integer NOT NULL,
  refused integer NOT NULL,
  applied integer NOT NULL,
  skipped integer NOT NULL,
  proposed_on date NOT NULL,
  decided_by text,
  decided_on date,
  CONSTRAINT token_migration_pkey PRIMARY KEY (id),
  CONSTRAINT token_migration_service CHECK (service IN ('transit', 'library', 'prescription')),
  CONSTRAINT token_migration_state CHECK (state IN ('proposed', 'applying', 'applied', 'declined'))
);
CREATE UNIQUE INDEX token_migration_open ON links.token_migration (service) WHERE state IN ('proposed', 'applying');
GRANT SELECT, INSERT, UPDATE ON links.token_migration TO citykey_service;

CREATE TABLE links.migration_pair (
  migration_id uuid NOT NULL,
  old_index bytea NOT NULL,
  sealed_pair bytea NOT NULL,
  CONSTRAINT migration_pair_pkey PRIMARY KEY (migration_id, old_index),
  CONSTRAINT migration_pair_of FOREIGN KEY (migration_id) REFERENCES links.token_migration (id)
);
GRANT SELECT, INSERT, DELETE ON links.migration_pair TO citykey_service;
`;

export class TokenMigrations1764000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ALIASES);
    await runner.query(NO_LINK_BY_AN_ALIAS);
    await runner.query(MIGRATIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE links.migration_pair, links.token_migration');
    await runner.query('DROP TRIGGER refuse_alias ON links.link');
    await runner.query('DROP FUNCTION links.refuse_alias()');
    await runner.query('DROP VIEW links.comparable_alias');
    await runner.query('DROP TABLE links.alias');
  }
}
