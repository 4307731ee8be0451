import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Webhooks1764000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA webhooks;
      GRANT USAGE ON SCHEMA webhooks TO citykey_service;

      CREATE TABLE webhooks.endpoint (
        service text NOT NULL,
        state text NOT NULL,
        sealed_url bytea NOT NULL,
        sealed_secrets bytea NOT NULL,
        told_position bigint NOT NULL,
        CONSTRAINT endpoint_pkey PRIMARY KEY (service),
        CONSTRAINT endpoint_service CHECK (service IN ('transit', 'library', 'prescription')),
        CONSTRAINT endpoint_state CHECK (state IN ('active', 'disabled'))
      );
      GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.endpoint TO citykey_service;

      CREATE TABLE webhooks.delivery (
        id_index bytea NOT NULL,
        service text NOT NULL,
        sealed_id bytea NOT NULL,
        type text NOT NULL,
        state text NOT NULL,
        attempts integer NOT NULL,
        outcome text,
        next_attempt_at timestamptz,
        lease_until timestamptz,
        made_on date NOT NULL,
        CONSTRAINT delivery_pkey PRIMARY KEY (id_index),
        CONSTRAINT delivery_endpoint FOREIGN KEY (service) REFERENCES webhooks.endpoint (service) ON DELETE CASCADE,
        CONSTRAINT delivery_type CHECK (type IN ('changes.published', 'webhook.ping')),
        CONSTRAINT delivery_state CHECK (state IN ('waiting', 'delivered', 'dead')),
        CONSTRAINT delivery_waits CHECK ((state = 'waiting') = (next_attempt_at IS NOT NULL)),
        CONSTRAINT delivery_leased CHECK (state = 'waiting' OR lease_until IS NULL)
      );
      CREATE INDEX delivery_by_day ON webhooks.delivery (service, made_on, id_index);
      CREATE INDEX delivery_due ON webhooks.delivery (service, next_attempt_at) WHERE state = 'waiting';
      GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.delivery TO citykey_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA webhooks CASCADE');
  }
}
