import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AthletePace } from '../athletes/athlete-pace.entity.js';
import { AthleteToday } from '../athletes/athlete-today.js';
import { RunningRecords } from '../athletes/running-records.js';
import type { WeekLook } from '../coaching/adaptation.js';
import { addDays } from '../coaching/calendar.js';
import type { RunningRecord } from '../coaching/compliance.js';
import { courseAfter, type Course } from '../coaching/course.js';
import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import type { Blueprint, CalendarDate, PlanInputs } from '../coaching/model.js';
import { reachingBack } from '../coaching/plan-change.js';
import { suggestionsFor } from '../coaching/suggestions.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { ownWorkoutsFor } from '../workouts/own-workouts.js';
import { onInputs, type PlanBase } from './changed-course.js';
import { hasBegun, isHeld, outdatedWeeks, settledInputs } from './outdated-weeks.js';
import type { PlanBasis } from './plan-audit.js';
import { withPauses } from './plan-pauses.js';
import type { RunningPlan } from './running-plan.js';
import { offerSuggestions } from './suggestion-offers.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** What is to be written of a plan. */
export interface WeekDecision {
  /** In their order, all or none; those that are stored are written anew. Empty: nothing changes. */
  weekNumbers: readonly number[];
  /** What the weeks are written by, and judged by. */
  inputs: PlanInputs;
  blueprint: Blueprint;
  /** Staff's own among the workouts that they are drawn from. Absent: none. */
  ownWorkouts?: readonly Workout[];
  /** What is to be written where that breaks a rule: the plan as it stands, with what was changed. Absent: as stored. */
  asItStood?: Pick<WeekDecision, 'inputs' | 'blueprint' | 'alter'>;
  /** Of the version: `week.scheduled`, or `week.adapted` where written weeks are written anew. */
  reason: string;
  /** What changes in the plan's own row with the weeks; called in their transaction, the row locked. */
  alter?: (plan: TrainingPlan) => void;
  /** What else is stored with them, or alone where no week is written; called last in the same transaction. */
  record?: (em: EntityManager) => void | Promise<void>;
}

/** Of what was run, as much before the plan as may count for its first weeks: 37 days, in whole weeks. */
export const DAYS_BEFORE_PLAN = 42;

/** Decides what becomes of the week whose turn it is, in the light of what was really run. */
@Injectable()
export class WeekPlanner {
  constructor(
    private readonly em: EntityManager,
    private readonly records: RunningRecords,
    private readonly today: AthleteToday,
  ) {}

  /**
   * Called with no transaction open; reads what it needs and changes nothing. A week that has begun is left alone, and
   * so is one that staff hold by a locked day, unless it is asked for.
   * @param stored the plan with its weeks as they are stored
   * @param weekNumber the week whose turn it is: not written yet, or written and to be looked at once more
   * @param rewritten weeks that are written anew whatever is decided, for somebody asks for them: changes that wait for
   *   a later week reach them
   */
  async decide(
    stored: RunningPlan,
    weekNumber: number,
    rewritten: readonly number[] = [],
  ): Promise<WeekDecision> {
    const today = this.today.of(stored.athlete);
    const { drawnBlueprint } = stored.plan;
    const settled = settledInputs(stored.inputs, stored.cascade, today);
    const base = onInputs(
      { inputs: stored.inputs, blueprint: stored.blueprint, drawnBlueprint },
      reachingBack(settled, rewritten),
    );
    const running = { ...stored, ...base };
    const { inputs, blueprint, cascade, plan } = running;
    const written = cascade.weeks.find((week) => week.weekNumber === weekNumber);
    const asBefore = { stored, base, course: { blueprint, warnings: [] } };
    const isMoved = blueprint !== stored.blueprint;
    const ownWorkouts = await ownWorkoutsFor(this.em, stored.athlete.coach?.id ?? null);
    const asItIs: WeekDecision = {
      weekNumbers: [],
      inputs,
      blueprint,
      ownWorkouts,
      reason: 'week.adapted',
      ...(isMoved && { alter: (row) => adapt(row, { ...asBefore, isWritten: rewritten.length > 0 }) }),
    };
    const isLeft =
      written &&
      (hasBegun(written, { inputs, today }) || (isHeld(written) && !rewritten.includes(weekNumber)));
    if (isLeft) return asItIs;
    const look = await this.lookOf(running, { weekNumber, today });
    const course = courseAfter(look);
    const weekNumbers = written
      ? outdatedWeeks(cascade, { inputs, blueprint: course.blueprint, fromWeek: weekNumber, today })
      : [weekNumber];
    const performances = await this.records.performances(running.athlete, look.from);
    const proposed = suggestionsFor({
      ...look,
      performances,
      paceSetOn: await this.paceSetOn(running, look),
    });
    // A lighter week is not the one to raise, and takes nothing back that is for the next.
    const untold = course.blueprint.weeks[weekNumber - 1]?.recovery ? (['load.raise'] as const) : [];
    return {
      weekNumbers,
      inputs,
      blueprint: course.blueprint,
      ownWorkouts,
      reason: written ? 'week.adapted' : 'week.scheduled',
      asItStood: asItIs,
      alter: (row) =>
        adapt(row, { stored, base, course, isWritten: weekNumbers.length > 0 || rewritten.length > 0 }),
      record: (em) => offerSuggestions(em, { planId: plan.id, proposed, weekNumber, untold }),
    };
  }

