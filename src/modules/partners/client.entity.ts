import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { PartnerEntity } from './partner.entity.js';

/** A partner's program that asks for access tokens, and its public keys. */
@Entity({ schema: 'partners', name: 'client' })
@Index('client_by_partner', ['partnerId'])
@Check('client_state', `state IN ('active', 'disabled')`)
export class ClientEntity {
  @PrimaryColumn({ name: 'client_id', type: 'text', primaryKeyConstraintName: 'client_pkey' })
  clientId: string;

  @Column({ name: 'partner_id', type: 'uuid' })
  partnerId: string;

  @ManyToOne(() => PartnerEntity)
  @JoinColumn({ name: 'partner_id', foreignKeyConstraintName: 'client_partner' })
  partner: Relation<PartnerEntity>;

  @Column({ type: 'jsonb' })
  jwks: Record<string, unknown>;

  @Column({ type: 'text' })
  state: string;
}
