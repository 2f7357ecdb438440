import type { QueueName } from '../queue/queues.js';

/** Where a week's job may be: at its tries, or when they are used up. */
export const WEEK_QUEUES = ['week.write', 'week.dead'] as const satisfies readonly QueueName[];
export type WeekQueue = (typeof WEEK_QUEUES)[number];
