import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiSecurity, ApiTags } from '@nestjs/swagger';
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
  async list(@AskingPartner() { service }: CallingPartner, @Res() reply: FastifyReply): Promise<void> {
    const { jwt, secondsToLive } = await this.lists.listFor(service);
    await reply
      .header('Content-Type', 'application/statuslist+jwt')
      .header('Cache-Control', `private, max-age=${secondsToLive}`)
      .send(jwt);
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
