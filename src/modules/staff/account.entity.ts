import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A person who works with the service. */
@Entity({ schema: 'staff', name: 'account' })
@Unique('account_username', ['username'])
@Check('account_state', `state IN ('active', 'disabled')`)
export class AccountEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'account_pkey' })
  id: string;

  @Column({ type: 'text' })
  username: string;

  @Column({ name: 'password_hash', type: 'text' })
  passwordHash: string;

  @Column({ type: 'text', array: true })
  roles: string[];

  @Column({ type: 'text' })
  state: string;

  @Column({ name: 'must_change_password', type: 'boolean' })
  mustChangePassword: boolean;

  @Column({ name: 'sealed_totp', type: 'bytea', nullable: true })
  sealedTotp: Buffer | null;

  @Column({ type: 'integer' })
  version: number;
}
