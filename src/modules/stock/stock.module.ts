import { Module } from '@nestjs/common';
import { Chips } from './chips.js';
import { StockService } from './stock.service.js';

/** Blanks: every one is accounted for until a card is made of it. */
@Module({
  providers: [Chips, StockService],
  exports: [StockService],
})
export class StockModule {}
