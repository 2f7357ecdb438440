import { addDays, weekdayOf } from '../../src/coaching/calendar.js';
import type { PlanInputs, Blueprint, RuleNote } from '../../src/coaching/model.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlanPhase } from '../../src/plans/training-plan-phase.entity.js';
import { TrainingPlanWeek, type StoredProvenance } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan, type PlanPause, type PlanStatus } from '../../src/plans/training-plan.entity.js';
import type { TestApp } from './test-app.js';

/** A week as it is to stand in the database. */
export interface WeekToStore {
  /** Its Monday. */
  startDate: string;
  /** Of its seven days. */
  miles: readonly number[];
  /** The day of them that is the race. */
  raceOn?: string;
  author?: StoredProvenance['author'];
  fallbackReason?: string;
  notes?: RuleNote[];
  releasedAt?: null;
  createdAt?: Date;
}

/** A plan of such weeks, whatever the rules would say of it and without what it was made from; its id. */
export async function storePlan(
  { orm }: Pick<TestApp, 'orm'>,
  {
    weeks,
    ...values
  }: {
    athlete: string;
    status?: PlanStatus;
    archivedFrom?: PlanStatus;
    pausedOn?: string;
    pauses?: PlanPause[];
    startDate: string;
    raceDate: string;
    weeks: readonly WeekToStore[];
  },
): Promise<string> {
  const em = orm.em.fork();
  const made = { inputs: {} as PlanInputs, blueprint: {} as Blueprint };
  const plan = em.create(TrainingPlan, {
    name: 'Plan',
    seed: 1,
    totalWeeks: 16,
    status: 'active',
    ...made,
    ...values,
  });
  const phase = em.create(TrainingPlanPhase, {
    plan,
    name: 'base',
    position: 1,
    weekCount: 16,
    totalMiles: 0,
  });
  for (const [index, week] of weeks.entries()) {
    const total = week.miles.reduce((sum, miles) => sum + miles, 0);
    const author = week.author ?? 'model';
    const row = em.create(TrainingPlanWeek, {
      plan,
      phase,
      weekNumber: index + 1,
      startDate: week.startDate,
      miles: total,
      trainingMiles: total,
      targetMiles: total,
      wantedMiles: total,
      stretch: 1,
      recovery: false,
      part: false,
      touched: false,
      notes: week.notes ?? [],
      author,
      provenance: { ...PROVENANCE, author, fallbackReason: week.fallbackReason ?? null },
      releasedAt: week.releasedAt === null ? null : new Date(),
      lookedAt: null,
      ...(week.createdAt && { createdAt: week.createdAt }),
    });
    for (const [day, miles] of week.miles.entries()) {
      const date = addDays(week.startDate, day);
      const run = date === week.raceOn ? 'race' : 'easy';
      em.create(TrainingPlanDay, {
        plan,
        phase,
        week: row,
        date,
        dayNumber: weekdayOf(date),
        miles,
        notes: '',
        workoutType: miles === 0 ? 'rest' : run,
        warmup: [],
        cooldown: [],
        alternative: null,
        workoutId: null,
        workout: miles === 0 ? [] : [{ lapIndex: 1, distanceMiles: miles, paceGoal: null }],
        outsidePlan: date < values.startDate,
      });
    }
  }
  await em.flush();
  return plan.id;
}

const PROVENANCE: Omit<StoredProvenance, 'author' | 'fallbackReason'> = {
  model: null,
  contract: null,
  promptVersion: null,
  attempts: 1,
  cached: false,
  mended: [],
  tokens: null,
  rulesVersion: '1',
  variation: 0,
};
