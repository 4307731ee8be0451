import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { partnerNotConfigured } from '../../partners/index.js';
import { type Service, SERVICES } from '../domain/service.js';
import { LaneDesk, type LaneView } from '../lane-desk.service.js';
import { noFullAudit, serviceUnknown } from '../links.errors.js';
import { FullAuditAsked, LaneList, LaneStateView } from './lanes.views.js';

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
  @ApiExamples({ answer: { state: 'running' } })
  @ApiParam({ name: 'service', enum: SERVICES })
  @ApiHeader(ACT)
  @ApiOkResponse({ type: LaneStateView })
  @ApiProblems(serviceUnknown)
  resume(@CalledOnceBy() caller: Caller, @Param('service') service: string): Promise<{ state: string }> {
    return this.desk.setPaused(caller, known(service), false);
  }

  @Post(':service/full-audit')
  @HttpCode(202)
  @ApiOperation({ operationId: 'askForFullAudit', summary: 'Tell a partner everything it should have, for it to compare' })
  @ApiParam({ name: 'service', enum: SERVICES, example: 'prescription' })
  @ApiHeader(ACT)
  @ApiAcceptedResponse({ type: FullAuditAsked, description: "Sent at the lane's next turn; asked for twice before that, it is sent once." })
  @ApiProblems(serviceUnknown, noFullAudit, partnerNotConfigured)
  fullAudit(@CalledOnceBy() caller: Caller, @Param('service') service: string): Promise<{ fullAudit: string }> {
    return this.desk.askForFullAudit(caller, known(service));
  }
}

function known(text: string): Service {
  const service = SERVICES.find((one) => one === text);
  if (!service) throw serviceUnknown({ allowed: SERVICES });
  return service;
}
