import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledBy, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { type DeskView, LinkDesk } from '../link-desk.service.js';
import { linkEnded, linkNotFound, linkNotWaiting, serviceUnknown, tooManyMisses } from '../links.errors.js';
import { DeskLinkView, LinkTokenDto } from './links.dto.js';

const ACT = { name: 'Idempotency-Key', required: true, description: 'A UUIDv4 or at least 22 random characters, new for each act.' };

/** One link by its own token; the other services of the card cannot be found from it. */
@ApiTags('links')
@ApiBearerAuth(STAFF_SCHEME)
@Staff('supervisor', 'clerk')
@Controller('v1/links')
export class LinksController {
  constructor(private readonly desk: LinkDesk) {}

  @Post('lookup')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'lookUpLink', summary: 'See one link by its token; nothing is recorded' })
  @ApiExamples({ answer: { service: 'library', desired: 'active', reported: 'active' } })
  @ApiOkResponse({ type: DeskLinkView })
  @ApiProblems(linkNotFound, serviceUnknown, tooManyMisses)
  lookUp(@CalledBy() caller: Caller, @Body() { service, token }: LinkTokenDto): Promise<DeskView> {
    return this.desk.lookUp(caller, service, token);
  }

  @Post('suspension')
  @HttpCode(200)
  @ApiOperation({ operationId: 'suspendLink', summary: 'Block one service by its own printed number' })
  @ApiHeader(ACT)
  @ApiExamples({ answer: { service: 'library', desired: 'suspended', reported: 'active' } })
  @ApiOkResponse({ type: DeskLinkView })
  @ApiProblems(linkNotFound, linkEnded, serviceUnknown, tooManyMisses)
  suspend(@CalledOnceBy() caller: Caller, @Body() { service, token }: LinkTokenDto): Promise<DeskView> {
    return this.desk.suspend(caller, service, token);
  }

  @Post('resync')
  @HttpCode(200)
  @ApiOperation({ operationId: 'resyncLink', summary: 'Send the state of one link to its partner again' })
  @ApiHeader(ACT)
  @ApiExamples({ answer: { service: 'library', desired: 'active', reported: 'active' } })
  @ApiOkResponse({ type: DeskLinkView })
  @ApiProblems(linkNotFound, linkEnded, serviceUnknown, tooManyMisses)
  resync(@CalledOnceBy() caller: Caller, @Body() { service, token }: LinkTokenDto): Promise<DeskView> {
    return this.desk.resync(caller, service, token);
  }

  @Post('set-aside')
  @HttpCode(200)
  @Staff('supervisor')
  @ApiOperation({ operationId: 'setLinkAside', summary: 'Stop trying to send one link to its partner' })
  @ApiHeader(ACT)
  @ApiExamples({ answer: { service: 'library', desired: 'active', reported: 'suspended', errorCode: 'library.bad_reference' } })
  @ApiOkResponse({ type: DeskLinkView })
  @ApiProblems(linkNotFound, linkNotWaiting, serviceUnknown, tooManyMisses)
  setAside(@CalledOnceBy() caller: Caller, @Body() { service, token }: LinkTokenDto): Promise<DeskView> {
    return this.desk.setAside(caller, service, token);
  }
}
