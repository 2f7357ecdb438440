import { defineEntity, p } from '@mikro-orm/core';
import { key, timestamps } from '../database/columns.js';
import { Webhook } from './webhook.entity.js';

/**
 * `pending`: to be tried at `nextAttemptAt`; `failed`: given up after the last try; `cancelled`: its webhook was
 * disabled first. All but pending ones can be sent again by hand.
 */
export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'cancelled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const WebhookDeliverySchema = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  properties: {
    ...key,
    webhook: () => p.manyToOne(Webhook).ref().deleteRule('cascade'),
    /** `webhook-id`: the same for all receivers of an event and for all tries. */
    messageId: p.text(),
    type: p.text(),
    /** The body, to the byte: it is what is signed. */
    payload: p.text(),
    state: p.enum(DELIVERY_STATES).onCreate(() => 'pending'),
    /** Tries begun. Whoever began the newest may say how the delivery stands. */
    attempts: p.integer().onCreate(() => 0),
    /** Tries since it was last sent by hand, or ever: how far the schedule has come. */
    round: p.integer().onCreate(() => 0),
    /**
     * When it is due, by the database's clock; null once it has ended. While it is being tried: when that try is taken
     * for dead. In the database's wording, so that the schema compares equal.
     */
    nextAttemptAt: p.datetime(3).strictNullable().defaultRaw('now()'),
    /** HTTP status of the newest try; null where there was no answer. */
    lastStatus: p.integer().strictNullable(),
    lastError: p.text().strictNullable(),
    lastDurationMs: p.integer().strictNullable(),
    deliveredAt: p.datetime(3).strictNullable(),
    ...timestamps,
  },
  uniques: [{ name: 'webhook_delivery_message_unique', properties: ['messageId', 'webhook'] }],
  indexes: [
    { name: 'webhook_delivery_list_index', properties: ['webhook', 'id'] },
    {
      name: 'webhook_delivery_undelivered_index',
      properties: ['webhook', 'state', 'id'],
      where: `state <> 'delivered'`,
    },
    { name: 'webhook_delivery_due_index', properties: ['nextAttemptAt'], where: `state = 'pending'` },
    {
      // By whom a message is about, when they are to be forgotten.
      name: 'webhook_delivery_athlete_index',
      expression: `create index webhook_delivery_athlete_index on webhook_delivery ((payload::jsonb #>> '{data,athleteId}'))`,
    },
    { name: 'webhook_delivery_ended_index', properties: ['updatedAt'], where: `state <> 'pending'` },
  ],
  checks: [
    { name: 'webhook_delivery_due_check', expression: `(state = 'pending') = (next_attempt_at is not null)` },
    {
      name: 'webhook_delivery_delivered_check',
      expression: `state <> 'delivered' or delivered_at is not null`,
    },
  ],
});

/** One event for one receiver. The truth about it: jobs carry its id and nothing else. */
export class WebhookDelivery extends WebhookDeliverySchema.class {}
WebhookDeliverySchema.setClass(WebhookDelivery);
