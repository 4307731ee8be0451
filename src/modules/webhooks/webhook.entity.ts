import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

/** Where a service's partner wants to be told, and how far its change feed was when it was told last. */
@Entity({ schema: 'webhooks', name: 'endpoint' })
@Check('endpoint_service', `service IN ('transit', 'library', 'prescription')`)
@Check('endpoint_state', `state IN ('active', 'disabled')`)
export class EndpointEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'endpoint_pkey' })
  service: string;

  @Column({ type: 'text' })
  state: string;

  @Column({ name: 'sealed_url', type: 'bytea' })
  sealedUrl: Buffer;

  @Column({ name: 'sealed_secrets', type: 'bytea' })
  sealedSecrets: Buffer;

  @Column({ name: 'told_position', type: 'bigint' })
  toldPosition: string;
}

/** One message to an endpoint. What it says is the same for all, so that only its id is kept. */
@Entity({ schema: 'webhooks', name: 'delivery' })
@Index('delivery_by_day', ['service', 'madeOn', 'idIndex'])
@Index('delivery_due', ['service', 'nextAttemptAt'], { where: `state = 'waiting'` })
@Check('delivery_type', `type IN ('changes.published', 'webhook.ping')`)
@Check('delivery_state', `state IN ('waiting', 'delivered', 'dead')`)
@Check('delivery_waits', `(state = 'waiting') = (next_attempt_at IS NOT NULL)`)
@Check('delivery_leased', `state = 'waiting' OR lease_until IS NULL`)
export class DeliveryEntity {
  @PrimaryColumn({ name: 'id_index', type: 'bytea', primaryKeyConstraintName: 'delivery_pkey' })
  idIndex: Buffer;

  @Column({ type: 'text' })
  service: string;

  @ManyToOne(() => EndpointEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'service', foreignKeyConstraintName: 'delivery_endpoint' })
  endpoint: Relation<EndpointEntity>;

  @Column({ name: 'sealed_id', type: 'bytea' })
  sealedId: Buffer;

  @Column({ type: 'text' })
  type: string;

  @Column({ type: 'text' })
  state: string;

  @Column({ type: 'integer' })
  attempts: number;

  @Column({ type: 'text', nullable: true })
  outcome: string | null;

  @Column({ name: 'next_attempt_at', type: 'timestamptz', nullable: true })
  nextAttemptAt: Date | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  @Column({ name: 'made_on', type: 'date' })
  madeOn: string;
}
