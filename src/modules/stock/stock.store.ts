import { type Statement } from '../../kernel/database/index.js';
import { type Counted, type DayCount } from './domain/balance.js';
import { type Place } from './domain/place.js';

export type Duty = 'receiving' | 'issuing';

export interface EventRow {
  readonly id: string;
  readonly name: string;
  readonly day: string;
  readonly state: 'open' | 'closed';
  readonly stations: readonly string[];
}

const EVENT = 'id, name, day, state, stations';

export function insertEvent({ id, name, day, stations }: EventRow): Statement {
  return {
    name: 'stock-event-insert',
    text: `INSERT INTO stock.event (${EVENT}) VALUES ($1, $2, $3, 'open', $4)`,
    values: [id, name, day, stations],
  };
}

/** The event's row is the lock of all its stock: whoever moves blanks or counts of an event holds it. */
export function lockEvent(id: string): Statement {
  return { name: 'stock-event-lock', text: `SELECT ${EVENT} FROM stock.event WHERE id = $1 FOR UPDATE`, values: [id] };
}

export function selectEvent(id: string): Statement {
  return { name: 'stock-event', text: `SELECT ${EVENT} FROM stock.event WHERE id = $1`, values: [id] };
}

/** Newest first, after the one named. */
export function listEvents(after: string | null, limit: number): Statement {
  return {
    name: 'stock-events',
    text: `SELECT ${EVENT} FROM stock.event
           WHERE $1::uuid IS NULL OR (day, id) < (SELECT day, id FROM stock.event WHERE id = $1)
           ORDER BY day DESC, id DESC LIMIT $2`,
    values: [after, limit],
  };
}

export function closeEvent(id: string): Statement {
  return { name: 'stock-event-close', text: `UPDATE stock.event SET state = 'closed' WHERE id = $1`, values: [id] };
}

/** Takes a duty at an event for an account that has none there. The row back tells the duty it has. */
export function takeDuty(eventId: string, account: string, duty: Duty): Statement {
  return {
    name: 'stock-duty-take',
    text: `WITH taken AS (
             INSERT INTO stock.duty (event_id, account, duty) VALUES ($1, $2, $3)
             ON CONFLICT (event_id, account) DO NOTHING RETURNING duty)
           SELECT duty FROM taken UNION ALL SELECT duty FROM stock.duty WHERE event_id = $1 AND account = $2`,
    values: [eventId, account, duty],
  };
}

export function selectDuty(eventId: string, account: string): Statement {
  return {
    name: 'stock-duty',
    text: 'SELECT duty FROM stock.duty WHERE event_id = $1 AND account = $2',
    values: [eventId, account],
  };
}

export function deleteDuties(eventId: string): Statement {
  return { name: 'stock-duty-delete', text: 'DELETE FROM stock.duty WHERE event_id = $1', values: [eventId] };
}

export function addToCount(eventId: string, day: string, kind: Counted, number: number): Statement {
  return {
    name: 'stock-count-add',
    text: `INSERT INTO stock.count (event_id, day, kind, number) VALUES ($1, $2, $3, $4)
           ON CONFLICT (event_id, day, kind) DO UPDATE SET number = stock.count.number + excluded.number`,
    values: [eventId, day, kind, number],
  };
}

export function countsOf(eventId: string): Statement {
  return { name: 'stock-counts', text: 'SELECT day, kind, number FROM stock.count WHERE event_id = $1', values: [eventId] };
}

export type CountRow = DayCount;

export interface NewBlanks {
  readonly ids: readonly string[];
  readonly indexes: readonly Buffer[];
  readonly keyVersion: number;
  readonly receivedBy: string;
}

