import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { Athlete } from '../athletes/athlete.entity.js';
import { addDays } from '../coaching/calendar.js';
import type { BlueprintWeek, CalendarDate } from '../coaching/model.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { JobQueue } from '../queue/job-queue.js';
import { nextWork, startOfWeek, type PlanWork, type WorkFacts, type WrittenWeek } from './next-work.js';
import { enqueueWeeks } from './pending-weeks.js';
import { TrainingPlanWeek } from './training-plan-week.entity.js';
import type { PlanSettings, TrainingPlan } from './training-plan.entity.js';

type PlanHead = Pick<TrainingPlan, 'status' | 'startDate' | 'raceDate' | 'totalWeeks' | 'settings'>;
type PlanWeeks = Pick<WorkFacts, 'weeksWritten' | 'weeks'> & { athlete: Pick<Athlete, 'timeZone'> };

/** Keeps in each plan's row when there is work on it that nobody asks for, and has done what is due already. */
@Injectable()
export class WorkSchedule {
  constructor(
    private readonly queue: JobQueue,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Sets `plan.nextWorkAt` and sends the job for a week that is due. To be called last in every transaction that
   * changes a plan's status, dates, settings or written weeks, with the plan's row locked; the change itself may still
   * wait for its flush.
   * @param weeks all that are written; left out: they are read
   */
  async update(em: EntityManager, plan: TrainingPlan, weeks?: readonly WrittenWeek[]): Promise<void> {
    const now = this.clock.now();
    const athlete = await em.findOneOrFail(Athlete, plan.athlete.id);
    const written = plan.status === 'active' ? (weeks ?? (await writtenWeeks(em, plan))) : [];
    const facts = this.factsOf(plan, { athlete, weeksWritten: written.length, weeks: written });
    const work = nextWork(facts, now);
    plan.nextWorkAt = work && work.at;
    if (!work || work.at > now || !('weekNumber' in work) || !plan.startDate) return;
    // What this transaction has closed is closed before anything new of the same scope is opened.
    await em.flush();
    const begins = startOfWeek(plan.startDate, work.weekNumber, facts.timeZone);
    const week = { planId: plan.id, weekNumber: work.weekNumber, begins };
    await enqueueWeeks(em, { queue: this.queue, weeks: [week], now });
  }

  /** What decides about a plan, with the installation's ways where it has none of its own. */
  factsOf(
    { status, startDate, raceDate, totalWeeks, settings }: PlanHead,
    { athlete, weeksWritten, weeks }: PlanWeeks,
  ): WorkFacts {
    return {
      status,
      startDate,
      raceDate,
      totalWeeks,
      weeksWritten,
      weeks,
      horizonDays: this.horizonOf(settings),
      release: settings.release ?? 'auto',
      timeZone: athlete.timeZone ?? this.config.timeZone,
    };
  }

  /** The day on which a week is to be written; null for a plan of which none is. */
  dueDate(
    { status, settings }: PlanHead,
    { startDate }: Pick<BlueprintWeek, 'startDate'>,
  ): CalendarDate | null {
    return status === 'active' ? addDays(startDate, -this.horizonOf(settings)) : null;
  }

  private horizonOf({ horizonDays }: PlanSettings): number {
    return horizonDays ?? this.config.scheduler.horizonDays;
  }

  /** @see nextWork */
  next(facts: WorkFacts): PlanWork | null {
    return nextWork(facts, this.clock.now());
  }
}

/** The rows, those of this transaction among them. */
async function writtenWeeks(em: EntityManager, plan: TrainingPlan): Promise<TrainingPlanWeek[]> {
  await em.flush();
  return em.find(TrainingPlanWeek, { plan });
}
