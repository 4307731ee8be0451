import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

const SERVICES = `('transit', 'library', 'prescription')`;

/** How far the change feed of a service's partner goes, and from where on it is kept. */
@Entity({ schema: 'links', name: 'feed' })
@Check('feed_service', `service IN ${SERVICES}`)
@Check('feed_positions', '0 <= kept_after AND kept_after <= position')
export class FeedEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'feed_pkey' })
  service: string;

  @Column({ type: 'bigint' })
  position: string;

  @Column({ name: 'kept_after', type: 'bigint' })
  keptAfter: string;

  @Column({ name: 'kept_mark', type: 'bytea' })
  keptMark: Buffer;
}

/** One published change. Which link it is about is sealed. */
@Entity({ schema: 'links', name: 'change' })
@Check('change_service', `service IN ${SERVICES}`)
export class ChangeEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'change_pkey' })
  service: string;

  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'change_pkey' })
  position: string;

  @Column({ name: 'sealed_change', type: 'bytea' })
  sealedChange: Buffer;

  @Column({ name: 'published_on', type: 'date' })
  publishedOn: string;
}
