import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Failed sign-ins under one typed name, whether an account has that name or not. The row goes with a successful
 * sign-in, or a day after the last failure.
 */
@Entity({ schema: 'staff', name: 'sign_in_try' })
@Index('sign_in_try_next', ['nextTryAt'])
export class SignInTryEntity {
  @PrimaryColumn({ name: 'username_index', type: 'bytea', primaryKeyConstraintName: 'sign_in_try_pkey' })
  usernameIndex: Buffer;

  @Column({ type: 'integer' })
  failures: number;

  @Column({ name: 'next_try_at', type: 'timestamptz' })
  nextTryAt: Date;
}
