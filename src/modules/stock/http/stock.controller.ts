import { Body, Controller, Get, Header, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledBy, CalledOnceBy, csvOf, STAFF_SCHEME, TakesCsv } from '../../../kernel/http/index.js';
import { ticketFor } from '../../../kernel/idempotency/index.js';
import { partnerNotConfigured } from '../../partners/index.js';
import { LossesService } from '../losses.service.js';
import { ReceivingService } from '../receiving.service.js';
import {
  blankNotHere,
  chipTaken,
  eventClosed,
  eventNotFound,
  fileInvalid,
  filePairsNumbers,
  separationOfDuties,
  stationRequired,
} from '../stock.errors.js';
import { StockQueries } from '../stock.queries.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';
import { ReceivedAnswer, SpoiledAnswer, StoreAnswer } from './stock.answers.js';
import { SpoilageBody } from './stock.requests.js';

/** The store of blanks, and what a station spoils. */
@ApiTags('stock')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/stock')
export class StockController {
  constructor(
    private readonly receiving: ReceivingService,
    private readonly losses: LossesService,
    private readonly queries: StockQueries,
  ) {}

  @Get()
  @Staff('supervisor', 'auditor')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'showStore', summary: 'Show how many blanks no event has' })
  @ApiResponse({ status: 200, type: StoreAnswer })
  store(): Promise<StoreAnswer> {
    return this.queries.store();
  }

  @Post('batches')
  @Staff('supervisor')
  @TakesCsv()
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'receiveBatch', summary: 'Receive blanks by the list of their chips: one identifier in each line, and no second column' })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', example: 'chip\n1612345678901234\n1612345678901235\n' } })
  @ApiExamples({ answer: { received: 2 } })
  @ApiResponse({ status: 201, type: ReceivedAnswer })
  @ApiProblems(fileInvalid, filePairsNumbers, chipTaken, partnerNotConfigured)
  async receive(
    @CalledBy() caller: Caller,
    @Headers('idempotency-key') key: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<ReceivedAnswer> {
    const scope = `${caller.account} POST /v1/stock/batches`;
    // Without a good key the list is not even read.
    ticketFor(scope, key, null);
    const batch = await this.receiving.read(csvOf(request));
    return this.receiving.receive({ ...caller, once: ticketFor(scope, key, batch.digest) }, batch);
  }

  @Post('spoilage')
  @HttpCode(200)
  @Staff('clerk', 'supervisor')
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'spoilBlanks', summary: 'Report blanks of your station that cannot be used any more' })
  @ApiExamples({ requests: { byNumber: { count: 1 }, byChip: { chip: '1612345678901234' } } })
  @ApiResponse({ status: 200, type: SpoiledAnswer })
  @ApiProblems(stationRequired, blankNotHere, eventNotFound, eventClosed, separationOfDuties)
  spoil(@CalledOnceBy() caller: Caller, @Body() body: SpoilageBody): Promise<SpoiledAnswer> {
    return this.losses.spoil(caller, body);
  }
}
