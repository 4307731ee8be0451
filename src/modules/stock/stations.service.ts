import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/index.js';
import { type PlacedSession, Sessions } from '../staff/index.js';
import { placeText } from './domain/place.js';
import { eventClosed, eventNotFound, stationUnknown } from './stock.errors.js';
import { type EventRow, selectEvent } from './stock.store.js';

/** Where people work. */
@Injectable()
export class StationsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Sits a signed-in person down at a station of an open event.
   * @throws DomainError `stock.event_not_found`, `stock.event_closed` or `stock.station_unknown`.
   */
  async take(sessionId: string, eventId: string, station: string): Promise<PlacedSession> {
    const [event] = await this.database.query<EventRow>(selectEvent(eventId));
    if (!event) throw eventNotFound();
    if (event.state !== 'open') throw eventClosed();
    if (!event.stations.includes(station)) throw stationUnknown({ at: '/stationId', allowed: event.stations });
    return this.sessions.setPlace(sessionId, placeText({ eventId, station }));
  }

  leave(sessionId: string): Promise<PlacedSession> {
    return this.sessions.setPlace(sessionId, null);
  }
}
