import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Stock1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA stock;
      GRANT USAGE ON SCHEMA stock TO citykey_service;

      CREATE TABLE stock.event (
        id uuid NOT NULL,
        name text NOT NULL,
        day date NOT NULL,
        state text NOT NULL,
        stations text[] NOT NULL,
        CONSTRAINT event_pkey PRIMARY KEY (id),
        CONSTRAINT event_state CHECK (state IN ('open', 'closed'))
      );
      CREATE INDEX event_by_day ON stock.event (day, id);
      GRANT SELECT, INSERT, UPDATE ON stock.event TO citykey_service;

      CREATE TABLE stock.blank (
        id uuid NOT NULL,
        chip_index bytea NOT NULL,
        key_version smallint NOT NULL,
        state text NOT NULL,
        event_id uuid,
        station text,
        received_by text NOT NULL,
        CONSTRAINT blank_pkey PRIMARY KEY (id),
        CONSTRAINT blank_event FOREIGN KEY (event_id) REFERENCES stock.event (id),
        CONSTRAINT blank_state CHECK (state IN ('received', 'assigned')),
        CONSTRAINT blank_place CHECK ((state = 'assigned') = (event_id IS NOT NULL) AND (event_id IS NULL) = (station IS NULL))
      );
      CREATE UNIQUE INDEX blank_chip ON stock.blank (chip_index);
      CREATE INDEX blank_at_station ON stock.blank (event_id, station) WHERE event_id IS NOT NULL;
      GRANT SELECT, INSERT, UPDATE, DELETE ON stock.blank TO citykey_service;

      CREATE TABLE stock.count (
        event_id uuid NOT NULL,
        day date NOT NULL,
        kind text NOT NULL,
        number integer NOT NULL,
        CONSTRAINT count_pkey PRIMARY KEY (event_id, day, kind),
        CONSTRAINT count_event FOREIGN KEY (event_id) REFERENCES stock.event (id),
        CONSTRAINT count_kind CHECK (kind IN ('received', 'issued', 'spoiled', 'destroyed', 'missing', 'closing')),
        CONSTRAINT count_number CHECK (number >= 0)
      );
      GRANT SELECT, INSERT, UPDATE ON stock.count TO citykey_service;

      CREATE TABLE stock.duty (
        event_id uuid NOT NULL,
        account text NOT NULL,
        duty text NOT NULL,
        CONSTRAINT duty_pkey PRIMARY KEY (event_id, account),
        CONSTRAINT duty_event FOREIGN KEY (event_id) REFERENCES stock.event (id),
        CONSTRAINT duty_kind CHECK (duty IN ('receiving', 'issuing'))
      );
      GRANT SELECT, INSERT, DELETE ON stock.duty TO citykey_service;

      CREATE TABLE stock.ribbon (
        event_id uuid NOT NULL,
        in_custody boolean NOT NULL,
        destroyed boolean NOT NULL,
        account text NOT NULL,
        day date NOT NULL,
        CONSTRAINT ribbon_pkey PRIMARY KEY (event_id),
        CONSTRAINT ribbon_event FOREIGN KEY (event_id) REFERENCES stock.event (id),
        CONSTRAINT ribbon_accounted CHECK (in_custody OR destroyed)
      );
      GRANT SELECT, INSERT ON stock.ribbon TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA stock CASCADE');
  }
}
