import { Module } from '@nestjs/common';
import { LinksModule } from '../links/index.js';
import { CardsQueries } from './cards.queries.js';
import { CardsController } from './http/cards.controller.js';
import { IssuanceService } from './issuance.service.js';
import { LifecycleService } from './lifecycle.service.js';

@Module({
  imports: [LinksModule],
  controllers: [CardsController],
  providers: [IssuanceService, LifecycleService, CardsQueries],
})
export class CardsModule {}
