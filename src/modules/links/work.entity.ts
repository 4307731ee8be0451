import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { LinkEntity } from './link.entity.js';

const SERVICES = `('transit', 'library', 'prescription')`;

/** A link whose published version is ahead of reported. The row goes when the partner has caught up. */
@Entity({ schema: 'links', name: 'work' })
@Index('work_due', ['service', 'nextAttemptAt'], { where: `stage = 'due'` })
@Check('work_service', `service IN ${SERVICES}`)
@Check('work_stage', `stage IN ('due', 'pending', 'set_aside')`)
export class WorkEntity {
  @PrimaryColumn({ name: 'link_id', type: 'uuid', primaryKeyConstraintName: 'work_pkey' })
  linkId: string;

  @ManyToOne(() => LinkEntity)
  @JoinColumn({ name: 'link_id', foreignKeyConstraintName: 'work_link' })
  link: Relation<LinkEntity>;

  @Column({ type: 'text' })
  service: string;

  @Column({ type: 'text' })
  stage: string;

  @Column({ type: 'integer' })
  attempts: number;

  @Column({ name: 'next_attempt_at', type: 'timestamptz' })
  nextAttemptAt: Date;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  @Column({ name: 'submitted_state', type: 'text', nullable: true })
  submittedState: string | null;

  @Column({ name: 'submitted_version', type: 'integer', nullable: true })
  submittedVersion: number | null;

  @Column({ name: 'last_error_code', type: 'text', nullable: true })
  lastErrorCode: string | null;
}
