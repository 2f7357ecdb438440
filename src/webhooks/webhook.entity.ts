import { defineEntity, p } from '@mikro-orm/core';
import { key, timestamps } from '../database/columns.js';

/** What receivers may be told of. */
export const WEBHOOK_EVENT_TYPES = [
  'plan.generated',
  'week.generated',
  'generation.failed',
  'plan.completed',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

export const WEBHOOK_STATES = ['enabled', 'disabled'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

const WebhookSchema = defineEntity({
  name: 'Webhook',
  tableName: 'webhook',
  properties: {
    ...key,
    url: p.text(),
    description: p.text().strictNullable(),
    eventTypes: p.json<WebhookEventType[]>(),
    /** What deliveries are signed with, sealed: see `SecretBox`. */
    secret: p.text().hidden().lazy(),
    state: p.enum(WEBHOOK_STATES).onCreate(() => 'enabled'),
    /** Why it is told nothing, in words for an admin; null while it is enabled. */
    disabledReason: p.text().strictNullable(),
    disabledAt: p.datetime(3).strictNullable(),
    /** Since when every try has failed; null once one has succeeded. */
    failingSince: p.datetime(3).strictNullable(),
    /** Deliveries given up since the last that succeeded. */
    consecutiveFailures: p.integer().onCreate(() => 0),
    ...timestamps,
  },
  checks: [
    {
      name: 'webhook_disabled_check',
      expression: `(state = 'disabled') = (disabled_at is not null and disabled_reason is not null)`,
    },
  ],
});

/** A receiver of events, by the Standard Webhooks specification. */
export class Webhook extends WebhookSchema.class {}
WebhookSchema.setClass(Webhook);
