import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** A place and a day at which cards are handed out. */
@Entity({ schema: 'stock', name: 'event' })
@Index('event_by_day', ['day', 'id'])
@Check('event_state', `state IN ('open', 'closed')`)
export class EventEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'event_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'date' })
  day: string;

  @Column({ type: 'text' })
  state: string;

  @Column({ type: 'text', array: true })
  stations: string[];
}

/** A card that nothing has been printed on. The row goes when it is used up in any way. */
@Entity({ schema: 'stock', name: 'blank' })
@Index('blank_chip', ['chipIndex'], { unique: true })
@Index('blank_at_station', ['eventId', 'station'], { where: 'event_id IS NOT NULL' })
@Check('blank_state', `state IN ('received', 'assigned')`)
@Check('blank_place', `(state = 'assigned') = (event_id IS NOT NULL) AND (event_id IS NULL) = (station IS NULL)`)
export class BlankEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'blank_pkey' })
  id: string;

  @Column({ name: 'chip_index', type: 'bytea' })
  chipIndex: Buffer;

  @Column({ name: 'key_version', type: 'smallint' })
  keyVersion: number;

  @Column({ type: 'text' })
  state: string;

  @Column({ name: 'event_id', type: 'uuid', nullable: true })
  eventId: string | null;

  @ManyToOne(() => EventEntity)
  @JoinColumn({ name: 'event_id', foreignKeyConstraintName: 'blank_event' })
  event: EventEntity | null;

  @Column({ type: 'text', nullable: true })
  station: string | null;

  @Column({ name: 'received_by', type: 'text' })
  receivedBy: string;
}

/** How many blanks of an event went which way on a day. */
@Entity({ schema: 'stock', name: 'count' })
@Check('count_kind', `kind IN ('received', 'issued', 'spoiled', 'destroyed', 'missing', 'closing')`)
@Check('count_number', 'number >= 0')
export class CountEntity {
  @PrimaryColumn({ name: 'event_id', type: 'uuid', primaryKeyConstraintName: 'count_pkey' })
  eventId: string;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'count_pkey' })
  day: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'count_pkey' })
  kind: string;

  @ManyToOne(() => EventEntity)
  @JoinColumn({ name: 'event_id', foreignKeyConstraintName: 'count_event' })
  event: EventEntity;

  @Column({ type: 'integer' })
  number: number;
}

/** Which of the duties that exclude each other an account has at an open event. */
@Entity({ schema: 'stock', name: 'duty' })
@Check('duty_kind', `duty IN ('receiving', 'issuing')`)
export class DutyEntity {
  @PrimaryColumn({ name: 'event_id', type: 'uuid', primaryKeyConstraintName: 'duty_pkey' })
  eventId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'duty_pkey' })
  account: string;

  @ManyToOne(() => EventEntity)
  @JoinColumn({ name: 'event_id', foreignKeyConstraintName: 'duty_event' })
  event: EventEntity;

  @Column({ type: 'text' })
  duty: string;
}

/** What became of the printers' ribbons, which hold the image of every card printed. */
@Entity({ schema: 'stock', name: 'ribbon' })
@Check('ribbon_accounted', 'in_custody OR destroyed')
export class RibbonEntity {
  @PrimaryColumn({ name: 'event_id', type: 'uuid', primaryKeyConstraintName: 'ribbon_pkey' })
  eventId: string;

  @ManyToOne(() => EventEntity)
  @JoinColumn({ name: 'event_id', foreignKeyConstraintName: 'ribbon_event' })
  event: EventEntity;

  @Column({ name: 'in_custody', type: 'boolean' })
  inCustody: boolean;

  @Column({ type: 'boolean' })
  destroyed: boolean;

  @Column({ type: 'text' })
  account: string;

  @Column({ type: 'date' })
  day: string;
}
