import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { EventsService } from '../events.service.js';
import { LossesService } from '../losses.service.js';
import {
  eventClosed,
  eventDayPast,
  eventNotFound,
  notBalanced,
  ribbonsUnaccounted,
  separationOfDuties,
  stationUnknown,
  tooFewBlanks,
} from '../stock.errors.js';
import { StockQueries } from '../stock.queries.js';
import { AssignedAnswer, DaysAnswer, DestroyedAnswer, EventAnswer, EventDetail, EventList, MissingAnswer } from './stock.answers.js';
import { AssignmentBody, ClosingBody, DestructionBody, MissingBody, NewEventBody, PageQuery } from './stock.requests.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';

const EventId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => eventNotFound() }));

/** Places and days at which cards are handed out, and their blanks. */
@ApiTags('stock')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/stock/events')
@Staff('supervisor')
export class StockEventsController {
  constructor(
    private readonly events: EventsService,
    private readonly losses: LossesService,
    private readonly queries: StockQueries,
  ) {}

  @Get()
  @Staff('clerk', 'supervisor', 'auditor')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listEvents', summary: 'List the events' })
  @ApiResponse({ status: 200, type: EventList })
  list(@Query() { after, limit }: PageQuery): Promise<EventList> {
    return this.queries.events(after ?? null, limit);
  }

  @Post()
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'openEvent', summary: 'Open an event with its stations' })
  @ApiResponse({ status: 201, type: EventAnswer })
  @ApiProblems(eventDayPast)
  open(@CalledOnceBy() caller: Caller, @Body() body: NewEventBody): Promise<EventAnswer> {
    return this.events.open(caller, body);
  }

  @Get(':id')
  @Staff('supervisor', 'auditor')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'showEvent', summary: "Show an event's books" })
  @ApiResponse({ status: 200, type: EventDetail })
  @ApiProblems(eventNotFound)
  show(@EventId() id: string): Promise<EventDetail> {
    return this.queries.event(id);
  }

  @Post(':id/assignments')
  @HttpCode(200)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'assignBlanks', summary: 'Give blanks from the store to a station' })
  @ApiExamples({ requests: { byNumber: { stationId: 'A2', count: 50 }, byChip: { stationId: 'A2', chips: ['1612345678901234'] } } })
  @ApiResponse({ status: 200, type: AssignedAnswer })
  @ApiProblems(eventNotFound, eventClosed, stationUnknown, tooFewBlanks, separationOfDuties)
  assign(@CalledOnceBy() caller: Caller, @EventId() id: string, @Body() body: AssignmentBody): Promise<AssignedAnswer> {
    return this.events.assign(caller, id, body);
  }

  @Post(':id/missing')
  @HttpCode(200)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'reportMissing', summary: 'Report blanks of a station as missing' })
  @ApiExamples({ request: { stationId: 'A2', count: 1 } })
  @ApiResponse({ status: 200, type: MissingAnswer })
  @ApiProblems(eventNotFound, eventClosed, stationUnknown, tooFewBlanks)
  miss(@CalledOnceBy() caller: Caller, @EventId() id: string, @Body() body: MissingBody): Promise<MissingAnswer> {
    return this.losses.miss(caller, id, body.stationId, body.count);
  }

  @Post(':id/destruction')
  @HttpCode(200)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'destroySpoiled', summary: 'Record that spoiled blanks were destroyed' })
  @ApiExamples({ request: { count: 1 } })
  @ApiResponse({ status: 200, type: DestroyedAnswer })
  @ApiProblems(eventNotFound, tooFewBlanks)
  destroy(@CalledOnceBy() caller: Caller, @EventId() id: string, @Body() body: DestructionBody): Promise<DestroyedAnswer> {
    return this.losses.destroy(caller, id, body.count);
  }

  @Post(':id/close')
  @HttpCode(200)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'closeEvent', summary: 'Close an event that adds up; what is left goes back to the store' })
  @ApiExamples({ request: { closing: 47, ribbons: { inCustody: false, destroyed: true } } })
  @ApiResponse({ status: 200, type: DaysAnswer })
  @ApiProblems(eventNotFound, eventClosed, notBalanced, ribbonsUnaccounted, separationOfDuties)
  close(@CalledOnceBy() caller: Caller, @EventId() id: string, @Body() body: ClosingBody): Promise<DaysAnswer> {
    return this.events.close(caller, id, body);
  }
}
