import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** The organisation that runs a service. */
@Entity({ schema: 'partners', name: 'partner' })
@Unique('partner_service', ['service'])
@Check('partner_state', `state IN ('active', 'paused')`)
export class PartnerEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'partner_pkey' })
  id: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  state: string;

  @Column({ type: 'text' })
  profile: string;

  @Column({ type: 'jsonb' })
  settings: Record<string, unknown>;

  @Column({ name: 'sealed_credentials', type: 'bytea' })
  sealedCredentials: Buffer;

  @Column({ type: 'jsonb' })
  policy: Record<string, unknown>;

  @Column({ type: 'integer' })
  version: number;
}
