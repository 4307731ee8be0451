import { Inject, Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { type Tx } from '../../kernel/database/index.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { Chips } from './chips.js';
import { placeOf } from './domain/place.js';
import { EventBook } from './event-book.js';
import { blankNotHere, stationRequired } from './stock.errors.js';
import { takeBlanks, takeChip } from './stock.store.js';

/** Blanks, for whoever makes cards of them. */
@Injectable()
export class StockService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly chips: Chips,
    private readonly clock: Clock,
  ) {}

  /** Whether a new card by this caller takes a blank from stock, and so needs a transaction for `draw`. */
  applies(caller: Caller): boolean {
    return caller.place !== null || this.config.stock === 'required';
  }

  /**
   * Takes the blank of a new card out of the stock of the caller's station. Without a station nothing happens, unless
   * stock is required. Call it last in a transaction: until the commit, the event's other stations wait.
   * @param chip the adopted transit identifier: then it must be this very blank. Otherwise it is any of the station's.
   * @param as `spoiled` for the replacement of a bad print: the earlier blank was counted as issued, and one of the two
   *   has been spoiled.
   * @throws DomainError `stock.station_required`, `stock.blank_not_here`, `stock.event_not_found`, `stock.event_closed`
   *   or `stock.separation_of_duties`.
   */
  async draw(tx: Tx, caller: Caller, chip: string | undefined, as: 'issued' | 'spoiled' = 'issued'): Promise<void> {
    if (!this.applies(caller)) return;
    if (caller.place === null) throw stationRequired();
    const place = placeOf(caller.place);
    const book = await EventBook.open(tx, place.eventId);
    await book.onDuty(caller.account, 'issuing');
    const taken = await tx.query(chip === undefined ? takeBlanks(place, 1) : takeChip(place, this.chips.indexes(chip)));
    if (taken.length === 0) throw blankNotHere();
    await book.count(this.clock.today(), as);
  }
}
