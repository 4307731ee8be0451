import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { PARTNER_SCHEME } from '../../../kernel/http/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { ReconciliationReports } from '../report/reports.queries.js';
import { AnswersPage, AnswersTable, REPORT_TABLE } from './report-forms.js';
import { ReportAnswer } from './report.answers.js';

/** A partner's report on its own lists. It leaves the city, so small counts are not told. */
@ApiTags('partner')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller('partner/v1')
export class PartnerReportController {
  constructor(private readonly reports: ReconciliationReports) {}

  @Get('reconciliation-report')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getOwnReport', summary: 'How your lists compare: breaks by class and age, and the last 30 runs with lists. Small counts are not told' })
  @ApiOkResponse({ type: ReportAnswer })
  report(@AskingPartner() { service }: CallingPartner): Promise<ReportAnswer> {
    return this.reports.report(service, 'outside');
  }

  @Get('reconciliation-report.html')
  @AnswersPage()
  @ApiOperation({ operationId: 'printOwnReport', summary: 'The same as one page, to be looked at or printed' })
  page(@AskingPartner() { service }: CallingPartner): Promise<string> {
    return this.reports.page(service, 'outside');
  }

  @Get('reconciliation-report.csv')
  @AnswersTable('reconciliation-report', REPORT_TABLE)
  @ApiOperation({ operationId: 'exportOwnReport', summary: 'Breaks by class and age as a table' })
  table(@AskingPartner() { service }: CallingPartner): Promise<string> {
    return this.reports.table(service, 'outside');
  }
}
