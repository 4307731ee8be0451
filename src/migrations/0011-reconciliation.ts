import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What reconciliation may read of links, and all of it: the table stays with the links module. */
const COMPARABLE = `
CREATE VIEW links.comparable AS
SELECT id, service, token_index, valid_through, changed_on, desired_state AS state, desired_version AS version,
  service = 'library' AND origin = 'adopted' AS apart,
  desired_version > reported_version
    AND NOT EXISTS (SELECT FROM links.work WHERE work.link_id = link.id AND work.stage = 'set_aside') AS under_way
FROM links.link;
GRANT SELECT ON links.comparable TO citykey_service;
`;

const RUNS = `
CREATE SCHEMA reconciliation;
GRANT USAGE ON SCHEMA reconciliation TO citykey_service;

CREATE TABLE reconciliation.run (
  id uuid NOT NULL,
  service text NOT NULL,
  number integer,
  source text NOT NULL,
  sequence bigint,
  as_of date,
  started_on date NOT NULL,
  ended_on date,
  state text NOT NULL,
  reason text,
  decided_by text,
  ours integer,
  theirs integer,
  matched integer,
  ended_matched integer,
  in_flight integer,
  in_flight_present integer,
  missing integer,
  unknown integer,
  state_mismatch integer,
  attribute_mismatch integer,
  partner_hold integer,
  ended_still_live integer,
  duplicate integer,
  unreadable integer,
  apart integer,
  apart_present integer,
  CONSTRAINT run_pkey PRIMARY KEY (id),
  CONSTRAINT run_service CHECK (service IN ('transit', 'library', 'prescription')),
  CONSTRAINT run_source CHECK (source IN ('pull', 'upload')),
  CONSTRAINT run_state CHECK (state IN ('queued', 'receiving', 'comparing', 'repairing', 'done', 'set_aside', 'awaiting_decision', 'failed', 'missed')),
  CONSTRAINT run_compared CHECK (num_nulls(ours, matched, ended_matched, in_flight, in_flight_present, missing, unknown, state_mismatch,
    attribute_mismatch, partner_hold, ended_still_live, duplicate, unreadable, apart, apart_present) IN (0, 15)),
  CONSTRAINT run_result CHECK (state NOT IN ('repairing', 'done') OR ours IS NOT NULL AND theirs IS NOT NULL),
  CONSTRAINT run_ours CHECK (ours IS NULL OR
    ours = matched + in_flight + missing + state_mismatch + attribute_mismatch + partner_hold + apart),
  CONSTRAINT run_theirs CHECK (ours IS NULL OR theirs = matched + ended_matched + in_flight_present + unknown + state_mismatch
    + attribute_mismatch + partner_hold + ended_still_live + duplicate + unreadable + apart_present)
);
CREATE UNIQUE INDEX run_queued ON reconciliation.run (service) WHERE state = 'queued';
CREATE UNIQUE INDEX run_active ON reconciliation.run (service) WHERE state IN ('receiving', 'comparing', 'repairing');
CREATE UNIQUE INDEX run_sequence ON reconciliation.run (service, sequence) WHERE ours IS NOT NULL;
CREATE UNIQUE INDEX run_number ON reconciliation.run (service, number);
CREATE INDEX run_by_day ON reconciliation.run (started_on);
GRANT SELECT, INSERT, UPDATE ON reconciliation.run TO citykey_service;

CREATE UNLOGGED TABLE reconciliation.progress (
  run_id uuid NOT NULL,
  stage text NOT NULL,
  rows bigint NOT NULL,
  expected_rows bigint,
  started_at timestamptz NOT NULL,
  CONSTRAINT progress_pkey PRIMARY KEY (run_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON reconciliation.progress TO citykey_service;
`;

const BREAKS = `
CREATE TABLE reconciliation.break (
  id uuid NOT NULL,
  service text NOT NULL,
  class text NOT NULL,
  urgent boolean NOT NULL,
  link_id uuid,
  token_index bytea,
  sealed_token bytea,
  state text NOT NULL,
  reason text,
  decided_by text,
  first_seen date NOT NULL,
  last_seen date NOT NULL,
  first_run uuid NOT NULL,
  last_run uuid NOT NULL,
  compared_version integer,
  repair_version integer,
  repaired_on date,
  resolved_on date,
  CONSTRAINT break_pkey PRIMARY KEY (id),
  CONSTRAINT break_service CHECK (service IN ('transit', 'library', 'prescription')),
  CONSTRAINT break_class CHECK (class IN ('missing', 'unknown', 'state_mismatch', 'attribute_mismatch', 'duplicate', 'ended_still_live', 'partner_hold', 'unreadable')),
  CONSTRAINT break_state CHECK (state IN ('open', 'repairing', 'waiting', 'accepted', 'resolved')),
  CONSTRAINT break_subject CHECK (num_nonnulls(link_id, token_index) = (class <> 'unreadable')::integer
    AND (token_index IS NULL) = (sealed_token IS NULL)),
  CONSTRAINT break_resolved CHECK ((state = 'resolved') = (resolved_on IS NOT NULL))
);
CREATE UNIQUE INDEX break_of_link ON reconciliation.break (link_id, class) WHERE link_id IS NOT NULL AND state <> 'resolved';
CREATE UNIQUE INDEX break_of_token ON reconciliation.break (token_index, class) WHERE token_index IS NOT NULL AND state <> 'resolved';
CREATE UNIQUE INDEX break_of_list ON reconciliation.break (service, class) WHERE link_id IS NULL AND token_index IS NULL AND state <> 'resolved';
CREATE INDEX break_of_run ON reconciliation.break (last_run, id);
CREATE INDEX break_resolved_on ON reconciliation.break (resolved_on) WHERE resolved_on IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON reconciliation.break TO citykey_service;

CREATE UNLOGGED TABLE reconciliation.difference (
  run_id uuid NOT NULL,
  class text NOT NULL,
  subject bytea NOT NULL,
  link_id uuid,
  urgent boolean NOT NULL,
  version integer,
  place bigint,
  CONSTRAINT difference_pkey PRIMARY KEY (run_id, class, subject)
);
GRANT SELECT, INSERT, DELETE ON reconciliation.difference TO citykey_service;
`;

/** Lists are staged in temporary tables of the session that compares. */
const STAGING = `
DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO citykey_service', current_database()); END $$;
`;

/** What was agreed with a partner before there was reconciliation. */
const POLICIES = `UPDATE partners.partner SET policy = '{"inFlightDays": 1}'::jsonb || policy`;

export class Reconciliation1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COMPARABLE);
    await runner.query(RUNS);
    await runner.query(BREAKS);
    await runner.query(STAGING);
    await runner.query(POLICIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE partners.partner SET policy = policy - 'inFlightDays'`);
    await runner.query('DROP SCHEMA reconciliation CASCADE');
    await runner.query('DROP VIEW links.comparable');
  }
}
