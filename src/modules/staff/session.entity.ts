import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { AccountEntity } from './account.entity.js';

/** A signed-in person, until sign-out or the end of twelve hours. */
@Entity({ schema: 'staff', name: 'session' })
@Index('session_by_account', ['accountId'])
@Index('session_expires', ['expiresAt'])
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'session_pkey' })
  id: string;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @ManyToOne(() => AccountEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'session_account' })
  account: Relation<AccountEntity>;

  @Column({ name: 'refresh_index', type: 'bytea' })
  refreshIndex: Buffer;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ type: 'text', nullable: true })
  place: string | null;
}
