import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { AccountEntity } from '../account.entity.js';

/** That an account signs in at the identity provider, and under which subject there. The row goes when it is unbound. */
@Entity({ schema: 'staff', name: 'oidc_binding' })
@Unique('oidc_binding_subject', ['subjectIndex'])
export class OidcBindingEntity {
  @PrimaryColumn({ name: 'account_id', type: 'uuid', primaryKeyConstraintName: 'oidc_binding_pkey' })
  accountId: string;

  @ManyToOne(() => AccountEntity)
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'oidc_binding_account' })
  account: Relation<AccountEntity>;

  @Column({ name: 'subject_index', type: 'bytea' })
  subjectIndex: Buffer;

  @Column({ name: 'key_version', type: 'smallint' })
  keyVersion: number;
}
