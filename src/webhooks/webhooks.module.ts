import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ADDRESS_RESOLVER, DnsResolver } from './address-resolver.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryJobs } from './delivery-jobs.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DeliverySweeper } from './delivery-sweeper.service.js';
import { DELIVERY_TIMING, STANDARD_TIMING } from './delivery-timing.js';
import { DeliveryTries } from './delivery-tries.js';
import { DeliveryWorker } from './delivery-worker.js';
import { WebhookEvents } from './webhook-events.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Receivers outside, and what they are told. */
@Module({
  imports: [AuthModule],
  controllers: [WebhooksController],
  providers: [
    { provide: ADDRESS_RESOLVER, useClass: DnsResolver },
    { provide: DELIVERY_TIMING, useValue: STANDARD_TIMING },
    DeliveriesService,
    DeliveryJobs,
    DeliveryMetrics,
    DeliverySweeper,
    DeliveryTries,
    DeliveryWorker,
    WebhookEvents,
    WebhookSender,
    WebhooksService,
  ],
  exports: [WebhookEvents],
})
export class WebhooksModule {}
