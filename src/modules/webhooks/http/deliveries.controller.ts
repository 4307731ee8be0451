import { Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type Caller } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledPerhapsOnceBy, PARTNER_SCHEME } from '../../../kernel/http/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { DeliveriesService } from '../deliveries.service.js';
import { deliveryNotFound, webhookDisabled, webhookNotFound } from '../webhooks.errors.js';
import { PERHAPS_ONCE } from './idempotency-key.js';
import { DeliveriesQuery, DeliveriesView, DeliveryView, EXAMPLE_ID } from './webhook.dto.js';

/** Messages to a partner's webhook. */
@ApiTags('partner webhook')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller('partner/v1/webhook')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Post('ping')
  @HttpCode(202)
  @Header('Cache-Control', 'no-store')
  @ApiHeader(PERHAPS_ONCE)
  @ApiOperation({
    operationId: 'pingWebhook',
    summary: 'Have a message sent that says nothing, to try the receiver out',
    description: 'It is sent once, within a second or two, and listed as what became of it. While one waits, asking again gives that one.',
  })
  @ApiAcceptedResponse({ type: DeliveryView })
  @ApiProblems(webhookNotFound, webhookDisabled)
  ping(@CalledPerhapsOnceBy() caller: Caller, @AskingPartner() { service }: CallingPartner): Promise<DeliveryView> {
    return this.deliveries.ping(caller, service);
  }

  @Get('deliveries')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listDeliveries', summary: 'List messages and what became of them; they are kept for 14 days' })
  @ApiOkResponse({ type: DeliveriesView })
  @ApiProblems(deliveryNotFound)
  list(@AskingPartner() { service }: CallingPartner, @Query() { state, after, limit }: DeliveriesQuery): Promise<DeliveriesView> {
    return this.deliveries.list(service, state ?? null, after ?? null, limit);
  }

  @Post('deliveries/:id/replay')
  @HttpCode(202)
  @Header('Cache-Control', 'no-store')
  @ApiHeader(PERHAPS_ONCE)
  @ApiOperation({
    operationId: 'replayDelivery',
    summary: 'Have a message sent again under the same id',
    description: 'One that was delivered or given up begins its schedule anew; one that waits is tried at once.',
  })
  @ApiParam({ name: 'id', description: 'The `webhook-id` of the message', example: EXAMPLE_ID })
  @ApiAcceptedResponse({ type: DeliveryView })
  @ApiProblems(webhookNotFound, webhookDisabled, deliveryNotFound)
  replay(@CalledPerhapsOnceBy() caller: Caller, @AskingPartner() { service }: CallingPartner, @Param('id') id: string): Promise<DeliveryView> {
    return this.deliveries.replay(caller, service, id);
  }
}
