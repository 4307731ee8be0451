import { Body, Controller, Header, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { ReconciliationDecisions } from '../decisions.service.js';
import { breakNotFound, decisionNotPossible, linkChanged } from '../reconciliation.errors.js';
import { BreakDecided } from './reconciliation.answers.js';
import { BreakDecisionBody } from './reconciliation.requests.js';

const ACT = { name: 'Idempotency-Key', required: true, description: 'A UUIDv4 or at least 22 random characters, new for each act.' };
const BreakId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => breakNotFound() }));

/** One difference between the city and a partner. */
@ApiTags('reconciliation')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/reconciliation/breaks')
@Staff('supervisor')
export class BreaksController {
  constructor(private readonly decisions: ReconciliationDecisions) {}

  @Post(':id/decision')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiHeader(ACT)
  @ApiOperation({ operationId: 'decideBreak', summary: 'Decide about a break: tell the partner again, accept it, wait for the partner, or open it again' })
  @ApiOkResponse({ type: BreakDecided })
  @ApiProblems(breakNotFound, decisionNotPossible, linkChanged)
  decide(@CalledOnceBy() caller: Caller, @BreakId() id: string, @Body() { decision, reason }: BreakDecisionBody): Promise<BreakDecided> {
    return this.decisions.ofBreak(caller, id, decision, reason);
  }
}
