import { Body, Controller, Delete, Get, Header, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Caller } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledPerhapsOnceBy, PARTNER_SCHEME } from '../../../kernel/http/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { WebhookService } from '../webhook.service.js';
import { urlRefused, webhookNotFound } from '../webhooks.errors.js';
import { PERHAPS_ONCE } from './idempotency-key.js';
import { MadeWebhookView, RotatedSecretView, WebhookAddressDto, WebhookView } from './webhook.dto.js';

/** Where a partner is told that there is something new. */
@ApiTags('partner webhook')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller('partner/v1/webhook')
export class WebhookController {
  constructor(private readonly webhooks: WebhookService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getWebhook', summary: 'Show the webhook, without its secret' })
  @ApiOkResponse({ type: WebhookView })
  @ApiProblems(webhookNotFound)
  show(@AskingPartner() { service }: CallingPartner): Promise<WebhookView> {
    return this.webhooks.show(service);
  }

  @Put()
  @Header('Cache-Control', 'no-store')
  @ApiHeader(PERHAPS_ONCE)
  @ApiOperation({
    operationId: 'setWebhook',
    summary: 'Say where to be told of changes: make the webhook, or give it another address',
    description:
      'When it is made, the answer is 201 with the secret by which messages are verified; it tells of what is published from then on. ' +
      'Another address keeps the secret, is told at once what the old one was not, and enables a disabled webhook.',
  })
  @ApiCreatedResponse({ type: MadeWebhookView, description: 'The webhook was made; its secret is shown this once' })
  @ApiOkResponse({ type: WebhookView, description: 'The webhook there was has this address now' })
  @ApiProblems(urlRefused)
  async set(
    @CalledPerhapsOnceBy() caller: Caller,
    @AskingPartner() { service }: CallingPartner,
    @Body() { url }: WebhookAddressDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookView> {
    const { created, webhook } = await this.webhooks.set(caller, service, url);
    void reply.status(created ? 201 : 200);
    return webhook;
  }

  @Delete()
  @HttpCode(204)
  @ApiHeader(PERHAPS_ONCE)
  @ApiOperation({ operationId: 'deleteWebhook', summary: 'Be told nothing any more; the secret and all deliveries go with it' })
  @ApiNoContentResponse()
  @ApiProblems(webhookNotFound)
  remove(@CalledPerhapsOnceBy() caller: Caller, @AskingPartner() { service }: CallingPartner): Promise<void> {
    return this.webhooks.remove(caller, service);
  }

  @Post('secret')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiHeader(PERHAPS_ONCE)
  @ApiOperation({
    operationId: 'rotateWebhookSecret',
    summary: 'Draw a new secret; for 24 hours messages are signed with the old one too',
    description: 'Where the old one must not verify a moment longer, delete the webhook and make it anew.',
  })
  @ApiOkResponse({ type: RotatedSecretView })
  @ApiProblems(webhookNotFound)
  rotate(@CalledPerhapsOnceBy() caller: Caller, @AskingPartner() { service }: CallingPartner): Promise<RotatedSecretView> {
    return this.webhooks.rotate(caller, service);
  }
}
