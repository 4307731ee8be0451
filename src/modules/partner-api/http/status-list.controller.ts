import { Controller, Get, Header, Headers, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiExamples, PARTNER_SCHEME } from '../../../kernel/http/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { StatusListService } from '../status-list.service.js';
import { EXAMPLES } from './partner-api.examples.js';

const KEY_SET = {
  type: 'object',
  required: ['keys'],
  properties: { keys: { type: 'array', items: { type: 'object', additionalProperties: { type: 'string' } } } },
};

/** Checking tokens offline. */
@ApiTags('partner')
@Controller('partner/v1/status-list')
export class StatusListController {
  constructor(private readonly lists: StatusListService) {}

  @Get()
  @ForPartners()
  @ApiSecurity(PARTNER_SCHEME)
  @ApiOperation({ operationId: 'getStatusList', summary: "The partner's own status list (IETF Token Status List), signed" })
  @ApiProduces('application/statuslist+jwt')
  @ApiOkResponse({ schema: { type: 'string', example: 'eyJhbGciOiJFZERTQSIsInR5cCI6InN0YXR1c2xpc3Qrand0In0...' } })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'The `ETag` of the list you have', schema: { type: 'string', example: '"kq0-4lLHQ7J2mYxw3bJ9Vg"' } })
  @ApiResponse({ status: 304, description: 'The list you have is the one of this window' })
  async list(@AskingPartner() { service }: CallingPartner, @Headers('if-none-match') held: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const { jwt, entityTag, secondsToLive } = await this.lists.listFor(service);
    void reply.header('Cache-Control', `private, max-age=${secondsToLive}`).header('ETag', entityTag);
    if (names(held, entityTag)) return void (await reply.status(304).send());
    await reply.header('Content-Type', 'application/statuslist+jwt').send(jwt);
  }

  @Get('keys')
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({ operationId: 'getStatusListKeys', summary: 'The keys that verify status lists (JWKS)' })
  @ApiExamples(EXAMPLES.statusListKeys)
  @ApiOkResponse({ schema: KEY_SET })
  keys() {
    return this.lists.keys();
  }
}

/** RFC 9110, section 13.1.2: weak comparison, of any of the tags that are named. */
function names(field: string | undefined, entityTag: string): boolean {
  const tags = (field ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(entityTag) || tags.includes('*');
}
