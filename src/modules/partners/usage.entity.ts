import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** About how often a client asked for something on a day. No foreign key: it would lock the client's row, which is a trace. */
@Entity({ schema: 'partners', name: 'usage' })
@Index('usage_by_day', ['day'])
@Check('usage_requests', 'requests > 0 AND requests % 10 = 0')
export class UsageEntity {
  @PrimaryColumn({ name: 'client_id', type: 'text', primaryKeyConstraintName: 'usage_pkey' })
  clientId: string;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'usage_pkey' })
  day: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'usage_pkey' })
  operation: string;

  @Column({ type: 'integer' })
  requests: number;
}
