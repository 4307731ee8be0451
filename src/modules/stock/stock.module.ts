import { Module } from '@nestjs/common';
import { PartnersModule } from '../partners/index.js';
import { StaffModule } from '../staff/index.js';
import { Chips } from './chips.js';
import { EventsService } from './events.service.js';
import { StockEventsController } from './http/events.controller.js';
import { StationController } from './http/station.controller.js';
import { StockController } from './http/stock.controller.js';
import { LossesService } from './losses.service.js';
import { ReceivingService } from './receiving.service.js';
import { Refusals } from './refusals.js';
import { StationsService } from './stations.service.js';
import { StockQueries } from './stock.queries.js';
import { StockService } from './stock.service.js';

/** Blanks: every one is accounted for until a card is made of it. */
@Module({
  imports: [PartnersModule, StaffModule],
  controllers: [StockController, StockEventsController, StationController],
  providers: [Chips, Refusals, StockService, ReceivingService, EventsService, LossesService, StationsService, StockQueries],
  exports: [StockService],
})
export class StockModule {}
