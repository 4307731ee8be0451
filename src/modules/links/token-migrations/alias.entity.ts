import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { LinkEntity } from '../link.entity.js';

/** A token that a link had before its partner migrated it. */
@Entity({ schema: 'links', name: 'alias' })
@Index('alias_by_link', ['linkId'])
@Check('alias_service', `service IN ('transit', 'library', 'prescription')`)
export class AliasEntity {
  @PrimaryColumn({ name: 'token_index', type: 'bytea', primaryKeyConstraintName: 'alias_pkey' })
  tokenIndex: Buffer;

  @Column({ type: 'text' })
  service: string;

  @Column({ name: 'link_id', type: 'uuid' })
  linkId: string;

  @ManyToOne(() => LinkEntity)
  @JoinColumn({ name: 'link_id', foreignKeyConstraintName: 'alias_of_link' })
  link: Relation<LinkEntity>;

  @Column({ name: 'sealed_token', type: 'bytea' })
  sealedToken: Buffer;

  @Column({ name: 'key_version', type: 'smallint' })
  keyVersion: number;

  @Column({ name: 'sealed_position', type: 'bytea', nullable: true })
  sealedPosition: Buffer | null;
}
