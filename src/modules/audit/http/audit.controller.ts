import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Staff } from '../../../kernel/auth/index.js';
import { STAFF_SCHEME } from '../../../kernel/http/index.js';
import { AuditQueries } from '../audit.queries.js';
import { AuditPage, AuditQuestion } from './audit.dto.js';

const DEFAULT_LIMIT = 50;

@ApiTags('audit')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/audit')
export class AuditController {
  constructor(private readonly queries: AuditQueries) {}

  @Get()
  @Staff('auditor')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'searchAudit',
    summary: 'Search the audit by actor, act, day, place and outcome',
    description: 'Newest day first. Within a day entries come in the order of random ids: nothing is kept of which was first.',
  })
  @ApiResponse({ status: 200, type: AuditPage })
  search(@Query() question: AuditQuestion): Promise<AuditPage> {
    return this.queries.search({ ...question, limit: question.limit ?? DEFAULT_LIMIT });
  }
}
