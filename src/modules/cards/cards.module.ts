import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { LinksModule } from '../links/index.js';
import { RulesModule } from '../rules/index.js';
import { StockModule } from '../stock/index.js';
import { AdoptionDesk } from './adoption-desk.js';
import { AlterationService } from './alteration.service.js';
import { CardActs } from './card-acts.js';
import { CardDrawing } from './card-drawing.js';
import { CardTerms } from './card-terms.js';
import { CardHistory } from './card-history.js';
import { CardsQueries } from './cards.queries.js';
import { CardChangesController } from './http/card-changes.controller.js';
import { CardsController } from './http/cards.controller.js';
import { CardHistoryController } from './http/history.controller.js';
import { IssuanceService } from './issuance.service.js';
import { LifecycleService } from './lifecycle.service.js';
import { SuccessionService, SuccessionTools } from './succession.service.js';

@Module({
  imports: [LinksModule, AuditModule, RulesModule, StockModule],
  controllers: [CardsController, CardChangesController, CardHistoryController],
  providers: [AdoptionDesk, CardTerms, CardDrawing, CardActs, IssuanceService, SuccessionTools, SuccessionService, AlterationService, LifecycleService, CardsQueries, CardHistory],
})
export class CardsModule {}
