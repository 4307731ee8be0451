import { type MigrationInterface, type QueryRunner } from 'typeorm';

const LINKS_AND_WORK = `
CREATE SCHEMA links;
GRANT USAGE ON SCHEMA links TO citykey_service;

CREATE TABLE links.link (
  id uuid NOT NULL,
  service text NOT NULL,
  origin text NOT NULL,
  token_index bytea NOT NULL,
  sealed_token bytea NOT NULL,
  key_version smallint NOT NULL,
  desired_state text NOT NULL,
  desired_version integer NOT NULL,
  published_state text,
  published_version integer NOT NULL,
  reported_state text,
  reported_version integer NOT NULL,
  city_hold boolean NOT NULL,
  partner_hold boolean NOT NULL,
  valid_through text NOT NULL,
  replaces uuid,
  status_index bytea,
  sealed_status_index bytea,
  sealed_reference bytea,
  changed_on date NOT NULL,
  CONSTRAINT link_pkey PRIMARY KEY (id),
  CONSTRAINT link_service CHECK (service IN ('transit', 'library', 'prescription')),
  CONSTRAINT link_origin CHECK (origin IN ('minted', 'adopted')),
  CONSTRAINT link_desired CHECK (desired_state IN ('active', 'suspended', 'ended')),
  CONSTRAINT link_published CHECK (published_state IN ('active', 'suspended', 'ended')),
  CONSTRAINT link_reported CHECK (reported_state IN ('active', 'suspended', 'ended')),
  CONSTRAINT link_versions CHECK (0 <= reported_version AND reported_version <= published_version AND published_version <= desired_version)
);
CREATE UNIQUE INDEX link_token_live ON links.link (token_index) WHERE desired_state <> 'ended' OR service = 'transit';
CREATE INDEX link_token ON links.link (token_index);
CREATE INDEX link_unpublished ON links.link (service) WHERE desired_version > published_version;
CREATE UNIQUE INDEX link_replaces ON links.link (replaces) WHERE replaces IS NOT NULL;
CREATE UNIQUE INDEX link_status ON links.link (status_index) WHERE status_index IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON links.link TO citykey_service;

CREATE TABLE links.work (
  link_id uuid NOT NULL,
  service text NOT NULL,
  stage text NOT NULL,
  attempts integer NOT NULL,
  next_attempt_at timestamptz NOT NULL,
  lease_until timestamptz,
  submitted_state text,
  submitted_version integer,
  last_error_code text,
  CONSTRAINT work_pkey PRIMARY KEY (link_id),
  CONSTRAINT work_link FOREIGN KEY (link_id) REFERENCES links.link (id),
  CONSTRAINT work_service CHECK (service IN ('transit', 'library', 'prescription')),
  CONSTRAINT work_stage CHECK (stage IN ('due', 'pending', 'set_aside'))
);
CREATE INDEX work_due ON links.work (service, next_attempt_at) WHERE stage = 'due';
GRANT SELECT, INSERT, UPDATE, DELETE ON links.work TO citykey_service;
`;

const LANES = `
CREATE TABLE links.epoch (
  service text NOT NULL,
  kind text NOT NULL,
  number bigint NOT NULL,
  CONSTRAINT epoch_pkey PRIMARY KEY (service, kind),
  CONSTRAINT epoch_service CHECK (service IN ('transit', 'library', 'prescription')),
  CONSTRAINT epoch_kind CHECK (kind IN ('enrolment', 'change'))
);
GRANT SELECT, INSERT, UPDATE ON links.epoch TO citykey_service;

CREATE TABLE links.lane (
  service text NOT NULL,
  paused boolean NOT NULL,
  CONSTRAINT lane_pkey PRIMARY KEY (service),
  CONSTRAINT lane_service CHECK (service IN ('transit', 'library', 'prescription'))
);
GRANT SELECT, INSERT, UPDATE ON links.lane TO citykey_service;

CREATE TABLE links.counter (
  service text NOT NULL,
  name text NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT counter_pkey PRIMARY KEY (service, name)
);
GRANT SELECT, INSERT, UPDATE ON links.counter TO citykey_service;

CREATE TABLE links.outbound_file (
  id uuid NOT NULL,
  service text NOT NULL,
  reference_index bytea NOT NULL,
  sealed_file bytea NOT NULL,
  sent boolean NOT NULL,
  CONSTRAINT outbound_file_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX outbound_file_reference ON links.outbound_file (reference_index);
GRANT SELECT, INSERT, UPDATE, DELETE ON links.outbound_file TO citykey_service;
`;

export class Links1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LINKS_AND_WORK);
    await runner.query(LANES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA links CASCADE');
  }
}
