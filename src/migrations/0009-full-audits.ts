import { type MigrationInterface, type QueryRunner } from 'typeorm';

const LANES = `
ALTER TABLE links.lane
  ADD COLUMN profile text,
  ADD COLUMN since_on date,
  ADD COLUMN audited_on date,
  ADD COLUMN audits_asked integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT lane_audits_asked CHECK (audits_asked >= 0);
ALTER TABLE links.lane ALTER COLUMN audits_asked DROP DEFAULT;
`;

/** What was agreed with a partner before there were full audits. */
const POLICIES = `UPDATE partners.partner SET policy = '{"fullAuditEveryDays": 7}'::jsonb || policy`;

export class FullAudits1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LANES);
    await runner.query(POLICIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE partners.partner SET policy = policy - 'fullAuditEveryDays'`);
    await runner.query(`ALTER TABLE links.lane DROP COLUMN profile, DROP COLUMN since_on, DROP COLUMN audited_on, DROP COLUMN audits_asked`);
  }
}
