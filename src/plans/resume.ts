import type { EntityManager } from '@mikro-orm/core';
import type { RunningRecord } from '../coaching/compliance.js';
import { addDays, daysBetween } from '../coaching/calendar.js';
import { comeBack } from '../coaching/come-back.js';
import type { Blueprint, BlueprintWeek, CalendarDate, PlanInputs } from '../coaching/model.js';
import type { PausedDays } from '../coaching/pause.js';
import { ownWorkoutsFor } from '../workouts/own-workouts.js';
import { replaceWeeks } from './cascade.writer.js';
import { endPause, withPauses } from './plan-pauses.js';
import { soundlyResumed } from './sound-resume.js';
import { loadRows, toCascade, type Cascade } from './stored-week.js';
import type { PlanPause, TrainingPlan } from './training-plan.entity.js';

/** A paused plan that goes on, its row locked, with what its athlete ran from six weeks before it on. */
export interface Resume {
  plan: TrainingPlan;
  record: RunningRecord;
  /** In the athlete's time zone. */
  today: CalendarDate;
  actorId: string;
  now: Date;
}

/**
 * Makes a paused plan active again, in the caller's transaction: what passed and was not run becomes rest, what is
 * written of the time ahead comes back by the return rules, and no date moves. Days on which something was run stay as
 * they were planned, and so do those that staff hold.
 */
export async function resumePlan(em: EntityManager, resume: Resume): Promise<void> {
  const { plan, today, actorId, now } = resume;
  const { inputs, blueprint } = plan;
  if (!inputs || !blueprint) throw new Error(`Plan ${plan.id} is paused without what it was made from`);
  const pause = endPause(plan, addDays(today, -1));
  plan.status = 'active';
  const rows = await loadRows(em, plan.id);
  const cascade = toCascade(rows);
  const paused = pause && pausedDays(resume, { blueprint, pause, cascade });
  const wanted = paused && goOn(resume, { inputs, blueprint, cascade, paused });
  if (!wanted) {
    plan.revision += 1;
    return;
  }
  const drawn = (plan.drawnBlueprint ??= blueprint);
  const { coach } = await plan.athlete.loadOrFail();
  const ownWorkouts = await ownWorkoutsFor(em, coach?.id ?? null);
  const change = { cascade, drawn, before: blueprint, wanted, paused, inputs, seed: plan.seed, now };
  const resumed = soundlyResumed({ ...change, ownWorkouts });
  plan.blueprint = resumed.blueprint;
  await replaceWeeks(em, {
    plan,
    ...resumed,
    before: cascade,
    rows,
    reason: 'resumed',
    actorId,
  });
}

/** The days of the pause without a run, and all of weeks that nobody wrote before they were over. */
function pausedDays(
  { record, today }: Resume,
  { blueprint, pause, cascade }: { blueprint: Blueprint; pause: PlanPause; cascade: Cascade },
): PausedDays {
  const ran = new Set(record.runs.filter(({ miles }) => miles > 0).map(({ date }) => date));
  const length = daysBetween(pause.startDate, pause.endDate) + 1;
  const passed = Array.from({ length }, (_, index) => addDays(pause.startDate, index));
  const unwritten = missedWeeks(blueprint, { cascade, today });
  const missed = unwritten.flatMap(({ days }) => days.map(({ date }) => date));
  return { asOf: today, offDates: new Set([...passed.filter((date) => !ran.has(date)), ...missed]) };
}

function missedWeeks(
  { weeks }: Blueprint,
  { cascade, today }: { cascade: Cascade; today: CalendarDate },
): BlueprintWeek[] {
  const written = new Set(cascade.weeks.map(({ weekNumber }) => weekNumber));
  return weeks.filter(({ weekNumber, endDate }) => endDate < today && !written.has(weekNumber));
}

/** The blueprint from here on; null where the pause has taken nothing from it. */
function goOn(
  { plan, record, today }: Resume,
  {
    inputs,
    blueprint,
    cascade,
    paused,
  }: { inputs: PlanInputs; blueprint: Blueprint; cascade: Cascade; paused: PausedDays },
): Blueprint | null {
  const { blueprint: wanted, warnings } = comeBack({
    inputs,
    drawn: plan.drawnBlueprint ?? blueprint,
    current: blueprint,
    weeks: cascade.weeks,
    record: withPauses(record, { plan, asOf: today }),
    asOf: today,
    offDates: paused.offDates,
  });
  if (wanted.weeks.every((week, index) => week === blueprint.weeks[index])) return null;
  const known = new Set(plan.warnings.map(({ code }) => code));
  plan.warnings = [...plan.warnings, ...warnings.filter(({ code }) => !known.has(code))];
  return wanted;
}
