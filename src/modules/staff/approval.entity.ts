import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A change that waits for a second person. The row goes when it is confirmed, withdrawn, or too old. */
@Entity({ schema: 'staff', name: 'approval' })
@Index('approval_expires_on', ['expiresOn'])
export class ApprovalEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'approval_pkey' })
  id: string;

  @Column({ type: 'text' })
  change: string;

  @Column({ type: 'uuid' })
  target: string;

  @Column({ name: 'requested_by', type: 'uuid' })
  requestedBy: string;

  @Column({ name: 'sealed_payload', type: 'bytea' })
  sealedPayload: Buffer;

  @Column({ name: 'expires_on', type: 'date' })
  expiresOn: string;
}
