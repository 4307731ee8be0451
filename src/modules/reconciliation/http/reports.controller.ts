import { type Readable } from 'node:stream';
import { Controller, Get, Header, Param, ParseUUIDPipe, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Staff } from '../../../kernel/auth/index.js';
import { ApiProblems, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { runNotFound } from '../reconciliation.errors.js';
import { ReconciliationReports } from '../report/reports.queries.js';
import { AnswersPage, AnswersTable, REPORT_TABLE, streamOf } from './report-forms.js';
import { ReportAnswer } from './report.answers.js';
import { BreaksTableQuery, ReportQuery, RunsTableQuery } from './report.requests.js';

const RUNS_TABLE = 'id,service,source,state,reason,asOf\r\n7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21,library,pull,done,,2026-11-23\r\n';
const BREAKS_TABLE =
  'id,service,class,urgent,state,reason,firstSeen,lastSeen,age\r\n4b0f5c1e-93d6-4f0c-8a6e-2f9c2f6f5d10,library,missing,false,open,,2026-11-22,2026-11-23,0-1\r\n';

/** Reports on reconciliation, for the city and for what it gives away. */
@ApiTags('reconciliation')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/reconciliation')
@Staff('supervisor', 'auditor')
export class ReportsController {
  constructor(private readonly reports: ReconciliationReports) {}

  @Get('report')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'showReport', summary: 'Show how a partner and the city stand: breaks by class and age, and the last 30 runs with lists' })
  @ApiOkResponse({ type: ReportAnswer })
  report(@Query() { service, audience }: ReportQuery): Promise<ReportAnswer> {
    return this.reports.report(service, audience);
  }

  @Get('report.html')
  @AnswersPage()
  @ApiOperation({ operationId: 'printReport', summary: 'The report as one page, to be looked at or printed' })
  page(@Query() { service, audience }: ReportQuery): Promise<string> {
    return this.reports.page(service, audience);
  }

  @Get('report.csv')
  @AnswersTable('reconciliation-report', REPORT_TABLE)
  @ApiOperation({ operationId: 'exportReport', summary: 'Breaks by class and age as a table' })
  table(@Query() { service, audience }: ReportQuery): Promise<string> {
    return this.reports.table(service, audience);
  }

  @Get('runs.csv')
  @AnswersTable('reconciliation-runs', RUNS_TABLE)
  @ApiOperation({ operationId: 'exportRuns', summary: 'All runs with their counts as a table, newest first' })
  runs(@Query() { service }: RunsTableQuery): StreamableFile {
    return fileOf(streamOf(this.reports.runsTable(service ?? null)));
  }

  @Get('runs/:id/breaks.csv')
  @AnswersTable('reconciliation-breaks', BREAKS_TABLE)
  @ApiOperation({ operationId: 'exportBreaks', summary: 'The breaks that a run has seen as a table, without tokens' })
  @ApiProblems(runNotFound)
  async breaks(
    @Param('id', new ParseUUIDPipe({ exceptionFactory: () => runNotFound() })) id: string,
    @Query() query: BreaksTableQuery,
  ): Promise<StreamableFile> {
    return fileOf(streamOf(await this.reports.breaksTable(id, { class: query.class ?? null, state: query.state ?? null })));
  }
}

const fileOf = (stream: Readable) => new StreamableFile(stream, { type: 'text/csv; charset=utf-8' });
