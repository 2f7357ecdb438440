import { EntityManager, LockMode, type FilterQuery, type Loaded } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { ConflictError, InvalidError, NotFoundError } from '../common/errors.js';
import { pageOf, type Page, type PageQuery } from '../common/paging.js';
import { inTransaction } from '../database/transaction.js';
import { Generation } from '../plans/generation.entity.js';
import { weekKey, weekOfScope } from '../plans/pending-weeks.js';
import { TrainingPlan } from '../plans/training-plan.entity.js';
import { JobQueue } from '../queue/job-queue.js';
import { findLiveJobs, queueDepths, type LiveJob, type QueueDepth } from '../queue/live-jobs.js';
import { QUEUE_NAMES } from '../queue/queues.js';
import type { JobListQuery, JobState } from './job.dto.js';
import { LookAhead } from './look-ahead.service.js';
import { ScheduledRun } from './scheduled-run.entity.js';
import { WEEK_QUEUES } from './week-queues.js';

type FoundRun = Loaded<Generation, 'plan', never, 'weeksDecoded'>;
/** A week's run with its plan, without the weeks that models wrote for it. */
type WeekRun = FoundRun & { plan: NonNullable<FoundRun['plan']> };

/** A week's run with what the queue has of it; null where it has nothing. */
export interface JobView {
  run: WeekRun;
  live: LiveJob | null;
}

const WITH_PLAN = { populate: ['plan'], exclude: ['weeksDecoded'] } as const;

/** Of a run that nobody asked for, of a plan that is there. */
const UNATTENDED: FilterQuery<Generation> = {
  scope: { $like: 'week:%' },
  actorId: null,
  plan: { $ne: null },
};

const OF_STATE: Record<JobState, FilterQuery<Generation>> = {
  waiting: { state: 'pending', attempt: 0 },
  retrying: { state: 'pending', attempt: { $gt: 0 } },
  running: { state: 'running' },
  dead: { state: 'failed' },
  done: { state: { $in: ['succeeded', 'cancelled'] } },
};

/** What an admin sees of work that nobody asked for, and can do about it. */
@Injectable()
export class JobsService {
  constructor(
    private readonly em: EntityManager,
    private readonly queue: JobQueue,
    private readonly ahead: LookAhead,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first, with how full the queues are. */
  async list(actor: Actor, query: JobListQuery): Promise<Page<JobView> & { queues: QueueDepth[] }> {
    requireAccess(actor, 'job.manage');
    const { state, planId } = query;
    const conditions = [
      UNATTENDED,
      ...(state === undefined ? [] : [OF_STATE[state]]),
      ...(planId === undefined ? [] : [{ plan: planId }]),
    ];
    const page = await pageOf(query, ({ where, options }) =>
      this.em.find(Generation, { $and: [...conditions, where] }, { ...options, ...WITH_PLAN }),
    );
    const runs = page.items.filter(hasPlan);
    const live = await findLiveJobs(this.em, { queues: WEEK_QUEUES, keys: runs.map(keyOf) });
    const ofKey = new Map(live.map((job) => [job.key, job]));
    const items = runs.map((run) => ({
      run,
      live: run.finishedAt === null ? (ofKey.get(keyOf(run)) ?? null) : null,
    }));
    return { ...page, items, queues: await queueDepths(this.em, QUEUE_NAMES) };
  }

  /**
   * Has a week tried again that was given up, with all its tries; or at once, where it waits for its next.
   * @throws NotFoundError `job.not_found`; InvalidError `job.not_retryable`, `plan.not_active`; ConflictError
   *   `generation.in_progress` when the week is at work in another run
   */
  retry(actor: Actor, id: string): Promise<JobView> {
    requireAccess(actor, 'job.manage');
    return inTransaction(this.em, async (em) => {
      const known = await em.findOne(Generation, { $and: [{ id }, UNATTENDED] }, { fields: ['plan'] });
      if (!known?.plan) throw jobNotFound();
      const plan = await em.findOneOrFail(TrainingPlan, known.plan.id, {
        lockMode: LockMode.PESSIMISTIC_WRITE,
      });
      const run = await em.findOneOrFail(Generation, id, { refresh: true, ...WITH_PLAN });
      if (!hasPlan(run)) throw jobNotFound();
      if (plan.status !== 'active') {
        throw new InvalidError(
          'plan.not_active',
          `The plan is ${plan.status}; weeks are written for active plans.`,
        );
      }
      if (run.state === 'failed') await this.reopen(em, run);
      else if (run.state !== 'pending') throw notRetryable(run);
      recordAudit(em, {
        actor,
        action: 'job.retried',
        subject: { type: 'generation', id },
        detail: { planId: plan.id, scope: run.scope },
      });
      const [live = null] = await findLiveJobs(em, { queues: WEEK_QUEUES, keys: [keyOf(run)] });
      if (live && !live.running) await this.queue.hurry(live.queue, live.id);
      return {
        run,
        live: live && { ...live, startAfter: live.running ? live.startAfter : this.clock.now() },
      };
    });
  }

  /** Looks for work now, whoever's turn it is. */
  async runScheduler(actor: Actor): Promise<ScheduledRun> {
    requireAccess(actor, 'job.manage');
    const run = await this.ahead.look('request');
    await inTransaction(this.em, async (em) => {
      recordAudit(em, {
        actor,
        action: 'scheduler.run',
        subject: { type: 'scheduled_run', id: run.id },
      });
    });
    return run;
  }

  /** Newest first. */
  scheduledRuns(actor: Actor, query: PageQuery): Promise<Page<ScheduledRun>> {
    requireAccess(actor, 'job.manage');
    return pageOf(query, ({ where, options }) => this.em.find(ScheduledRun, where, options));
  }

  private async reopen(em: EntityManager, run: WeekRun): Promise<void> {
    const open = { plan: run.plan.id, scope: run.scope, state: { $in: ['pending', 'running'] } } as const;
    if ((await em.count(Generation, open)) > 0) {
      throw new ConflictError(
        'generation.in_progress',
        'This week is at work in another run already; see GET /api/jobs?planId=….',
      );
    }
    em.assign(run, { state: 'pending', attempt: 0, finishedAt: null });
    await em.flush();
    const job = { data: { generationId: run.id }, singletonKey: keyOf(run) };
    await this.queue.sendAll(em, 'week.write', [job]);
  }
}

function hasPlan(run: FoundRun): run is WeekRun {
  return run.plan !== null;
}

function jobNotFound(): NotFoundError {
  return new NotFoundError('job.not_found', 'There is no job with this id; see GET /api/jobs.');
}

function keyOf(run: { plan: { id: string }; scope: string }): string {
  return weekKey(run.plan.id, weekOfScope(run.scope) ?? 0);
}

function notRetryable({ state }: Pick<Generation, 'state'>): InvalidError {
  return new InvalidError(
    'job.not_retryable',
    state === 'running'
      ? 'The job is running; wait for it to end.'
      : `The job has ended (${state}); only one that was given up, or waits for its next try, can be tried again.`,
  );
}
