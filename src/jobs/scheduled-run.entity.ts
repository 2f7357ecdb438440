import { defineEntity, p } from '@mikro-orm/core';
import { key } from '../database/columns.js';

/** What set the look-ahead going: its clock, a process that starts, an admin, or something that happened. */
export const RUN_TRIGGERS = ['cron', 'start', 'request', 'event'] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

const ScheduledRunSchema = defineEntity({
  name: 'ScheduledRun',
  tableName: 'scheduled_run',
  properties: {
    ...key,
    trigger: p.enum(RUN_TRIGGERS),
    /** The process that looked: host and process id. */
    instance: p.text(),
    startedAt: p.datetime(3),
    /** Null while it is under way, and for ever when its process died. */
    finishedAt: p.datetime(3).strictNullable(),
    /** Plans that there was work on. */
    due: p.integer(),
    /** Weeks that became jobs; of them, those that had begun already. */
    enqueued: p.integer(),
    caughtUp: p.integer(),
    /** Weeks shown to their athletes, plans completed, jobs that were lost and sent again. */
    released: p.integer(),
    completed: p.integer(),
    resent: p.integer(),
    error: p.text().strictNullable(),
  },
  indexes: [{ name: 'scheduled_run_started_index', properties: ['startedAt'] }],
});

/** One look at all plans for work that nobody asks for. */
export class ScheduledRun extends ScheduledRunSchema.class {}
ScheduledRunSchema.setClass(ScheduledRun);
