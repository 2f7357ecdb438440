import type { Generation } from '../plans/generation.entity.js';
import { weekOfScope } from '../plans/pending-weeks.js';
import type { JobResponse, JobState, ScheduledRunResponse } from './job.dto.js';
import type { JobView } from './jobs.service.js';
import type { ScheduledRun } from './scheduled-run.entity.js';

export function toJobResponse({ run, live }: JobView): JobResponse {
  return {
    id: run.id,
    planId: run.plan.id,
    athleteId: run.plan.$.athlete.id,
    weekNumber: weekOfScope(run.scope) ?? 0,
    state: stateOf(run),
    attempts: run.attempt,
    error: run.error,
    nextTryAt: live && !live.running ? live.startAfter.toISOString() : null,
    lastResort: live?.queue === 'week.dead',
    createdAt: run.createdAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}

function stateOf({ state, attempt }: Pick<Generation, 'state' | 'attempt'>): JobState {
  switch (state) {
    case 'pending':
      return attempt === 0 ? 'waiting' : 'retrying';
    case 'running':
      return 'running';
    case 'failed':
      return 'dead';
    case 'succeeded':
    case 'cancelled':
      return 'done';
  }
}

export function toScheduledRunResponse({
  startedAt,
  finishedAt,
  ...run
}: ScheduledRun): ScheduledRunResponse {
  const { id, trigger, instance, due, enqueued, caughtUp, released, completed, resent, error } = run;
  return {
    id,
    trigger,
    instance,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    due,
    enqueued,
    caughtUp,
    released,
    completed,
    resent,
    error,
  };
}
