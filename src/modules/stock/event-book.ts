import { type AuditRecord } from '../../kernel/audit/audit.js';
import { type Tx } from '../../kernel/database/index.js';
import { balances, type Counted, type DayBalance } from './domain/balance.js';
import { type Place } from './domain/place.js';
import { addToCount, type CountRow, countsOf, type Duty, type EventRow, lockEvent, selectDuty, takeDuty } from './stock.store.js';
import { eventClosed, eventNotFound, separationOfDuties, stationUnknown } from './stock.errors.js';

/** The stock of one event, held by its row's lock until the commit: of two who move blanks, one waits. */
export class EventBook {
  private constructor(
    private readonly tx: Tx,
    readonly event: EventRow,
  ) {}

  /** @throws DomainError `stock.event_not_found` or `stock.event_closed`. */
  static async open(tx: Tx, eventId: string): Promise<EventBook> {
    const book = await EventBook.of(tx, eventId);
    if (book.event.state !== 'open') throw eventClosed();
    return book;
  }

  /**
   * Of an event that may be closed already.
   * @throws DomainError `stock.event_not_found`.
   */
  static async of(tx: Tx, eventId: string): Promise<EventBook> {
    const [event] = await tx.query<EventRow>(lockEvent(eventId));
    if (!event) throw eventNotFound();
    return new EventBook(tx, event);
  }

  /** @throws DomainError `stock.station_unknown`. */
  placeAt(station: string): Place {
    const { id, stations } = this.event;
    if (!stations.includes(station)) throw stationUnknown({ at: '/stationId', allowed: stations });
    return { eventId: id, station };
  }

  /** @throws DomainError `stock.separation_of_duties` when the account has another duty here. */
  async onDuty(account: string, duty: Duty): Promise<void> {
    const [row] = await this.tx.query<{ duty: Duty }>(takeDuty(this.event.id, account, duty));
    if (row?.duty !== duty) throw separationOfDuties();
  }

  /** @throws DomainError `stock.separation_of_duties` when the account has any duty here. */
  async offDuty(account: string): Promise<void> {
    if ((await this.tx.query(selectDuty(this.event.id, account))).length > 0) throw separationOfDuties();
  }

  async count(day: string, kind: Counted, number = 1): Promise<void> {
    await this.tx.query(addToCount(this.event.id, day, kind, number));
  }

  async days(): Promise<DayBalance[]> {
    return balances(await this.tx.query<CountRow>(countsOf(this.event.id)));
  }
}

export function done(act: string): AuditRecord {
  return { act, reason: null, subject: null, outcome: 'done' };
}
