import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'audit', name: 'entry' })
@Index('entry_subject', ['subject'], { where: 'subject IS NOT NULL' })
@Index('entry_by_day', ['day', 'id'])
@Index('entry_by_actor', ['actor', 'day', 'id'])
@Check('entry_actor_kind', `actor_kind IN ('staff', 'partner', 'system')`)
@Check('entry_outcome', `outcome IN ('done', 'refused')`)
export class AuditEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'entry_pkey' })
  id: string;

  @Column({ name: 'actor_kind', type: 'text' })
  actorKind: string;

  @Column({ type: 'text' })
  actor: string;

  @Column({ type: 'text' })
  role: string;

  @Column({ type: 'text' })
  act: string;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ type: 'bytea', nullable: true })
  subject: Buffer | null;

  @Column({ type: 'text' })
  outcome: string;

  @Column({ type: 'date' })
  day: string;

  @Column({ type: 'text', nullable: true })
  place: string | null;
}
