import { Column, Entity, PrimaryColumn } from 'typeorm';

/** By these values the database recognises its keyring without learning a key. */
@Entity({ schema: 'kernel', name: 'keyring_check' })
export class KeyringCheckEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'keyring_check_pkey' })
  purpose: string;

  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'keyring_check_pkey' })
  version: number;

  @Column({ name: 'check_value', type: 'bytea' })
  checkValue: Buffer;
}
