import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const STATES = `('active', 'suspended', 'ended')`;

@Entity({ schema: 'links', name: 'link' })
@Index('link_token_live', ['tokenIndex'], { unique: true, where: `desired_state <> 'ended' OR service = 'transit'` })
@Index('link_token', ['tokenIndex'])
@Index('link_unpublished', ['service'], { where: 'desired_version > published_version' })
@Index('link_replaces', ['replaces'], { unique: true, where: 'replaces IS NOT NULL' })
@Index('link_status', ['statusIndex'], { unique: true, where: 'status_index IS NOT NULL' })
@Check('link_service', `service IN ('transit', 'library', 'prescription')`)
@Check('link_origin', `origin IN ('minted', 'adopted')`)
@Check('link_desired', `desired_state IN ${STATES}`)
@Check('link_published', `published_state IN ${STATES}`)
@Check('link_reported', `reported_state IN ${STATES}`)
@Check('link_versions', '0 <= reported_version AND reported_version <= published_version AND published_version <= desired_version')
export class LinkEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'link_pkey' })
  id: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ type: 'text' })
  origin: string;

  @Column({ name: 'token_index', type: 'bytea' })
  tokenIndex: Buffer;

  @Column({ name: 'sealed_token', type: 'bytea' })
  sealedToken: Buffer;

  @Column({ name: 'key_version', type: 'smallint' })
  keyVersion: number;

  @Column({ name: 'desired_state', type: 'text' })
  desiredState: string;

  @Column({ name: 'desired_version', type: 'integer' })
  desiredVersion: number;

  @Column({ name: 'published_state', type: 'text', nullable: true })
  publishedState: string | null;

  @Column({ name: 'published_version', type: 'integer' })
  publishedVersion: number;

  @Column({ name: 'reported_state', type: 'text', nullable: true })
  reportedState: string | null;

  @Column({ name: 'reported_version', type: 'integer' })
  reportedVersion: number;

  @Column({ name: 'city_hold', type: 'boolean' })
  cityHold: boolean;

  @Column({ name: 'partner_hold', type: 'boolean' })
  partnerHold: boolean;

  @Column({ name: 'valid_through', type: 'text' })
  validThrough: string;

  @Column({ type: 'uuid', nullable: true })
  replaces: string | null;

  @Column({ name: 'status_index', type: 'bytea', nullable: true })
  statusIndex: Buffer | null;

  @Column({ name: 'sealed_status_index', type: 'bytea', nullable: true })
  sealedStatusIndex: Buffer | null;

  @Column({ name: 'sealed_reference', type: 'bytea', nullable: true })
  sealedReference: Buffer | null;

  @Column({ name: 'changed_on', type: 'date' })
  changedOn: string;
}
