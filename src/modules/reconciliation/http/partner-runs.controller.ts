import { Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiHeader, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { type Caller } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledBy, PARTNER_SCHEME, TakesLines } from '../../../kernel/http/index.js';
import { notUnpacked, requestTimedOut } from '../../../kernel/errors/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { PartnerRuns } from '../partner-runs.queries.js';
import { runNotFound, runUnderWay, sequenceReused } from '../reconciliation.errors.js';
import { Runs } from '../runs.service.js';
import { ComparisonSettings } from '../settings.js';
import { OwnBreakList, OwnRunDetailAnswer, OwnRunList } from './partner-runs.answers.js';
import { RunStarted } from './reconciliation.answers.js';
import { BreaksQuery, PageQuery, SentListQuery } from './reconciliation.requests.js';
import { LIST_EXAMPLE, LIST_TYPES, sentListOf } from './sent-list.js';

const PERHAPS_ONCE = {
  name: 'Idempotency-Key',
  required: false,
  description: 'A UUIDv4 or at least 22 random characters. With it, a retry is answered as the first request was. A list with a `sequence` needs none.',
};
const RunId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => runNotFound() }));

/** A partner's own lists, and what came of them. */
@ApiTags('partner')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller('partner/v1/reconciliation-runs')
export class PartnerRunsController {
  constructor(
    private readonly runs: Runs,
    private readonly own: PartnerRuns,
    private readonly settings: ComparisonSettings,
  ) {}

  @Post()
  @HttpCode(202)
  @TakesLines()
  @Header('Cache-Control', 'no-store')
  @ApiHeader(PERHAPS_ONCE)
  @ApiOperation({
    operationId: 'sendList',
    summary: 'Send the full list of your tokens, to be compared with what the city wants',
    description:
      'Lines of `token,state,validThrough`, or of JSON with these fields, the last one with its end. It is read as it comes, whatever its size, packed with gzip or not, and is a run from its beginning: the list of runs shows how far it is. ' +
      'The same list with the same `sequence` answers the run that it has made before; another list with the `sequence` of one that was compared is refused. ' +
      'A list that does not pass a gate is set aside whole and may come again, corrected, under its number: the run says why.',
  })
  @ApiConsumes(...LIST_TYPES)
  @ApiBody({ schema: { type: 'string', example: LIST_EXAMPLE } })
  @ApiAcceptedResponse({ type: RunStarted, description: 'The list was received; the comparison goes on' })
  @ApiProblems(runUnderWay, sequenceReused, notUnpacked, requestTimedOut)
  send(
    @CalledBy() caller: Caller,
    @AskingPartner() { service }: CallingPartner,
    @Query() given: SentListQuery,
    @Req() request: FastifyRequest,
  ): Promise<RunStarted> {
    return this.runs.receive({ service, claims: given, byPartner: true, ...sentListOf(request, caller, given, this.settings.pace) });
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listOwnRuns', summary: 'List the runs about your tokens' })
  @ApiOkResponse({ type: OwnRunList })
  list(@AskingPartner() { service }: CallingPartner, @Query() { after, limit }: PageQuery): Promise<OwnRunList> {
    return this.own.runs(service, after ?? null, limit);
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'showOwnRun', summary: 'Show a run about your tokens, and how far it is' })
  @ApiOkResponse({ type: OwnRunDetailAnswer })
  @ApiProblems(runNotFound)
  show(@AskingPartner() { service }: CallingPartner, @RunId() id: string): Promise<OwnRunDetailAnswer> {
    return this.own.run(service, id);
  }

  @Get(':id/breaks')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listOwnBreaks', summary: 'List the differences that a run has seen, with their tokens' })
  @ApiOkResponse({ type: OwnBreakList })
  @ApiProblems(runNotFound)
  breaks(@AskingPartner() { service }: CallingPartner, @RunId() id: string, @Query() query: BreaksQuery): Promise<OwnBreakList> {
    const filter = { class: query.class ?? null, state: query.state ?? null };
    return this.own.breaks(service, id, filter, { after: query.after ?? null, limit: query.limit });
  }
}
