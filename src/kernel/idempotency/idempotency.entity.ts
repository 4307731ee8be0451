import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One remembered answer. Key, request and answer are unreadable without the caller's own Idempotency-Key. */
@Entity({ schema: 'kernel', name: 'idempotency' })
@Index('idempotency_expires_on', ['expiresOn'])
export class IdempotencyEntity {
  @PrimaryColumn({ name: 'key_index', type: 'bytea', primaryKeyConstraintName: 'idempotency_pkey' })
  keyIndex: Buffer;

  @Column({ name: 'request_index', type: 'bytea' })
  requestIndex: Buffer;

  @Column({ name: 'sealed_response', type: 'bytea' })
  sealedResponse: Buffer;

  @Column({ name: 'expires_on', type: 'date' })
  expiresOn: string;
}
