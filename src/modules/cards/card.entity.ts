import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'cards', name: 'card' })
@Index('card_number', ['numberIndex'], { unique: true })
@Index('card_code', ['codeIndex'], { unique: true })
@Index('card_slip', ['slipIndex'], { unique: true })
@Check('card_category', `category IN ('kids', 'standard', 'senior')`)
@Check('card_state', `state IN ('issued', 'suspended', 'replaced', 'renewed', 'revoked', 'surrendered')`)
@Check('card_valid_through', `valid_through = 'never' OR valid_through ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'`)
@Check('card_links_until_terminal', `(state NOT IN ('issued', 'suspended')) = (sealed_links IS NULL)`)
export class CardEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'card_pkey' })
  id: string;

  @Column({ name: 'number_index', type: 'bytea' })
  numberIndex: Buffer;

  @Column({ name: 'code_index', type: 'bytea' })
  codeIndex: Buffer;

  @Column({ name: 'slip_index', type: 'bytea' })
  slipIndex: Buffer;

  @Column({ name: 'key_version', type: 'smallint' })
  keyVersion: number;

  @Column({ type: 'text' })
  category: string;

  @Column({ type: 'text' })
  state: string;

  @Column({ name: 'valid_through', type: 'text' })
  validThrough: string;

  @Column({ name: 'key_for_code', type: 'bytea' })
  keyForCode: Buffer;

  @Column({ name: 'key_for_slip', type: 'bytea' })
  keyForSlip: Buffer;

  @Column({ name: 'sealed_links', type: 'bytea', nullable: true })
  sealedLinks: Buffer | null;

  @Column({ type: 'integer' })
  version: number;
}
