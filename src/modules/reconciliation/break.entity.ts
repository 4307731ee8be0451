import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const CLASSES = `('missing', 'unknown', 'state_mismatch', 'attribute_mismatch', 'duplicate', 'ended_still_live', 'partner_hold', 'unreadable')`;

/** One difference that stands until a later list shows it no more. */
@Entity({ schema: 'reconciliation', name: 'break' })
@Index('break_of_link', ['linkId', 'class'], { unique: true, where: `link_id IS NOT NULL AND state <> 'resolved'` })
@Index('break_of_token', ['tokenIndex', 'class'], { unique: true, where: `token_index IS NOT NULL AND state <> 'resolved'` })
@Index('break_of_list', ['service', 'class'], { unique: true, where: `link_id IS NULL AND token_index IS NULL AND state <> 'resolved'` })
@Index('break_of_run', ['lastRun', 'id'])
@Index('break_resolved_on', ['resolvedOn'], { where: 'resolved_on IS NOT NULL' })
@Check('break_service', `service IN ('transit', 'library', 'prescription')`)
@Check('break_class', `class IN ${CLASSES}`)
@Check('break_state', `state IN ('open', 'repairing', 'waiting', 'accepted', 'resolved')`)
@Check('break_subject', `num_nonnulls(link_id, token_index) = (class <> 'unreadable')::integer AND (token_index IS NULL) = (sealed_token IS NULL)`)
@Check('break_resolved', `(state = 'resolved') = (resolved_on IS NOT NULL)`)
export class BreakEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'break_pkey' })
  id: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ type: 'text' })
  class: string;

  @Column({ type: 'boolean' })
  urgent: boolean;

  @Column({ name: 'link_id', type: 'uuid', nullable: true })
  linkId: string | null;

  @Column({ name: 'token_index', type: 'bytea', nullable: true })
  tokenIndex: Buffer | null;

  @Column({ name: 'sealed_token', type: 'bytea', nullable: true })
  sealedToken: Buffer | null;

  @Column({ type: 'text' })
  state: string;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ name: 'decided_by', type: 'text', nullable: true })
  decidedBy: string | null;

  @Column({ name: 'first_seen', type: 'date' })
  firstSeen: string;

  @Column({ name: 'last_seen', type: 'date' })
  lastSeen: string;

  @Column({ name: 'first_run', type: 'uuid' })
  firstRun: string;

  @Column({ name: 'last_run', type: 'uuid' })
  lastRun: string;

  @Column({ name: 'compared_version', type: 'integer', nullable: true })
  comparedVersion: number | null;

  @Column({ name: 'repair_version', type: 'integer', nullable: true })
  repairVersion: number | null;

  @Column({ name: 'repaired_on', type: 'date', nullable: true })
  repairedOn: string | null;

  @Column({ name: 'resolved_on', type: 'date', nullable: true })
  resolvedOn: string | null;
}

/** What one run found, until it becomes breaks. */
@Entity({ schema: 'reconciliation', name: 'difference' })
export class DifferenceEntity {
  @PrimaryColumn({ name: 'run_id', type: 'uuid', primaryKeyConstraintName: 'difference_pkey' })
  runId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'difference_pkey' })
  class: string;

  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'difference_pkey' })
  subject: Buffer;

  @Column({ name: 'link_id', type: 'uuid', nullable: true })
  linkId: string | null;

  @Column({ type: 'boolean' })
  urgent: boolean;

  @Column({ type: 'integer', nullable: true })
  version: number | null;

  @Column({ type: 'bigint', nullable: true })
  place: string | null;
}
