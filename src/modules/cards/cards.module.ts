import { Module } from '@nestjs/common';
import { LinksModule } from '../links/index.js';
import { AdoptionDesk } from './adoption-desk.js';
import { AlterationService } from './alteration.service.js';
import { CardActs } from './card-acts.js';
import { CardDrawing } from './card-drawing.js';
import { CardsQueries } from './cards.queries.js';
import { CardChangesController } from './http/card-changes.controller.js';
import { CardsController } from './http/cards.controller.js';
import { IssuanceService } from './issuance.service.js';
import { LifecycleService } from './lifecycle.service.js';
import { SuccessionService, SuccessionTools } from './succession.service.js';

@Module({
  imports: [LinksModule],
  controllers: [CardsController, CardChangesController],
  providers: [AdoptionDesk, CardDrawing, CardActs, IssuanceService, SuccessionTools, SuccessionService, AlterationService, LifecycleService, CardsQueries],
})
export class CardsModule {}
