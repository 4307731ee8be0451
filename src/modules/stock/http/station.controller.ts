import { Body, Controller, Delete, Header, HttpCode, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Principal, Staff } from '../../../kernel/auth/index.js';
import { ApiProblems, SignedIn, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { StationsService } from '../stations.service.js';
import { eventClosed, eventNotFound, stationUnknown } from '../stock.errors.js';
import { PlacedAnswer } from './stock.answers.js';
import { PlaceBody } from './stock.requests.js';

/** Where a signed-in person works. */
@ApiTags('staff sign-in')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/auth/station')
@Staff('clerk', 'supervisor')
export class StationController {
  constructor(private readonly stations: StationsService) {}

  @Put()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'takeStation', summary: 'Say at which event and station you work from now on' })
  @ApiResponse({ status: 200, type: PlacedAnswer })
  @ApiProblems(eventNotFound, eventClosed, stationUnknown)
  take(@SignedIn() { within }: Principal, @Body() { eventId, stationId }: PlaceBody): Promise<PlacedAnswer> {
    return this.stations.take(within, eventId, stationId);
  }

  @Delete()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'leaveStation', summary: 'Say that you work at no station any more' })
  @ApiResponse({ status: 200, type: PlacedAnswer })
  leave(@SignedIn() { within }: Principal): Promise<PlacedAnswer> {
    return this.stations.leave(within);
  }
}
