import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/index.js';
import { balances, type DayBalance } from './domain/balance.js';
import { eventNotFound } from './stock.errors.js';
import {
  blanksInStore,
  blanksPerStation,
  type CountRow,
  countsOf,
  type EventRow,
  listEvents,
  type RibbonRow,
  selectEvent,
  selectRibbon,
  type StationRow,
} from './stock.store.js';

export interface EventBooks extends EventRow {
  /** Blanks that each station has by the book; none for a station without. */
  readonly blanks: readonly StationRow[];
  readonly days: readonly DayBalance[];
  readonly ribbons: Omit<RibbonRow, 'eventId'> | null;
}

/** What may be read of the stock: numbers, never a chip. */
@Injectable()
export class StockQueries {
  constructor(private readonly database: Database) {}

  async store(): Promise<{ inStore: number }> {
    const [row] = await this.database.query<{ blanks: number }>(blanksInStore());
    return { inStore: row?.blanks ?? 0 };
  }

  /** Newest day first. */
  async events(after: string | null, limit: number): Promise<{ events: readonly EventRow[]; next: string | null }> {
    const rows = await this.database.query<EventRow>(listEvents(after, limit + 1));
    const events = rows.slice(0, limit);
    return { events, next: rows.length > limit ? (events.at(-1)?.id ?? null) : null };
  }

  /** @throws DomainError `stock.event_not_found`. */
  async event(id: string): Promise<EventBooks> {
    const [[event], blanks, counts, [ribbon]] = await Promise.all([
      this.database.query<EventRow>(selectEvent(id)),
      this.database.query<StationRow>(blanksPerStation(id)),
      this.database.query<CountRow>(countsOf(id)),
      this.database.query<RibbonRow>(selectRibbon(id)),
    ]);
    if (!event) throw eventNotFound();
    const ribbons = ribbon ? { inCustody: ribbon.inCustody, destroyed: ribbon.destroyed, account: ribbon.account, day: ribbon.day } : null;
    return { ...event, blanks, days: balances(counts), ribbons };
  }
}
