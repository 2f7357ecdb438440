import type { AppConfig } from '../config/app-config.js';

/** Rows that are kept for so long and no longer. Names and conditions are SQL. */
export interface RetentionRule {
  table: string;
  /** The time from which its days count; null in a row that has not ended. */
  since: string;
  days: number;
  /** Narrows the rows, in the words of an index where there is one. */
  only?: string;
  /** What becomes of a row; left out: it goes. */
  set?: string;
  /** Whose clock `since` is told by: a demonstration lives on another day, but what people do has its real time. */
  clock: 'database' | 'service';
}

/** What is forgotten by this configuration; what is kept for ever has no rule. */
export function retentionRules({ retention, ai }: Pick<AppConfig, 'retention' | 'ai'>): RetentionRule[] {
  const { operationsDays, webhookDeliveriesDays, scheduledRunsDays, auditLogDays, modelCallsDays } =
    retention;
  const limited: RetentionRule[] = [
    // Their events go with them.
    { table: 'operation', since: 'finished_at', days: operationsDays, clock: 'database' },
    { table: 'ai_batch', since: 'closed_at', days: operationsDays, clock: 'service' },
    {
      table: 'webhook_delivery',
      since: 'updated_at',
      days: webhookDeliveriesDays,
      only: `state <> 'pending'`,
      clock: 'database',
    },
    { table: 'scheduled_run', since: 'started_at', days: scheduledRunsDays, clock: 'service' },
    { table: 'audit_entry', since: 'at', days: auditLogDays, clock: 'database' },
    { table: 'model_call', since: 'at', days: modelCallsDays, clock: 'service' },
  ];
  return [
    ...limited.filter(({ days }) => days > 0),
    // Not kept at all without days.
    {
      table: 'model_call',
      since: 'at',
      days: ai.keepRepliesDays,
      only: 'prompt is not null',
      set: 'prompt = null, reply = null',
      clock: 'service',
    },
    { table: 'reply_cache', since: 'expires_at', days: 0, clock: 'service' },
  ];
}
