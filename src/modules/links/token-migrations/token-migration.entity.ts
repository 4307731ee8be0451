import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

/** New tokens that a partner has proposed for links of its own. */
@Entity({ schema: 'links', name: 'token_migration' })
@Index('token_migration_open', ['service'], { unique: true, where: `state IN ('proposed', 'applying')` })
@Check('token_migration_service', `service IN ('transit', 'library', 'prescription')`)
@Check('token_migration_state', `state IN ('proposed', 'applying', 'applied', 'declined')`)
export class TokenMigrationEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'token_migration_pkey' })
  id: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ type: 'text' })
  state: string;

  @Column({ type: 'integer' })
  pairs: number;

  @Column({ type: 'integer' })
  refused: number;

  @Column({ type: 'integer' })
  applied: number;

  @Column({ type: 'integer' })
  skipped: number;

  @Column({ name: 'proposed_on', type: 'date' })
  proposedOn: string;

  @Column({ name: 'decided_by', type: 'text', nullable: true })
  decidedBy: string | null;

  @Column({ name: 'decided_on', type: 'date', nullable: true })
  decidedOn: string | null;
}

/** One pair that waits to be applied. */
@Entity({ schema: 'links', name: 'migration_pair' })
export class MigrationPairEntity {
  @PrimaryColumn({ name: 'migration_id', type: 'uuid', primaryKeyConstraintName: 'migration_pair_pkey' })
  migrationId: string;

  @ManyToOne(() => TokenMigrationEntity)
  @JoinColumn({ name: 'migration_id', foreignKeyConstraintName: 'migration_pair_of' })
  migration: Relation<TokenMigrationEntity>;

  @PrimaryColumn({ name: 'old_index', type: 'bytea', primaryKeyConstraintName: 'migration_pair_pkey' })
  oldIndex: Buffer;

  @Column({ name: 'sealed_pair', type: 'bytea' })
  sealedPair: Buffer;
}
