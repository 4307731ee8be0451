import { Module } from '@nestjs/common';
import { LinksModule } from '../links/index.js';
import { PartnersModule } from '../partners/index.js';
import { BreaksController } from './http/breaks.controller.js';
import { PartnerReportController } from './http/partner-report.controller.js';
import { PartnerRunsController } from './http/partner-runs.controller.js';
import { ReportsController } from './http/reports.controller.js';
import { RunsController } from './http/runs.controller.js';
import { ReconciliationDecisions } from './decisions.service.js';
import { ChecksJobs } from './checks.jobs.js';
import { AdoptedChecks } from './checks.service.js';
import { KnownLists } from './known-lists.js';
import { ListSources } from './list-sources.js';
import { ListRun, RunParts } from './list-run.js';
import { PartnerRuns } from './partner-runs.queries.js';
import { ReconciliationJobs } from './reconciliation.jobs.js';
import { ReconciliationQueries } from './reconciliation.queries.js';
import { ReconciliationReports } from './report/reports.queries.js';
import { Repairs } from './repairs.service.js';
import { Retention } from './retention.service.js';
import { RunLock } from './run-lock.js';
import { Runs, RunStages } from './runs.service.js';
import { ListGauges, ScheduleJobs } from './schedule.jobs.js';
import { Schedule } from './schedule.service.js';
import { SentLists } from './sent-lists.service.js';
import { Settlement } from './settlement.js';
import { ComparisonSettings } from './settings.js';

/** What partners hold is compared with what the city wants. */
@Module({
  imports: [PartnersModule, LinksModule],
  controllers: [RunsController, BreaksController, PartnerRunsController, ReportsController, PartnerReportController],
  providers: [
    ...[ComparisonSettings, RunLock, Settlement, Retention, Repairs, RunParts, ListRun, SentLists, RunStages, Runs, ReconciliationDecisions],
    ...[ReconciliationQueries, ReconciliationReports, PartnerRuns, KnownLists, ReconciliationJobs],
    ...[ListSources, Schedule, ScheduleJobs, ListGauges, AdoptedChecks, ChecksJobs],
  ],
  exports: [Runs, Schedule, ReconciliationDecisions, ReconciliationQueries, ReconciliationReports],
})
export class ReconciliationModule {}
