import { EntityManager, LockMode, raw } from '@mikro-orm/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { inTransaction } from '../database/transaction.js';
import { DeliveryJobs } from './delivery-jobs.js';
import { disable } from './disabling.js';
import { DELIVERY_TIMING, leaseMs, nextDelayMs, type DeliveryTiming } from './delivery-timing.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import type { SendResult } from './webhook-sender.js';
import { Webhook } from './webhook.entity.js';

/** The right to try a delivery, and later to say how it went, for as long as no newer one was given. */
export interface Try {
  delivery: Pick<WebhookDelivery, 'id' | 'messageId' | 'type' | 'payload'>;
  webhook: Pick<Webhook, 'id' | 'url'> & { sealedSecret: string };
  /** Tries of this delivery with this one: its fence. */
  attempts: number;
  /** The same since it was last sent by hand. */
  round: number;
}

/** What became of a delivery by a try. */
export type TryOutcome = 'delivered' | 'retried' | 'failed' | 'interrupted' | 'superseded';

/** One that is given up this many times in a row, or gives nothing but failures for so long, is told nothing more. */
const MAX_CONSECUTIVE_FAILURES = 5;
const MAX_FAILING_MS = 3 * 24 * 60 * 60 * 1_000;

/** The rows of deliveries: who may try one, and what follows of how it went. Holds no connection in between. */
@Injectable()
export class DeliveryTries {
  private readonly logger = new Logger(DeliveryTries.name);

  constructor(
    private readonly em: EntityManager,
    private readonly jobs: DeliveryJobs,
    @Inject(DELIVERY_TIMING) private readonly timing: DeliveryTiming,
  ) {}

  /** @returns null when the delivery is not due, or another has it */
  claim(deliveryId: string): Promise<Try | null> {
    return inTransaction(this.em, async (em) => {
      const delivery = await em.findOne(
        WebhookDelivery,
        { id: deliveryId, state: 'pending', nextAttemptAt: { $lte: raw('now()') } },
        { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
      );
      if (!delivery) return null;
      const webhook = await em.findOneOrFail(Webhook, delivery.webhook.id, { populate: ['secret'] });
      if (webhook.state === 'disabled') {
        // Recorded at the moment it was disabled.
        em.assign(delivery, { state: 'cancelled', nextAttemptAt: null });
        return null;
      }
      const { id, url } = webhook;
      const attempts = delivery.attempts + 1;
      const round = delivery.round + 1;
      await em.nativeUpdate(
        WebhookDelivery,
        { id: deliveryId },
        { attempts, round, nextAttemptAt: fromNow(leaseMs(this.timing)) },
      );
      return { delivery, webhook: { id, url, sealedSecret: webhook.secret }, attempts, round };
    });
  }

  /** Notes how a try went, has the next one made, and disables a receiver that is gone or fails for long. */
  settle(made: Try, result: SendResult): Promise<TryOutcome> {
    return inTransaction(this.em, (em) => {
      if (result.outcome === 'interrupted') return this.release(em, made);
      return result.outcome === 'delivered'
        ? this.settleDelivered(em, made, result)
        : this.settleFailed(em, made, result);
    });
  }

  private async settleDelivered(em: EntityManager, made: Try, result: SendResult): Promise<TryOutcome> {
    await em.nativeUpdate(
      Webhook,
      { id: made.webhook.id, failingSince: { $ne: null } },
      { failingSince: null, consecutiveFailures: 0 },
    );
    const delivered = { state: 'delivered', nextAttemptAt: null, deliveredAt: raw<Date>('now()') } as const;
    // Also of a delivery that was cancelled meanwhile: it has arrived.
    const { id } = made.delivery;
    const changed = await em.nativeUpdate(
      WebhookDelivery,
      { id, attempts: made.attempts },
      { ...delivered, ...columnsOf(result) },
    );
    return changed === 1 ? 'delivered' : 'superseded';
  }

  private async settleFailed(em: EntityManager, made: Try, result: SendResult): Promise<TryOutcome> {
    const { delivery, attempts, round } = made;
    const webhookId = made.webhook.id;
    const gone = result.outcome === 'gone';
    const { retryAfterMs } = result;
    const delay = gone
      ? null
      : nextDelayMs(this.timing, { tries: round, retryAfterMs, random: Math.random() });
    // First, so that tries that end at once wait for each other here and not in a ring.
    await em.nativeUpdate(
      Webhook,
      { id: webhookId },
      {
        failingSince: raw<Date>('coalesce(failing_since, now())'),
        ...(delay === null && { consecutiveFailures: raw('consecutive_failures + 1') }),
      },
    );
    const next =
      delay === null
        ? ({ state: 'failed', nextAttemptAt: null } as const)
        : ({ nextAttemptAt: fromNow(delay) } as const);
    const mine = { id: delivery.id, attempts, state: 'pending' } as const;
    const changed = await em.nativeUpdate(WebhookDelivery, mine, { ...next, ...columnsOf(result) });
    if (changed === 0) return 'superseded';
    if (delay !== null) {
      await this.jobs.sendAll(em, [{ id: delivery.id, webhookId, attempts }], delay);
      return 'retried';
    }
    const reason = gone ? 'it answered 410: it wants no more' : await failingReason(em, webhookId);
    if (reason !== null && (await disable(em, { webhookId, reason, actor: null }))) {
      this.logger.warn({ webhookId, reason }, 'a webhook was disabled');
    }
    return 'failed';
  }

  /** Leaves a try that this process had to stop to another, at once. */
  private async release(em: EntityManager, { delivery, webhook, attempts, round }: Try): Promise<TryOutcome> {
    const mine = { id: delivery.id, attempts, state: 'pending' } as const;
    const again = { round: round - 1, nextAttemptAt: raw<Date>('now()') };
    if ((await em.nativeUpdate(WebhookDelivery, mine, again)) === 0) return 'superseded';
    await this.jobs.sendAll(em, [{ id: delivery.id, webhookId: webhook.id, attempts }]);
    return 'interrupted';
  }
}

function fromNow(ms: number) {
  return raw<Date>(`now() + ? * interval '1 millisecond'`, [ms]);
}

function columnsOf({ status, error, durationMs }: SendResult) {
  return { lastStatus: status, lastError: error, lastDurationMs: durationMs, updatedAt: new Date() };
}

async function failingReason(em: EntityManager, webhookId: string): Promise<string | null> {
  const webhook = await em.findOne(Webhook, webhookId, { fields: ['consecutiveFailures', 'failingSince'] });
  if (!webhook) return null;
  const { consecutiveFailures, failingSince } = webhook;
  if (consecutiveFailures >= MAX_CONSECUTIVE_FAILURES) {
    return `${consecutiveFailures} deliveries in a row were given up`;
  }
  if (!failingSince || Date.now() - failingSince.getTime() < MAX_FAILING_MS) return null;
  return `nothing but failures since ${failingSince.toISOString()}`;
}
