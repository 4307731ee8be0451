import { Module } from '@nestjs/common';
import { LinksModule } from '../links/index.js';
import { PartnersModule } from '../partners/index.js';
import { Cursors } from './cursors.js';
import { FeedWatch } from './feed-watch.js';
import { ChangesController } from './http/changes.controller.js';
import { TokenMigrationsController } from './http/migrations.controller.js';
import { SandboxTokensController } from './http/sandbox-tokens.controller.js';
import { StatusListController } from './http/status-list.controller.js';
import { TokensController } from './http/tokens.controller.js';
import { IntrospectionService } from './introspection.service.js';
import { StatusListService } from './status-list.service.js';
import { TokenFeed } from './token-feed.service.js';

/** What partners call. */
@Module({
  imports: [LinksModule, PartnersModule],
  controllers: [TokensController, ChangesController, StatusListController, SandboxTokensController, TokenMigrationsController],
  providers: [IntrospectionService, StatusListService, TokenFeed, Cursors, FeedWatch],
})
export class PartnerApiModule {}
