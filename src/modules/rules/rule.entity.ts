import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What holds from a day on. */
@Entity({ schema: 'rules', name: 'rule' })
@Check('rule_kind', `kind IN ('validity', 'fees', 'card_numbers', 'adopted_numbers', 'renewal')`)
export class RuleEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'rule_pkey' })
  kind: string;

  @PrimaryColumn({ name: 'effective_from', type: 'date', primaryKeyConstraintName: 'rule_pkey' })
  effectiveFrom: string;

  @Column({ type: 'jsonb' })
  value: Record<string, unknown>;
}