  /** A week that should have begun already is looked at as it would have been in time. */
  private async lookOf(
    { plan, inputs, blueprint, drawnBlueprint, cascade, athlete }: RunningPlan & PlanBase,
    { weekNumber, today }: { weekNumber: number; today: CalendarDate },
  ): Promise<WeekLook & { from: CalendarDate }> {
    const from = addDays(inputs.startDate, -DAYS_BEFORE_PLAN);
    const begins = blueprint.weeks[weekNumber - 1]?.startDate ?? today;
    const asOf = begins < today ? begins : today;
    const known = knownOn(await this.records.since(athlete, from), asOf);
    const record = withPauses(known, { plan, asOf });
    const drawn = drawnBlueprint ?? blueprint;
    return { inputs, drawn, current: blueprint, weeks: cascade.weeks, weekNumber, record, asOf, from };
  }

  /** The day from which on the athlete had the pace that the plan goes by. */
  private async paceSetOn(
    { athlete, inputs }: RunningPlan,
    { weekNumber, from }: { weekNumber: number; from: CalendarDate },
  ): Promise<CalendarDate> {
    const { fiveKPace } = inputsOfWeek(inputs, weekNumber);
    const set = await this.em.findOne(AthletePace, { athlete, fiveKPace }, { orderBy: { date: 'desc' } });
    return set && set.date > from ? set.date : from;
  }
}

/** The record as it stood at the end of a day. */
function knownOn(record: RunningRecord, day: CalendarDate): RunningRecord {
  return {
    ...record,
    runs: record.runs.filter(({ date }) => date <= day),
    reportDates: record.reportDates.filter((date) => date <= day),
  };
}

/** Puts the plan on its new course, and keeps the one it was drawn with. */
function adapt(
  plan: TrainingPlan,
  {
    stored,
    base,
    course,
    isWritten,
  }: { stored: PlanBasis; base: PlanBase; course: Course; isWritten: boolean },
): void {
  const { blueprint, warnings } = course;
  plan.inputs = base.inputs;
  const known = new Set(plan.warnings.map(({ code }) => code));
  const added = warnings.filter(({ code }) => !known.has(code));
  if (blueprint === stored.blueprint && added.length === 0) return;
  plan.warnings = [...plan.warnings, ...added];
  const isAdapted = blueprint !== base.blueprint || added.length > 0;
  plan.drawnBlueprint = base.drawnBlueprint ?? (isAdapted ? base.blueprint : null);
  plan.blueprint = blueprint;
  // Weeks that are written count as a change by themselves.
  if (!isWritten) plan.revision += 1;
}
