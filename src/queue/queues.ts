import type { Queue } from 'pg-boss';

/** What each queue's jobs carry: ids alone, for the truth is in the rows they name. */
export interface JobData {
  /** Writes, or looks once more at, one week of one plan. */
  'week.write': { generationId: string };
  /** A week whose tries are used up. */
  'week.dead': { generationId: string };
  /** Looks for weeks to write before the next tick: something happened that may change one. */
  'weeks.look': Record<string, never>;
  /** Hands weeks that have time in as a batch; each has a job of its own as well, for when that comes to nothing. */
  'weeks.hand_in': { generationIds: string[] };
  /** Brings one event to one receiver. */
  'webhook.deliver': { deliveryId: string };
}

export type QueueName = keyof JobData;

export const QUEUE_NAMES = [
  'week.write',
  'week.dead',
  'weeks.look',
  'weeks.hand_in',
  'webhook.deliver',
] as const satisfies readonly QueueName[];

/** Seconds without a sign of life after which a job is taken from its process: the least that pg-boss has. */
const HEARTBEAT_SECONDS = 10;

/**
 * Every queue, in an order in which a dead letter queue comes before those that lead to it.
 * `exclusive`: one job of a key, waiting or running, on all replicas together.
 */
export const QUEUES: readonly (Omit<Queue, 'name'> & { name: QueueName })[] = [
  {
    name: 'week.dead',
    policy: 'exclusive',
    heartbeatSeconds: HEARTBEAT_SECONDS,
    notify: true,
    // The last resort asks no model: what stops it is the database, and that comes back.
    retryLimit: 20,
    retryDelay: 10,
    retryBackoff: true,
    retryDelayMax: 600,
  },
  {
    name: 'week.write',
    policy: 'exclusive',
    deadLetter: 'week.dead',
    heartbeatSeconds: HEARTBEAT_SECONDS,
    notify: true,
    expireInSeconds: 3600,
    // About 1 + 2 + 4 + … minutes, two hours at the end: well within the days between writing a week and its Monday.
    retryLimit: 7,
    retryDelay: 60,
    retryBackoff: true,
    retryDelayMax: 7200,
  },
  { name: 'weeks.look', policy: 'short', notify: true, retryLimit: 0, expireInSeconds: 300 },
  {
    name: 'weeks.hand_in',
    heartbeatSeconds: HEARTBEAT_SECONDS,
    notify: true,
    expireInSeconds: 1800,
    retryLimit: 5,
    retryDelay: 10,
    retryBackoff: true,
  },
  {
    name: 'webhook.deliver',
    policy: 'exclusive',
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: 120,
    // The delivery's own row says when it is tried again; this is for a process that died amid one.
    retryLimit: 5,
    retryDelay: 5,
    retryBackoff: true,
  },
];
