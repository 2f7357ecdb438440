import type { EntityManager } from '@mikro-orm/core';
import type { RunningRecord } from '../coaching/compliance.js';
import { addDays, daysBetween } from '../coaching/calendar.js';
import type { CalendarDate, PlannedWeek } from '../coaching/model.js';
import { restBlueprint, restWeek, unwrittenRestWeek, type PausedDays } from '../coaching/pause.js';
import { replaceWeeks } from './cascade.writer.js';
import { endPause } from './plan-pauses.js';
import { loadRows, toCascade, type Cascade, type StoredWeek } from './stored-week.js';
import type { PlanPause, TrainingPlan } from './training-plan.entity.js';

/** A paused plan that goes on, its row locked, with what its athlete ran since the pause began. */
export interface Resume {
  plan: TrainingPlan;
  record: RunningRecord;
  /** In the athlete's time zone. */
  today: CalendarDate;
  actorId: string;
  now: Date;
}

/**
 * Makes a paused plan active again, in the caller's transaction: what passed and was not run becomes rest, as a new
 * version, and no date moves. Days on which something was run stay as they were planned.
 */
export async function resumePlan(em: EntityManager, resume: Resume): Promise<void> {
  const { plan, today, actorId } = resume;
  const { blueprint } = plan;
  if (!blueprint) throw new Error(`Plan ${plan.id} is paused but has no blueprint`);
  const pause = endPause(plan, addDays(today, -1));
  plan.status = 'active';
  const rows = await loadRows(em, plan.id);
  const cascade = toCascade(rows);
  const paused = pause && pausedDays(resume, { pause, cascade });
  const rested = paused && restBlueprint(blueprint, paused);
  const weeks = rested ? restedWeeks(cascade, { blueprint: rested, paused, resume }) : [];
  if (!rested || rested.weeks.every((week, index) => week === blueprint.weeks[index])) {
    plan.revision += 1;
    return;
  }
  plan.drawnBlueprint ??= blueprint;
  plan.blueprint = rested;
  await replaceWeeks(em, { plan, blueprint: rested, rows, weeks, reason: 'resumed', actorId });
}

/** The days of the pause without a run, and all of weeks that nobody wrote before they were over. */
function pausedDays(
  { plan, record, today }: Resume,
  { pause, cascade }: { pause: PlanPause; cascade: Cascade },
): PausedDays {
  const ran = new Set(record.runs.filter(({ miles }) => miles > 0).map(({ date }) => date));
  const length = daysBetween(pause.startDate, pause.endDate) + 1;
  const passed = Array.from({ length }, (_, index) => addDays(pause.startDate, index));
  const unwritten = missedWeeks(plan, { cascade, today }).flatMap(({ days }) => days.map(({ date }) => date));
  return { asOf: today, offDates: new Set([...passed.filter((date) => !ran.has(date)), ...unwritten]) };
}

function missedWeeks(
  { blueprint }: TrainingPlan,
  { cascade, today }: { cascade: Cascade; today: CalendarDate },
) {
  const written = new Set(cascade.weeks.map(({ weekNumber }) => weekNumber));
  return (blueprint?.weeks ?? []).filter(
    ({ weekNumber, endDate }) => endDate < today && !written.has(weekNumber),
  );
}

/** The weeks that are other than before, and those that were never written. */
function restedWeeks(
  cascade: Cascade,
  {
    blueprint,
    paused,
    resume: { today, now },
  }: { blueprint: NonNullable<TrainingPlan['blueprint']>; paused: PausedDays; resume: Resume },
): StoredWeek[] {
  return blueprint.weeks.flatMap((laidOut): StoredWeek[] => {
    const stored = cascade.weeks.find(({ weekNumber }) => weekNumber === laidOut.weekNumber);
    if (!stored) {
      if (laidOut.endDate >= today) return [];
      return [storedRest(unwrittenRestWeek(laidOut), { rulesVersion: blueprint.rulesVersion, now })];
    }
    const week = restWeek(stored, { ...paused, laidOut });
    return week === stored ? [] : [week];
  });
}

/** Rest is written by nobody: what stands here is what anybody would have written. */
function storedRest(
  week: PlannedWeek,
  { rulesVersion, now }: { rulesVersion: string; now: Date },
): StoredWeek {
  return {
    ...week,
    releasedAt: now,
    provenance: {
      author: 'built-in-coach',
      model: null,
      contract: null,
      promptVersion: null,
      attempts: 0,
      cached: false,
      mended: [],
      tokens: null,
      fallbackReason: null,
      rulesVersion,
      variation: 0,
    },
  };
}
