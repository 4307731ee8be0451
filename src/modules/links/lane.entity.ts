import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const SERVICES = `('transit', 'library', 'prescription')`;

/** The last window published, per service and kind of change, by the second it began. */
@Entity({ schema: 'links', name: 'epoch' })
@Check('epoch_service', `service IN ${SERVICES}`)
@Check('epoch_kind', `kind IN ('enrolment', 'change')`)
export class EpochEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'epoch_pkey' })
  service: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'epoch_pkey' })
  kind: string;

  @Column({ type: 'bigint' })
  number: string;
}

/** What all instances know of a lane. No row: it has never run, and nobody has stopped it. */
@Entity({ schema: 'links', name: 'lane' })
@Check('lane_service', `service IN ${SERVICES}`)
@Check('lane_audits_asked', 'audits_asked >= 0')
export class LaneEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'lane_pkey' })
  service: string;

  @Column({ type: 'boolean' })
  paused: boolean;

  /** The profile it spoke last. */
  @Column({ type: 'text', nullable: true })
  profile: string | null;

  /** The day it first ran, which the first full audit is counted from. */
  @Column({ name: 'since_on', type: 'date', nullable: true })
  sinceOn: string | null;

  /** The day of the last full audit. */
  @Column({ name: 'audited_on', type: 'date', nullable: true })
  auditedOn: string | null;

  /** How often staff have asked for a full audit since the last. */
  @Column({ name: 'audits_asked', type: 'integer' })
  auditsAsked: number;
}

/** Numbers that an adapter may never use twice, such as interchange control numbers. */
@Entity({ schema: 'links', name: 'counter' })
export class CounterEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'counter_pkey' })
  service: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'counter_pkey' })
  name: string;

  @Column({ type: 'bigint' })
  value: string;
}

/** The exact bytes of a file for a partner, sealed, until it is acknowledged. */
@Entity({ schema: 'links', name: 'outbound_file' })
@Index('outbound_file_reference', ['referenceIndex'], { unique: true })
export class OutboundFileEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'outbound_file_pkey' })
  id: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ name: 'reference_index', type: 'bytea' })
  referenceIndex: Buffer;

  @Column({ name: 'sealed_file', type: 'bytea' })
  sealedFile: Buffer;

  @Column({ type: 'boolean' })
  sent: boolean;
}
