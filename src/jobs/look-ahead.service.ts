import { hostname } from 'node:os';
import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { DomainError } from '../common/errors.js';
import { OneAtATime } from '../common/one-at-a-time.js';
import { inSpan } from '../common/spans.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { inTransaction } from '../database/transaction.js';
import type { BulkTerms } from '../ai/bulk/bulk-week.js';
import { BulkWeeks } from '../plans/bulk-weeks.service.js';
import { PlanCompletion } from '../plans/completion.js';
import { startOfWeek, type PlanWork, type WorkFacts } from '../plans/next-work.js';
import { enqueueWeeks, type DueWeek } from '../plans/pending-weeks.js';
import { releaseWeeks } from '../plans/release.js';
import { TrainingPlan } from '../plans/training-plan.entity.js';
import { WorkSchedule } from '../plans/work-schedule.service.js';
import { JobQueue } from '../queue/job-queue.js';
import { closeDeadRuns } from './dead-runs.js';
import { lockDuePlans, storeNextWork, type DuePlan, type PageEnd } from './due-plans.js';
import { lookAtLateEntries } from './late-entries.js';
import { resendLostWeeks } from './lost-weeks.js';
import { ScheduledRun, type RunTrigger } from './scheduled-run.entity.js';

/** What a look has found and done, as its row tells it. */
export type LookCounts = Pick<
  ScheduledRun,
  'due' | 'enqueued' | 'caughtUp' | 'released' | 'completed' | 'resent'
>;

/** What there is to do about a plan that is due. */
interface Work {
  plan: DuePlan;
  /** Weeks to show to the athlete. */
  release: number[];
  week: DueWeek | null;
  /** The first of what is not done with this look. */
  next: PlanWork | null;
}

const PAGE = 500;
/** A look that takes longer ends after its page; what is left is due for the next. */
const TIME_LIMIT_MS = 5 * 60_000;

/** Finds the plans that there is work on, and has it done. Any number of replicas may look at once: each job is sent once. */
@Injectable()
export class LookAhead {
  private readonly logger = new Logger(LookAhead.name);
  private readonly looking = new OneAtATime<ScheduledRun>();

