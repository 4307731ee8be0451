import { Module } from '@nestjs/common';
import { PartnersModule } from '../partners/index.js';
import { ChangeFeed } from './change-feed.js';
import { ComparableLinks } from './comparable-links.js';
import { EnrolmentService } from './enrolment.service.js';
import { FeedJobs } from './feed.jobs.js';
import { LanesController } from './http/lanes.controller.js';
import { LinksController } from './http/links.controller.js';
import { LaneDesk } from './lane-desk.service.js';
import { MigrationsController } from './http/migrations.controller.js';
import { LinkDesk } from './link-desk.service.js';
import { LinksJobs } from './links.jobs.js';
import { LinksService } from './links.service.js';
import { Misses } from './misses.js';
import { PartnerLists } from './partner-lists.js';
import { PartnerReports } from './partner-reports.js';
import { PublishedLinks } from './published-links.js';
import { PublisherService } from './publisher.service.js';
import { ReceiptsService } from './receipts.service.js';
import { SandboxTokens } from './sandbox-tokens.js';
import { LaneTools, SyncService } from './sync.service.js';
import { MigrationJobs } from './token-migrations/migration.jobs.js';
import { MigrationWork } from './token-migrations/migration-work.js';
import { TokenMigrations } from './token-migrations/token-migrations.service.js';
import { WorkQueue } from './work-queue.js';

/** Needs `ADAPTER_FACTORIES` from the application: modules do not know integrations. */
@Module({
  imports: [PartnersModule],
  controllers: [LinksController, LanesController, MigrationsController],
  providers: [TokenMigrations, MigrationWork, MigrationJobs, Misses, LinkDesk, LaneDesk, EnrolmentService, LinksService, PublisherService, PublishedLinks, ChangeFeed, FeedJobs, PartnerReports, SandboxTokens, ReceiptsService, WorkQueue, LaneTools, SyncService, ComparableLinks, PartnerLists, LinksJobs],
  exports: [TokenMigrations, Misses, EnrolmentService, LinksService, PublisherService, PublishedLinks, ChangeFeed, PartnerReports, SandboxTokens, SyncService, ComparableLinks, PartnerLists, WorkQueue],
})
export class LinksModule {}
