import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Cards1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA cards;
      GRANT USAGE ON SCHEMA cards TO citykey_service;

      CREATE TABLE cards.card (
        id uuid NOT NULL,
        number_index bytea NOT NULL,
        code_index bytea NOT NULL,
        slip_index bytea NOT NULL,
        key_version smallint NOT NULL,
        category text NOT NULL,
        state text NOT NULL,
        valid_through text NOT NULL,
        key_for_code bytea NOT NULL,
        key_for_slip bytea NOT NULL,
        sealed_links bytea,
        version integer NOT NULL,
        CONSTRAINT card_pkey PRIMARY KEY (id),
        CONSTRAINT card_category CHECK (category IN ('kids', 'standard', 'senior')),
        CONSTRAINT card_state CHECK (state IN ('issued', 'suspended', 'replaced', 'renewed', 'revoked', 'surrendered')),
        CONSTRAINT card_valid_through CHECK (valid_through = 'never' OR valid_through ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
        CONSTRAINT card_links_until_terminal CHECK ((state NOT IN ('issued', 'suspended')) = (sealed_links IS NULL))
      );
      CREATE UNIQUE INDEX card_number ON cards.card (number_index);
      CREATE UNIQUE INDEX card_code ON cards.card (code_index);
      CREATE UNIQUE INDEX card_slip ON cards.card (slip_index);
      GRANT SELECT, INSERT, UPDATE ON cards.card TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA cards CASCADE');
  }
}
