import { Module } from '@nestjs/common';
import { LinksModule } from '../links/index.js';
import { PartnersModule } from '../partners/index.js';
import { Announcer } from './announcer.js';
import { WebhookCleanup } from './cleanup.js';
import { Courier, CourierTools } from './courier.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryLine } from './delivery-line.js';
import { DeliveryWatch } from './delivery-watch.js';
import { DeliveriesController } from './http/deliveries.controller.js';
import { WebhookController } from './http/webhook.controller.js';
import { NameLookup } from './name-lookup.js';
import { TargetDesk } from './target-desk.js';
import { WebhookService } from './webhook.service.js';
import { WebhooksJobs, WebhookWorkers } from './webhooks.jobs.js';

/** Tells partners that there is something new for them. */
@Module({
  imports: [LinksModule, PartnersModule],
  controllers: [WebhookController, DeliveriesController],
  providers: [
    NameLookup,
    TargetDesk,
    DeliveryLine,
    DeliveryWatch,
    WebhookService,
    DeliveriesService,
    Announcer,
    CourierTools,
    Courier,
    WebhookCleanup,
    WebhookWorkers,
    WebhooksJobs,
  ],
})
export class WebhooksModule {}