/** A chip that is in stock already violates `blank_chip`. */
export function insertBlanks({ ids, indexes, keyVersion, receivedBy }: NewBlanks): Statement {
  return {
    name: 'stock-blank-insert',
    text: `INSERT INTO stock.blank (id, chip_index, key_version, state, received_by)
           SELECT id, chip_index, $3, 'received', $4 FROM unnest($1::uuid[], $2::bytea[]) AS new (id, chip_index)`,
    values: [ids, indexes, keyVersion, receivedBy],
  };
}

/** One row when any of the chips is in stock. */
export function anyInStock(indexes: readonly Buffer[]): Statement {
  return { name: 'stock-blank-known', text: 'SELECT 1 FROM stock.blank WHERE chip_index = ANY($1) LIMIT 1', values: [indexes] };
}

export interface AssignedRow {
  readonly received_by: string;
}

/** So many blanks that no event has. */
export function assignBlanks({ eventId, station }: Place, count: number): Statement {
  return {
    name: 'stock-blank-assign',
    text: `UPDATE stock.blank SET state = 'assigned', event_id = $1, station = $2
           WHERE id IN (SELECT id FROM stock.blank WHERE state = 'received' ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
           RETURNING received_by`,
    values: [eventId, station, count],
  };
}

/** These very blanks, where no event has them. */
export function assignChips({ eventId, station }: Place, indexes: readonly Buffer[]): Statement {
  return {
    name: 'stock-chip-assign',
    text: `UPDATE stock.blank SET state = 'assigned', event_id = $1, station = $2
           WHERE state = 'received' AND chip_index = ANY($3) RETURNING received_by`,
    values: [eventId, station, indexes],
  };
}

/** So many of a station's blanks are used up. A row back for each. */
export function takeBlanks({ eventId, station }: Place, count: number): Statement {
  return {
    name: 'stock-blank-take',
    text: `DELETE FROM stock.blank
           WHERE id IN (SELECT id FROM stock.blank WHERE event_id = $1 AND station = $2 ORDER BY id LIMIT $3) RETURNING 1`,
    values: [eventId, station, count],
  };
}

/** This very blank of a station is used up. */
export function takeChip({ eventId, station }: Place, indexes: readonly Buffer[]): Statement {
  return {
    name: 'stock-chip-take',
    text: 'DELETE FROM stock.blank WHERE event_id = $1 AND station = $2 AND chip_index = ANY($3) RETURNING 1',
    values: [eventId, station, indexes],
  };
}

/** What an event has left belongs to no event again. */
export function returnBlanks(eventId: string): Statement {
  return {
    name: 'stock-blank-return',
    text: `UPDATE stock.blank SET state = 'received', event_id = NULL, station = NULL WHERE event_id = $1`,
    values: [eventId],
  };
}

export interface StationRow {
  readonly station: string;
  readonly blanks: number;
}

export function blanksPerStation(eventId: string): Statement {
  return {
    name: 'stock-blank-stations',
    text: 'SELECT station, count(*)::int AS blanks FROM stock.blank WHERE event_id = $1 GROUP BY station',
    values: [eventId],
  };
}

export function blanksInStore(): Statement {
  return { name: 'stock-blank-store', text: `SELECT count(*)::int AS blanks FROM stock.blank WHERE state = 'received'`, values: [] };
}

export interface RibbonRow {
  readonly eventId: string;
  readonly inCustody: boolean;
  readonly destroyed: boolean;
  readonly account: string;
  readonly day: string;
}

export function insertRibbon({ eventId, inCustody, destroyed, account, day }: RibbonRow): Statement {
  return {
    name: 'stock-ribbon-insert',
    text: 'INSERT INTO stock.ribbon (event_id, in_custody, destroyed, account, day) VALUES ($1, $2, $3, $4, $5)',
    values: [eventId, inCustody, destroyed, account, day],
  };
}

export function selectRibbon(eventId: string): Statement {
  return {
    name: 'stock-ribbon',
    text: `SELECT event_id AS "eventId", in_custody AS "inCustody", destroyed, account, day FROM stock.ribbon WHERE event_id = $1`,
    values: [eventId],
  };
}
