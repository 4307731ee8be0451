import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A client assertion that was used, until it would have expired anyway. */
@Entity({ schema: 'partners', name: 'spent_assertion' })
@Index('spent_assertion_expires', ['expiresAt'])
export class SpentAssertionEntity {
  @PrimaryColumn({ name: 'assertion_index', type: 'bytea', primaryKeyConstraintName: 'spent_assertion_pkey' })
  assertionIndex: Buffer;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;
}
