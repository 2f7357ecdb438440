import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { AthleteToday } from '../athletes/athlete-today.js';
import type { Actor } from '../auth/actor.js';
import type { WantedChange } from '../coaching/plan-change.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { InvalidError } from '../common/errors.js';
import { WebhookEvents } from '../webhooks/webhook-events.js';
import { ownWorkoutsFor } from '../workouts/own-workouts.js';
import { replaceWeeks } from './cascade.writer.js';
import { changedPlan, storedAfter, type ChangedPlan } from './course-change.js';
import { movedStart } from './moved-start.js';
import { cancelOpenRuns } from './open-runs.js';
import type { OwnedPlan } from './plan-access.js';
import { putOnCourse } from './plan-course.js';
import { weeksGenerated } from './plan-events.js';
import { requireFree } from './plan-overlap.js';
import { releaseOf } from './released-weeks.js';
import { loadRows, toCascade, type Cascade, type StoredWeek } from './stored-week.js';
import { TrainingPlanWeek } from './training-plan-week.entity.js';
import type { TrainingPlan } from './training-plan.entity.js';
import { WorkSchedule } from './work-schedule.service.js';

/** What is wanted of a plan in its course, and how that is called. */
export interface WantedOfPlan {
  wanted: WantedChange;
  /** Another than it has; absent: as it is. */
  startDate?: string;
  /** Of the version. */
  reason: 'plan.changed' | 'race.moved';
}

/** Changes active and paused plans in their course, each change one version. */
@Injectable()
export class PlanChanges {
  constructor(
    private readonly today: AthleteToday,
    private readonly schedule: WorkSchedule,
    private readonly webhooks: WebhookEvents,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Changes a plan inside the caller's transaction, its row locked. Nothing is stored when it throws.
   * @throws InvalidError `plan.not_active` and as `changedPlan` and `movedStart`; ConflictError `plan.days_locked`,
   *   `athlete.plan_overlaps`
   */
  async apply(
    em: EntityManager,
    { actor, owned, change }: { actor: Actor; owned: OwnedPlan; change: WantedOfPlan },
  ): Promise<ChangedPlan> {
    const { plan, athlete } = owned;
    const { inputs, blueprint, drawnBlueprint, seed } = requireRunning(plan);
    const rows = await loadRows(em, plan.id);
    const cascade = toCascade(rows);
    const course = {
      base: { inputs, blueprint, drawnBlueprint },
      cascade,
      seed,
      ownWorkouts: await ownWorkoutsFor(em, athlete.coach?.id ?? null),
      isComplete: plan.mode === 'complete' || cascade.weeks.length === blueprint.totalWeeks,
      today: this.today.of(athlete),
      wanted: change.wanted,
    };
    const changed = change.startDate ? movedStart(course, change.startDate) : changedPlan(course);
    const now = this.clock.now();
    const dates = {
      startDate: change.startDate ?? inputs.startDate,
      raceDate: change.wanted.raceDate ?? plan.raceDate ?? inputs.raceDate,
    };
    if (dates.startDate !== plan.startDate || dates.raceDate !== plan.raceDate) {
      await requireFree(em, { plan, dates });
    }
    await cancelOpenRuns(em, { plan, reason: 'changed', now });
    putOnCourse(plan, changed.base);
    Object.assign(plan, dates);
    const { removed } = changed;
    if (removed.length > 0) {
      await em.nativeDelete(TrainingPlanWeek, { plan, weekNumber: { $in: removed } });
    }
    const weeks = changed.weeks.map((week) => shown(week, { plan, before: cascade, now }));
    const { rows: written } = await replaceWeeks(em, {
      plan,
      blueprint: changed.base.blueprint,
      before: storedAfter(cascade, { weeks: [], removed }),
      rows: { ...rows, weeks: rows.weeks.filter(({ weekNumber }) => !removed.includes(weekNumber)) },
      weeks,
      reason: change.reason,
      actorId: actor.id,
    });
    await this.schedule.update(em, plan, written);
    const anew = rewritten(weeks, cascade);
    await this.webhooks.recordAll(em, weeksGenerated(plan, anew));
    return { ...changed, weeks: anew };
  }
}

/** A week as its athlete may see it, which says where it has come to the built-in coach for the change. */
function shown(
  week: StoredWeek,
  { plan, before, now }: { plan: TrainingPlan; before: Cascade; now: Date },
): StoredWeek {
  const stood = before.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
  if (stood && stood.days === week.days) return week;
  const { settings } = plan;
  const { unattended } = stood?.provenance ?? {};
  const wasModel = stood?.provenance.author === 'model';
  return {
    ...week,
    releasedAt: releaseOf({ settings, author: null, before: stood ?? null, now }),
    provenance: {
      ...week.provenance,
      ...(wasModel && { fallbackReason: 'plan: changed' }),
      ...(unattended && { unattended }),
    },
  };
}

function rewritten(weeks: readonly StoredWeek[], { weeks: stored }: Cascade): StoredWeek[] {
  const days = new Map(stored.map((week) => [week.weekNumber, week.days]));
  return weeks.filter((week) => days.get(week.weekNumber) !== week.days);
}

/** @throws InvalidError `plan.not_active` */
function requireRunning({ id, status, inputs, blueprint, drawnBlueprint, seed }: TrainingPlan) {
  if (status !== 'active' && status !== 'paused') {
    throw new InvalidError(
      'plan.not_active',
      `The plan is ${status}; days, phases, goal, race and start are changed of drafts, active and paused plans.`,
    );
  }
  if (!inputs || !blueprint) throw new Error(`Plan ${id} is ${status} without inputs or blueprint`);
  return { inputs, blueprint, drawnBlueprint, seed };
}
