import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { invalidRequest } from '../../kernel/errors/index.js';
import { Chips } from './chips.js';
import { toDestroy } from './domain/balance.js';
import { noted, placeOf } from './domain/place.js';
import { done, EventBook } from './event-book.js';
import { Refusals } from './refusals.js';
import { blankNotHere, stationRequired, tooFewBlanks } from './stock.errors.js';
import { takeBlanks, takeChip } from './stock.store.js';

/** Either so many blanks, or this very one. */
export interface Spoilage {
  readonly chip?: string;
  readonly count?: number;
}

/** Blanks that no card was made of. */
@Injectable()
export class LossesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly chips: Chips,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Blanks of the caller's station cannot be used any more. They are kept until they are destroyed.
   * @throws DomainError `stock.station_required`, `stock.blank_not_here`, `stock.event_closed`, or
   *   `stock.separation_of_duties`, which is audited.
   */
  spoil(caller: Caller, { chip, count }: Spoilage): Promise<{ spoiled: number }> {
    if ((chip === undefined) === (count === undefined)) throw invalidRequest({ allowed: ['chip', 'count'] });
    const work = async (tx: Tx) => {
      if (caller.place === null) throw stationRequired();
      const place = placeOf(caller.place);
      const book = await EventBook.open(tx, place.eventId);
      await book.onDuty(caller.account, 'issuing');
      const wanted = count ?? 1;
      const gone = await tx.query(chip === undefined ? takeBlanks(place, wanted) : takeChip(place, this.chips.indexes(chip)));
      if (gone.length < wanted) throw blankNotHere();
      await book.count(this.clock.today(), 'spoiled', wanted);
      return { result: { spoiled: wanted }, audit: done('stock.spoil') };
    };
    return this.refusals.watch(caller, 'stock.spoil', work);
  }

  /**
   * Blanks of a station are not there, and nobody knows why.
   * @throws DomainError `stock.event_not_found`, `stock.event_closed`, `stock.station_unknown` or `stock.too_few_blanks`.
   */
  miss(caller: Caller, eventId: string, stationId: string, count: number): Promise<{ missing: number }> {
    return this.work.run(noted(caller, eventId, stationId), async (tx) => {
      const book = await EventBook.open(tx, eventId);
      const gone = await tx.query(takeBlanks(book.placeAt(stationId), count));
      if (gone.length < count) throw tooFewBlanks({ limit: gone.length });
      await book.count(this.clock.today(), 'missing', count);
      return { result: { missing: count }, audit: done('stock.missing') };
    });
  }

  /**
   * Spoiled blanks were destroyed; after the close too.
   * @throws DomainError `stock.event_not_found`, or `stock.too_few_blanks` for more than were spoiled.
   */
  destroy(caller: Caller, eventId: string, count: number): Promise<{ destroyed: number }> {
    return this.work.run(noted(caller, eventId), async (tx) => {
      const book = await EventBook.of(tx, eventId);
      const limit = toDestroy(await book.days());
      if (count > limit) throw tooFewBlanks({ limit });
      await book.count(this.clock.today(), 'destroyed', count);
      return { result: { destroyed: count }, audit: done('stock.destroy') };
    });
  }
}
