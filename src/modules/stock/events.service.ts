import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { invalidRequest } from '../../kernel/errors/index.js';
import { Chips } from './chips.js';
import { type DayBalance } from './domain/balance.js';
import { noted, type Place } from './domain/place.js';
import { done, EventBook } from './event-book.js';
import { Refusals } from './refusals.js';
import { eventDayPast, notBalanced, ribbonsUnaccounted, tooFewBlanks } from './stock.errors.js';
import {
  type AssignedRow,
  assignBlanks,
  assignChips,
  closeEvent,
  deleteDuties,
  type EventRow,
  insertEvent,
  insertRibbon,
  returnBlanks,
} from './stock.store.js';

export interface NewEvent {
  readonly name: string;
  readonly day: string;
  readonly stations: readonly string[];
}

/** Either so many blanks, whichever they are, or these very ones. */
export interface Assignment {
  readonly stationId: string;
  readonly count?: number;
  readonly chips?: readonly string[];
}

export interface Closing {
  /** Blanks that were counted by hand at the end. */
  readonly closing: number;
  readonly ribbons: { readonly inCustody: boolean; readonly destroyed: boolean };
}

/** Events from their opening to their close. */
@Injectable()
export class EventsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly chips: Chips,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {}

  /** @throws DomainError `stock.event_day_past`. */
  open(caller: Caller, { name, day, stations }: NewEvent): Promise<EventRow> {
    const event: EventRow = { id: randomUUID(), name, day, state: 'open', stations };
    return this.work.run(noted(caller, event.id), async (tx) => {
      if (day < this.clock.today()) throw eventDayPast({ at: '/day' });
      await tx.query(insertEvent(event));
      return { result: event, audit: done('stock.event_open') };
    });
  }

  /**
   * Gives blanks from the store to a station of an event.
   * @throws DomainError `stock.event_not_found`, `stock.event_closed`, `stock.station_unknown`, `stock.too_few_blanks` or
   *   `stock.separation_of_duties` when the caller, or who received these blanks, issues at this event; it is audited.
   */
  assign(caller: Caller, eventId: string, assignment: Assignment): Promise<{ assigned: number }> {
    const { stationId, count, chips } = assignment;
    if ((count === undefined) === (chips === undefined)) throw invalidRequest({ allowed: ['count', 'chips'] });
    const work = async (tx: Tx) => {
      const book = await EventBook.open(tx, eventId);
      const wanted = count ?? new Set(chips).size;
      const rows = await this.moved(tx, book.placeAt(stationId), assignment);
      if (rows.length < wanted) throw tooFewBlanks();
      for (const account of new Set([caller.account, ...rows.map((row) => row.received_by)])) await book.onDuty(account, 'receiving');
      await book.count(this.clock.today(), 'received', wanted);
      return { result: { assigned: wanted }, audit: done('stock.assign') };
    };
    return this.refusals.watch(noted(caller, eventId, stationId), 'stock.assign', work);
  }

  /**
   * Closes an event that adds up. What is left goes back to the store.
   * @throws DomainError `stock.event_not_found`, `stock.event_closed`, `stock.separation_of_duties`,
   *   `stock.ribbons_unaccounted`, or `stock.not_balanced` with the numbers. Other duties and other numbers are audited.
   */
  close(caller: Caller, eventId: string, { closing, ribbons }: Closing): Promise<{ days: readonly DayBalance[] }> {
    const work = async (tx: Tx) => {
      const book = await EventBook.open(tx, eventId);
      await book.offDuty(caller.account);
      if (!ribbons.inCustody && !ribbons.destroyed) throw ribbonsUnaccounted({ at: '/ribbons' });
      const day = this.clock.today();
      await book.count(day, 'closing', closing);
      const days = await book.days();
      const last = days.at(-1) as DayBalance;
      if (last.closing !== closing) throw notBalanced({ at: '/closing', counts: numbersOf(last, closing) });
      await tx.query(insertRibbon({ eventId, ...ribbons, account: caller.account, day }));
      await tx.query(returnBlanks(eventId));
      await tx.query(deleteDuties(eventId));
      await tx.query(closeEvent(eventId));
      return { result: { days }, audit: done('stock.event_close') };
    };
    return this.refusals.watch(noted(caller, eventId), 'stock.event_close', work);
  }

  private moved(tx: Tx, place: Place, { count, chips = [] }: Assignment): Promise<AssignedRow[]> {
    if (count !== undefined) return tx.query<AssignedRow>(assignBlanks(place, count));
    return tx.query<AssignedRow>(assignChips(place, chips.flatMap((chip) => this.chips.indexes(chip))));
  }
}

function numbersOf({ opening, received, issued, spoiled, missing, closing }: DayBalance, counted: number): Record<string, number> {
  return { opening, received, issued, spoiled, missing, closing: counted, expected: closing };
}
