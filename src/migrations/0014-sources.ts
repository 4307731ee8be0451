import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** By which a list that is sent again under its number is known. */
const LISTS = `
ALTER TABLE reconciliation.run ADD COLUMN list_index bytea;
`;

/** Adopted accounts that are asked for one by one make a run too, which goes on beside those of lists. */
const CHECKS = `
ALTER TABLE reconciliation.run DROP CONSTRAINT run_source;
ALTER TABLE reconciliation.run ADD CONSTRAINT run_source CHECK (source IN ('pull', 'upload', 'check'));
ALTER TABLE reconciliation.run DROP CONSTRAINT run_state;
ALTER TABLE reconciliation.run ADD CONSTRAINT run_state
  CHECK (state IN ('queued', 'receiving', 'comparing', 'checking', 'repairing', 'done', 'set_aside', 'awaiting_decision', 'failed', 'missed'));
CREATE UNIQUE INDEX run_checking ON reconciliation.run (service) WHERE state = 'checking';

CREATE TABLE reconciliation.checked (
  run_id uuid NOT NULL,
  link_id uuid,
  CONSTRAINT checked_pkey PRIMARY KEY (run_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON reconciliation.checked TO citykey_service;
`;

/** Which night was seen to last, for each service. */
const SCHEDULE = `
CREATE TABLE reconciliation.schedule (
  service text NOT NULL,
  due_on date NOT NULL,
  run_number integer NOT NULL,
  CONSTRAINT schedule_pkey PRIMARY KEY (service),
  CONSTRAINT schedule_service CHECK (service IN ('transit', 'library', 'prescription'))
);
GRANT SELECT, INSERT, UPDATE ON reconciliation.schedule TO citykey_service;
`;

/** What was agreed with a partner before lists had an hour. */
const POLICIES = `UPDATE partners.partner SET policy = '{"listHour": 3, "listEveryDays": 1, "checksPerMinute": 60}'::jsonb || policy`;

/** Where lists come from, and when. */
export class Sources1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LISTS);
    await runner.query(CHECKS);
    await runner.query(SCHEDULE);
    await runner.query(POLICIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE partners.partner SET policy = policy - 'listHour' - 'listEveryDays' - 'checksPerMinute'`);
    await runner.query(`
      DROP TABLE reconciliation.schedule;
      DROP TABLE reconciliation.checked;
      DROP INDEX reconciliation.run_checking;
      DELETE FROM reconciliation.run WHERE source = 'check';
      ALTER TABLE reconciliation.run DROP CONSTRAINT run_source;
      ALTER TABLE reconciliation.run ADD CONSTRAINT run_source CHECK (source IN ('pull', 'upload'));
      ALTER TABLE reconciliation.run DROP CONSTRAINT run_state;
      ALTER TABLE reconciliation.run ADD CONSTRAINT run_state
        CHECK (state IN ('queued', 'receiving', 'comparing', 'repairing', 'done', 'set_aside', 'awaiting_decision', 'failed', 'missed'));
      ALTER TABLE reconciliation.run DROP COLUMN list_index;
    `);
  }
}
