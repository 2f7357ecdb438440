import { Module } from '@nestjs/common';
import { DeliveryJobs } from './delivery-jobs.js';
import { WebhookEvents } from './webhook-events.js';

/** Receivers outside, and what they are told. */
@Module({ providers: [DeliveryJobs, WebhookEvents], exports: [WebhookEvents] })
export class WebhooksModule {}
