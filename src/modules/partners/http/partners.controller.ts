import { Body, Controller, Get, Header, Param, ParseUUIDPipe, Patch, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { PendingAnswer } from '../../staff/index.js';
import { PartnerAdmin } from '../partner-admin.service.js';
import { PartnerChanges, type PendingPartnerChange } from '../partner-changes.service.js';
import { PartnerQueries } from '../partner.queries.js';
import {
  clientKeyInvalid,
  clientKeyPrivate,
  clientNotFound,
  partnerNotFound,
  profileUnknown,
  serviceTaken,
  settingsInvalid,
  versionConflict,
  versionRequired,
} from '../partners.errors.js';
import { entityTag, IfMatch } from './if-match.js';
import { ClientAnswer, PartnerAnswer, PartnerDetail, PartnerList } from './partner.answers.js';
import { ClientPatch, NewClientBody, NewPartnerBody, PartnerPatch } from './partner.requests.js';

const PartnerId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => partnerNotFound() }));
const ClientId = () => Param('clientId', new ParseUUIDPipe({ exceptionFactory: () => clientNotFound() }));
const Act = () => ApiHeader({ name: 'Idempotency-Key', required: true, description: 'UUIDv4 or at least 22 random characters' });

@ApiTags('partners')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/partners')
@Staff('admin')
export class PartnersController {
  constructor(
    private readonly admin: PartnerAdmin,
    private readonly changes: PartnerChanges,
    private readonly queries: PartnerQueries,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listPartners', summary: 'List the partners' })
  @ApiResponse({ status: 200, type: PartnerList })
  async list(): Promise<PartnerList> {
    return { partners: await this.queries.all(), next: null };
  }

  @Post()
  @Act()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'registerPartner', summary: 'Register the partner of a service' })
  @ApiResponse({ status: 201, type: PartnerAnswer })
  @ApiProblems(profileUnknown, settingsInvalid, serviceTaken)
  async register(
    @CalledOnceBy() caller: Caller,
    @Body() body: NewPartnerBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PartnerAnswer> {
    return tagged(reply, await this.admin.register(caller, body));
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'showPartner', summary: 'Show a partner and its clients' })
  @ApiResponse({ status: 200, type: PartnerDetail })
  @ApiProblems(partnerNotFound)
  async show(@PartnerId() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<PartnerDetail> {
    const { partner, clients } = await this.queries.one(id);
    return tagged(reply, { ...partner, clients });
  }

  @Patch(':id')
  @Act()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'changePartner',
    summary: 'Change a partner by a merge patch (RFC 7396)',
    description: 'Profile, settings, credentials and the end of a pause wait for a second administrator. A pause holds at once.',
  })
  @ApiResponse({ status: 202, type: PendingAnswer, description: 'Waits for a second person' })
  @ApiExamples({ requests: { pause: { state: 'paused' }, settings: { settings: { concurrency: 2 }, credentials: { clientSecret: 'the next secret' } } } })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiBody({ type: PartnerPatch })
  @ApiHeader({ name: 'If-Match', required: true, description: 'The version you have read, as an entity tag: "3"' })
  @ApiResponse({ status: 200, type: PartnerAnswer })
  @ApiProblems(partnerNotFound, versionRequired, versionConflict, profileUnknown, settingsInvalid)
  async change(
    @CalledOnceBy() caller: Caller,
    @PartnerId() id: string,
    @IfMatch() version: number,
    @Body() body: PartnerPatch,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PartnerAnswer | PendingPartnerChange> {
    const answer = await this.changes.change(caller, id, version, body);
    if (!('approval' in answer)) return tagged(reply, answer);
    void reply.status(202);
    return answer;
  }

  @Post(':id/clients')
  @Act()
  @ApiOperation({ operationId: 'registerClient', summary: 'Register a program that may ask for access tokens for this partner' })
  @ApiResponse({ status: 201, type: ClientAnswer })
  @ApiProblems(partnerNotFound, clientKeyInvalid, clientKeyPrivate)
  registerClient(
    @CalledOnceBy() caller: Caller,
    @PartnerId() id: string,
    @Body() body: NewClientBody,
  ): Promise<ClientAnswer> {
    return this.admin.registerClient(caller, id, body.jwks);
  }

  @Patch(':id/clients/:clientId')
  @Act()
  @ApiOperation({ operationId: 'changeClientState', summary: 'Disable or enable a client' })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiBody({ type: ClientPatch })
  @ApiResponse({ status: 200, type: ClientAnswer })
  @ApiProblems(partnerNotFound, clientNotFound)
  setClientState(
    @CalledOnceBy() caller: Caller,
    @PartnerId() id: string,
    @ClientId() clientId: string,
    @Body() body: ClientPatch,
  ): Promise<ClientAnswer> {
    return this.admin.setClientState(caller, id, { clientId, state: body.state });
  }
}

function tagged<T extends { readonly version: number }>(reply: FastifyReply, answer: T): T {
  void reply.header('ETag', entityTag(answer.version));
  return answer;
}
