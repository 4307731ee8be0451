import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiBody, ApiConsumes, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { notUnpacked, requestTimedOut } from '../../../kernel/errors/index.js';
import { ApiProblems, CalledBy, CalledOnceBy, STAFF_SCHEME, TakesLines } from '../../../kernel/http/index.js';
import { partnerNotConfigured } from '../../partners/index.js';
import { AdoptedChecks } from '../checks.service.js';
import { ReconciliationDecisions } from '../decisions.service.js';
import { checksNotAgreed, listNotOffered, nothingToCheck, partnerPaused, runNotAwaiting, runNotFound, runOutdated, runUnderWay } from '../reconciliation.errors.js';
import { ReconciliationQueries } from '../reconciliation.queries.js';
import { Runs } from '../runs.service.js';
import { ComparisonSettings } from '../settings.js';
import { BreakList, RunDecided, RunDetailAnswer, RunList, RunStarted } from './reconciliation.answers.js';
import { BreaksQuery, ListQuery, RunBody, RunDecisionBody, RunsQuery } from './reconciliation.requests.js';
import { LIST_EXAMPLE, LIST_TYPES, sentListOf } from './sent-list.js';

const ACT = {
  name: 'Idempotency-Key',
  required: true,
  description: 'A UUIDv4 or at least 22 random characters, new for each act; the same again gives the same answer.',
};
const RunId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => runNotFound() }));

/** Runs of reconciliation: a partner's full list against what the city wants. */
@ApiTags('reconciliation')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/reconciliation')
@Staff('supervisor', 'auditor')
export class RunsController {
  constructor(
    private readonly runs: Runs,
    private readonly queries: ReconciliationQueries,
    private readonly decisions: ReconciliationDecisions,
    private readonly settings: ComparisonSettings,
    private readonly checks: AdoptedChecks,
  ) {}

  @Get('runs')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listRuns', summary: 'List the runs', description: 'The newest first, over all services. A run keeps its place from when it was wanted, so that no page repeats one or leaves one out.' })
  @ApiOkResponse({ type: RunList })
  list(@Query() { service, after, limit }: RunsQuery): Promise<RunList> {
    return this.queries.runs(service ?? null, after ?? null, limit);
  }

  @Post('runs')
  @Staff('supervisor')
  @HttpCode(202)
  @Header('Cache-Control', 'no-store')
  @ApiHeader(ACT)
  @ApiOperation({ operationId: 'startRun', summary: 'Ask a partner for its full list, and compare it; or for accounts that no list has, one by one', description: 'A list is asked for when no other run of the service is under way, and is `queued` until then. A round of checks goes on beside it.' })
  @ApiAcceptedResponse({ type: RunStarted })
  @ApiProblems(listNotOffered, nothingToCheck, checksNotAgreed, partnerPaused, partnerNotConfigured, runUnderWay)
  start(@CalledOnceBy() caller: Caller, @Body() { service, source }: RunBody): Promise<RunStarted> {
    return source === 'check' ? this.checks.request(caller, service) : this.runs.request(caller, service);
  }

  @Post('lists')
  @Staff('supervisor')
  @HttpCode(202)
  @TakesLines()
  @Header('Cache-Control', 'no-store')
  @ApiHeader(ACT)
  @ApiOperation({
    operationId: 'uploadList',
    summary: "Upload a partner's full list, and compare it",
    description:
      'Lines of `token,state,validThrough`, or of JSON with these fields, the last one with its end. It is read as it comes, whatever its size, packed with gzip or not. A list that does not pass a gate is set aside whole: the run says why.',
  })
  @ApiConsumes(...LIST_TYPES)
  @ApiBody({ schema: { type: 'string', example: LIST_EXAMPLE } })
  @ApiAcceptedResponse({ type: RunStarted, description: 'The list was received; the comparison goes on' })
  @ApiProblems(runUnderWay, partnerNotConfigured, notUnpacked, requestTimedOut)
  async upload(
    @CalledBy() caller: Caller,
    @Query() { service, ...given }: ListQuery,
    @Req() request: FastifyRequest,
  ): Promise<RunStarted> {
    return this.runs.receive({ service, claims: given, ...sentListOf(request, caller, { service, ...given }, this.settings.pace) });
  }

  @Get('runs/:id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'showRun', summary: 'Show a run, and how far it is' })
  @ApiOkResponse({ type: RunDetailAnswer })
  @ApiProblems(runNotFound)
  show(@RunId() id: string): Promise<RunDetailAnswer> {
    return this.queries.run(id);
  }

  @Get('runs/:id/breaks')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listBreaks', summary: 'List the breaks that a run has seen' })
  @ApiOkResponse({ type: BreakList })
  @ApiProblems(runNotFound)
  breaks(@CalledBy() caller: Caller, @RunId() id: string, @Query() query: BreaksQuery): Promise<BreakList> {
    const filter = { class: query.class ?? null, state: query.state ?? null };
    return this.queries.breaks(id, filter, { after: query.after ?? null, limit: query.limit }, caller.role === 'supervisor');
  }

  @Post('runs/:id/decision')
  @Staff('supervisor')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiHeader(ACT)
  @ApiOperation({
    operationId: 'decideRun',
    summary: 'Say how a run goes on that waits for it: a list of another size, or more repairs than a run does by itself',
    description:
      'Nothing of a list of another size was kept. Where its size is accepted, a list that was asked for is asked for again at once (`nextRun`); one that was uploaded has to be sent again, under the same number. ' +
      'Repairs that are accepted are made. A run in whose place a later one of the service has come waits no more: it is `outdated`.',
  })
  @ApiOkResponse({ type: RunDecided })
  @ApiProblems(runNotFound, runNotAwaiting, runOutdated, runUnderWay)
  decide(@CalledOnceBy() caller: Caller, @RunId() id: string, @Body() { decision }: RunDecisionBody): Promise<RunDecided> {
    return this.decisions.ofRun(caller, id, decision);
  }
}
