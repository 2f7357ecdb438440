import type { EntityManager } from '@mikro-orm/core';
import { addDays } from '../coaching/calendar.js';
import { sumMiles } from '../coaching/hundredths.js';
import type { Blueprint, PhaseName, PlannedWeek } from '../coaching/model.js';
import { TrainingPlanDay } from './training-plan-day.entity.js';
import { TrainingPlanPhase } from './training-plan-phase.entity.js';
import { TrainingPlanWeek, type StoredProvenance } from './training-plan-week.entity.js';

/** A week as it is stored: what was planned, by whom it was written, and when the athlete may see it. */
export interface StoredWeek extends PlannedWeek {
  provenance: StoredProvenance;
  releasedAt: Date | null;
}

/** A phase as it is stored. `totalMiles` are those of its stored weeks. */
export interface StoredPhase {
  name: PhaseName;
  weekCount: number;
  totalMiles: number;
}

/** A plan's phases in order and its weeks written so far, by number. */
export interface Cascade {
  phases: StoredPhase[];
  weeks: StoredWeek[];
}

/** Rows of one plan, in any order. */
export interface CascadeRows {
  phases: readonly TrainingPlanPhase[];
  weeks: readonly TrainingPlanWeek[];
  days: readonly TrainingPlanDay[];
}

/** How deep a cascade is read, each level with those above it; `laps` are in the rows of days. */
export type CascadeDepth = 'plan' | 'phases' | 'weeks' | 'days' | 'laps';

/** Rows of a plan's cascade, to be changed: at most three queries, whatever its length. */
export async function loadRows(
  em: EntityManager,
  planId: string,
  { depth = 'laps' }: { depth?: 'weeks' | 'laps' } = {},
): Promise<CascadeRows> {
  const plan = planId;
  const phases = await em.find(TrainingPlanPhase, { plan });
  const weeks = await em.find(TrainingPlanWeek, { plan });
  return { phases, weeks, days: depth === 'weeks' ? [] : await em.find(TrainingPlanDay, { plan }) };
}

/** Reads a cascade from its rows. Days may be left out: then the weeks have none. */
export function toCascade({ phases, weeks, days }: CascadeRows): Cascade {
  const daysOfWeek = Map.groupBy(days, ({ week }) => week.id);
  const nameOfPhase = new Map(phases.map(({ id, name }) => [id, name]));
  return {
    phases: [...phases]
      .sort((a, b) => a.position - b.position)
      .map(({ name, weekCount, totalMiles }) => ({ name, weekCount, totalMiles })),
    weeks: [...weeks]
      .sort((a, b) => a.weekNumber - b.weekNumber)
      .map((week) => toStoredWeek(week, daysOfWeek.get(week.id) ?? [], nameOfPhase.get(week.phase.id))),
  };
}

function toStoredWeek(
  week: TrainingPlanWeek,
  days: readonly TrainingPlanDay[],
  phase: PhaseName | undefined,
): StoredWeek {
  if (phase === undefined) throw new Error(`Week ${week.id} belongs to no phase of its plan`);
  return {
    weekNumber: week.weekNumber,
    phase,
    startDate: week.startDate,
    endDate: addDays(week.startDate, 6),
    miles: week.miles,
    trainingMiles: week.trainingMiles,
    targetMiles: week.targetMiles,
    wantedMiles: week.wantedMiles,
    stretch: week.stretch,
    notes: week.notes,
    provenance: week.provenance,
    releasedAt: week.releasedAt,
    days: [...days]
      .sort((a, b) => a.dayNumber - b.dayNumber)
      .map((day) => ({
        date: day.date,
        dayNumber: day.dayNumber,
        workoutType: day.workoutType,
        miles: day.miles,
        warmup: day.warmup,
        workout: day.workout,
        cooldown: day.cooldown,
        notes: day.notes,
        alternative: day.alternative,
        workoutId: day.workoutId,
        locked: day.locked,
        outsidePlan: day.outsidePlan,
      })),
  };
}

/** A cascade with some weeks new or others than before, its phases' miles summed anew. */
export function mergeWeeks(before: Cascade, weeks: readonly StoredWeek[]): Cascade {
  const byNumber = new Map([...before.weeks, ...weeks].map((week) => [week.weekNumber, week]));
  const merged = [...byNumber.values()].sort((a, b) => a.weekNumber - b.weekNumber);
  const phases = before.phases.map((phase) => ({
    ...phase,
    totalMiles: milesOfPhase({ weeks: merged }, phase.name),
  }));
  return { phases, weeks: merged };
}

/** A cascade whose phases are as long as a blueprint has them. */
export function withPhasesOf({ phases }: Pick<Blueprint, 'phases'>, cascade: Cascade): Cascade {
  return { ...cascade, phases: cascade.phases.map((phase) => ({ ...phase, weekCount: phases[phase.name] })) };
}

/** Miles of a phase's weeks, the race among them. */
export function milesOfPhase({ weeks }: Pick<Cascade, 'weeks'>, phase: string): number {
  return sumMiles(weeks.filter((week) => week.phase === phase).map(({ miles }) => miles));
}