  constructor(
    private readonly em: EntityManager,
    private readonly queue: JobQueue,
    private readonly schedule: WorkSchedule,
    private readonly completion: PlanCompletion,
    private readonly bulk: BulkWeeks,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One look at all plans that are due. While one is under way here, it is that one's outcome. */
  async look(trigger: RunTrigger): Promise<ScheduledRun> {
    const attributes = { 'gofast.trigger': trigger };
    return this.looking.run(() =>
      inSpan({ name: 'look_ahead', attributes }, async (span) => {
        const run = await this.record(trigger);
        span.setAttributes({ 'gofast.look.due': run.due, 'gofast.look.enqueued': run.enqueued });
        return run;
      }),
    );
  }

  /** Resolves when no look is under way in this process. */
  async idle(): Promise<void> {
    await this.looking.idle();
  }

  private async record(trigger: RunTrigger): Promise<ScheduledRun> {
    const em = this.em.fork();
    const none = { due: 0, enqueued: 0, caughtUp: 0, released: 0, completed: 0, resent: 0 };
    const startedAt = this.clock.now();
    const run = em.create(ScheduledRun, {
      ...none,
      trigger,
      startedAt,
      instance: `${hostname()}:${process.pid}`,
      finishedAt: null,
      error: null,
    });
    await em.flush();
    try {
      await this.lookAtAll(run);
    } catch (error) {
      // A driver's message may hold a query; what it was is in the logs.
      run.error = error instanceof DomainError ? error.code : 'service.unexpected';
      throw error;
    } finally {
      run.finishedAt = this.clock.now();
      await em.flush();
    }
    return run;
  }

  private async lookAtAll(counts: LookCounts): Promise<void> {
    const until = performance.now() + TIME_LIMIT_MS;
    const { queue } = this;
    const now = this.clock.now();
    await inTransaction(this.em, (em) => closeDeadRuns(em, now));
    counts.resent = await inTransaction(this.em, (em) => resendLostWeeks(em, { queue, now }));
    for (let more = true; more && performance.now() < until;) {
      const { timeZone } = this.config;
      const late = await inTransaction(this.em, (em) => lookAtLateEntries(em, { queue, now, timeZone }));
      counts.enqueued += late.enqueued;
      more = late.more;
    }
    const bulk = await this.bulk.terms();
    let after: PageEnd | null = null;
    do {
      const page: { last: PageEnd | null; counts: LookCounts } = await this.lookAtPage(after, bulk);
      add(counts, page.counts);
      after = page.last;
    } while (after !== null && performance.now() < until);
    if (after !== null) this.logger.warn(counts, 'not all plans that are due could be looked at in time');
  }

  private lookAtPage(
    after: PageEnd | null,
    bulk: BulkTerms | null,
  ): Promise<{ last: PageEnd | null; counts: LookCounts }> {
    return inTransaction(this.em, async (em) => {
      const now = this.clock.now();
      const plans = await lockDuePlans(em, { now, after, limit: PAGE });
      const works = plans.map((plan) => this.workOn(plan, now));
      const completed = works.filter(({ next }) => next?.kind === 'complete' && next.at <= now);
      const released = works.filter(({ release }) => release.length > 0);
      const due = works.flatMap(({ week }) => week ?? []);
      await this.completeAndRelease(em, { completed: completed.map(({ plan }) => plan), released, now });
      const ongoing = works.filter((work) => !completed.includes(work));
      const moved = ongoing.filter(({ plan, next }) => next?.at.getTime() !== plan.nextWorkAt.getTime());
      await storeNextWork(
        em,
        moved.map(({ plan, next }) => ({ id: plan.id, at: next?.at ?? null })),
      );
      const enqueued = await enqueueWeeks(em, { queue: this.queue, weeks: due, now, bulk });
      const counts = {
        due: plans.length,
        enqueued: enqueued.length,
        caughtUp: enqueued.filter(({ begins }) => begins <= now).length,
        released: released.flatMap(({ release }) => release).length,
        completed: completed.length,
        resent: 0,
      };
      const last = plans.length === PAGE ? (plans.at(-1) ?? null) : null;
      return { last, counts };
    });
  }

  private async completeAndRelease(
    em: EntityManager,
    { completed, released, now }: { completed: readonly DuePlan[]; released: readonly Work[]; now: Date },
  ): Promise<void> {
    const ids = [...completed, ...released.map(({ plan }) => plan)].map(({ id }) => id);
    if (ids.length === 0) return;
    const plans = new Map((await em.find(TrainingPlan, { id: { $in: ids } })).map((plan) => [plan.id, plan]));
    for (const { id } of completed) {
      const plan = plans.get(id);
      if (plan) await this.completion.complete(em, plan);
    }
    for (const { plan: due, release } of released) {
      const plan = plans.get(due.id);
      if (plan) await releaseWeeks(em, plan, { weekNumbers: release, by: 'auto', now });
    }
    await em.flush();
  }

  /** What is to be done about a plan now, and what comes next. */
  private workOn(plan: DuePlan, now: Date): Work {
    let facts: WorkFacts = this.schedule.factsOf(plan, { ...plan, athlete: plan });
    let next = this.schedule.next(facts);
    const numbers = next?.kind === 'release' && next.at <= now ? next.weekNumbers : [];
    if (numbers.length > 0) {
      const weeks = facts.weeks.map((week) =>
        numbers.includes(week.weekNumber) ? { ...week, releasedAt: now } : week,
      );
      facts = { ...facts, weeks };
      next = this.schedule.next(facts);
    }
    const weekNumber = next && next.at <= now && 'weekNumber' in next ? next.weekNumber : null;
    return {
      plan,
      release: numbers,
      week: weekNumber === null ? null : { planId: plan.id, weekNumber, begins: begin(facts, weekNumber) },
      next,
    };
  }
}

function begin({ startDate, timeZone }: WorkFacts, weekNumber: number): Date {
  if (startDate === null) throw new Error('An active plan has a start date');
  return startOfWeek(startDate, weekNumber, timeZone);
}

function add(sum: LookCounts, more: LookCounts): void {
  for (const key of Object.keys(more) as (keyof LookCounts)[]) sum[key] += more[key];
}
