import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { type Service, SERVICES } from '../domain/service.js';
import { LaneDesk, type LaneView } from '../lane-desk.service.js';
import { serviceUnknown } from '../links.errors.js';
import { LaneList, LaneStateView } from './lanes.views.js';

const ACT = { name: 'Idempotency-Key', required: true, description: 'A UUIDv4 or at least 22 random characters, new for each act.' };

/** The way to each partner, as an operator sees it. */
@ApiTags('lanes')
@ApiBearerAuth(STAFF_SCHEME)
@Staff('supervisor')
@Controller('v1/lanes')
export class LanesController {
  constructor(private readonly desk: LaneDesk) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listLanes', summary: 'See what waits for each partner and how its lane has fared' })
  @ApiOkResponse({ type: LaneList })
  async list(): Promise<{ lanes: LaneView[]; next: null }> {
    return { lanes: await this.desk.list(), next: null };
  }

  @Post(':service/pause')
  @HttpCode(200)
  @ApiOperation({ operationId: 'pauseLane', summary: 'Stop what goes to a partner; nothing is lost' })
  @ApiParam({ name: 'service', enum: SERVICES })
  @ApiHeader(ACT)
  @ApiOkResponse({ type: LaneStateView })
  @ApiProblems(serviceUnknown)
  pause(@CalledOnceBy() caller: Caller, @Param('service') service: string): Promise<{ state: string }> {
    return this.desk.setPaused(caller, known(service), true);
  }

  @Post(':service/resume')
  @HttpCode(200)
  @ApiOperation({ operationId: 'resumeLane', summary: 'Let a stopped lane go on' })
  @ApiParam({ name: 'service', enum: SERVICES })
  @ApiHeader(ACT)
  @ApiOkResponse({ type: LaneStateView })
  @ApiProblems(serviceUnknown)
  resume(@CalledOnceBy() caller: Caller, @Param('service') service: string): Promise<{ state: string }> {
    return this.desk.setPaused(caller, known(service), false);
  }
}

function known(text: string): Service {
  const service = SERVICES.find((one) => one === text);
  if (!service) throw serviceUnknown({ allowed: SERVICES });
  return service;
}
