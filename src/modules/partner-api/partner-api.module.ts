import { Module } from '@nestjs/common';
import { LinksModule } from '../links/index.js';
import { PartnersModule } from '../partners/index.js';
import { StatusListController } from './http/status-list.controller.js';
import { TokensController } from './http/tokens.controller.js';
import { IntrospectionService } from './introspection.service.js';
import { StatusListService } from './status-list.service.js';

/** What partners call. */
@Module({
  imports: [LinksModule, PartnersModule],
  controllers: [TokensController, StatusListController],
  providers: [IntrospectionService, StatusListService],
})
export class PartnerApiModule {}
