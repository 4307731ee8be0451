import { Check, Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

const COMPARED = `num_nulls(ours, matched, ended_matched, in_flight, in_flight_present, missing, unknown, state_mismatch,
    attribute_mismatch, partner_hold, ended_still_live, duplicate, unreadable, apart, apart_present) IN (0, 15)`;

const Count = (name?: string) => Column({ ...(name === undefined ? {} : { name }), type: 'integer', nullable: true });

/** One list of a partner, and how it compared. */
@Entity({ schema: 'reconciliation', name: 'run' })
@Index('run_queued', ['service'], { unique: true, where: `state = 'queued'` })
@Index('run_active', ['service'], { unique: true, where: `state IN ('receiving', 'comparing', 'repairing')` })
@Index('run_checking', ['service'], { unique: true, where: `state = 'checking'` })
@Index('run_sequence', ['service', 'sequence'], { unique: true, where: 'ours IS NOT NULL' })
@Index('run_number', ['service', 'number'], { unique: true })
@Index('run_ordinal', ['ordinal'], { unique: true })
@Check('run_service', `service IN ('transit', 'library', 'prescription')`)
@Check('run_source', `source IN ('pull', 'upload', 'check')`)
@Check('run_state', `state IN ('queued', 'receiving', 'comparing', 'checking', 'repairing', 'done', 'set_aside', 'awaiting_decision', 'failed', 'missed')`)
@Check('run_compared', COMPARED)
@Check('run_result', `state NOT IN ('repairing', 'done') OR ours IS NOT NULL AND theirs IS NOT NULL`)
@Check('run_ours', 'ours IS NULL OR ours = matched + in_flight + missing + state_mismatch + attribute_mismatch + partner_hold + apart')
@Check(
  'run_theirs',
  `ours IS NULL OR theirs = matched + ended_matched + in_flight_present + unknown + state_mismatch
    + attribute_mismatch + partner_hold + ended_still_live + duplicate + unreadable + apart_present`,
)
export class RunEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'run_pkey' })
  id: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ type: 'integer', nullable: true })
  number: number | null;

  @Column({ type: 'bigint' })
  @Generated('increment')
  ordinal: string;

  @Column({ type: 'text' })
  source: string;

  @Column({ type: 'bigint', nullable: true })
  sequence: string | null;

  @Column({ name: 'list_index', type: 'bytea', nullable: true })
  listIndex: Buffer | null;

  @Column({ name: 'as_of', type: 'date', nullable: true })
  asOf: string | null;

  @Column({ name: 'started_on', type: 'date' })
  startedOn: string;

  @Column({ name: 'ended_on', type: 'date', nullable: true })
  endedOn: string | null;

  @Column({ type: 'text' })
  state: string;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ name: 'decided_by', type: 'text', nullable: true })
  decidedBy: string | null;

  @Count()
  ours: number | null;

  @Count()
  theirs: number | null;

  @Count()
  matched: number | null;

  @Count('ended_matched')
  endedMatched: number | null;

  @Count('in_flight')
  inFlight: number | null;

  @Count('in_flight_present')
  inFlightPresent: number | null;

  @Count()
  missing: number | null;

  @Count()
  unknown: number | null;

  @Count('state_mismatch')
  stateMismatch: number | null;

  @Count('attribute_mismatch')
  attributeMismatch: number | null;

  @Count('partner_hold')
  partnerHold: number | null;

  @Count('ended_still_live')
  endedStillLive: number | null;

  @Count()
  duplicate: number | null;

  @Count()
  unreadable: number | null;

  @Count()
  apart: number | null;

  @Count('apart_present')
  apartPresent: number | null;
}

/** How far a run is. The row goes when the run ends. */
@Entity({ schema: 'reconciliation', name: 'progress' })
export class ProgressEntity {
  @PrimaryColumn({ name: 'run_id', type: 'uuid', primaryKeyConstraintName: 'progress_pkey' })
  runId: string;

  @Column({ type: 'text' })
  stage: string;

  @Column({ type: 'bigint' })
  rows: string;

  @Column({ name: 'expected_rows', type: 'bigint', nullable: true })
  expectedRows: string | null;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;
}

/** Where the accounts that are asked for one by one go on. The row goes when the run ends. */
@Entity({ schema: 'reconciliation', name: 'checked' })
export class CheckedEntity {
  @PrimaryColumn({ name: 'run_id', type: 'uuid', primaryKeyConstraintName: 'checked_pkey' })
  runId: string;

  @Column({ name: 'link_id', type: 'uuid', nullable: true })
  linkId: string | null;
}

/** The last night of a service that was seen to. */
@Entity({ schema: 'reconciliation', name: 'schedule' })
@Check('schedule_service', `service IN ('transit', 'library', 'prescription')`)
export class ScheduleEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'schedule_pkey' })
  service: string;

  @Column({ name: 'due_on', type: 'date' })
  dueOn: string;

  @Column({ name: 'run_number', type: 'integer' })
  runNumber: number;
}

/** How many lists a partner has begun to send on the last day on which it sent any. */
@Entity({ schema: 'reconciliation', name: 'sent' })
@Check('sent_service', `service IN ('transit', 'library', 'prescription')`)
export class SentEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'sent_pkey' })
  service: string;

  @Column({ type: 'date' })
  day: string;

  @Column({ type: 'integer' })
  lists: number;
}
