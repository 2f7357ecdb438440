import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';

/** What is counted of deliveries. */
@Injectable()
export class DeliveryMetrics {
  /** By `type` and `outcome`. */
  readonly tries: Counter;
  readonly pending: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.tries = new Counter({
      name: 'gofast_webhook_deliveries_total',
      help: 'Tries to deliver an event to a receiver, by what became of the delivery.',
      labelNames: ['type', 'outcome'],
      registers,
    });
    this.pending = new Gauge({
      name: 'gofast_webhook_deliveries_pending',
      help: 'Deliveries that have still to be made, in the whole service, as last looked at.',
      registers,
    });
  }
}
