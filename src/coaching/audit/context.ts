import { daysBetween, mondayOf, totalWeeksBetween, weekdayOf } from '../calendar.js';
import { distanceClassOf } from '../distance.js';
import { experienceOf } from '../experience.js';
import type { CalendarDate, DistanceClass, Experience, PlanInputs, WeekAdaptation } from '../model.js';
import { adaptedRecoveryWeeks, type RecoveryWeeks } from './adapted-recovery.js';
import { drawnMostOf } from './drawn-most.js';
import {
  defaultSplit,
  loadFrameOf,
  type AuditStage,
  mostRunningDays,
  recoveryWeeksOf,
  type LoadFrame,
  type WeekFrame,
} from './expectations.js';
import type { AuditedPlan } from './finding.js';
import { recoveryJudge, weekFactsOf, type DayFacts, type WeekFacts, type WeekPlacing } from './facts.js';
import { meetsRuleA } from './inputs.js';
import { weekLimits } from './week-limits.js';

/** Everything the rules look at, worked out once from the inputs and the stored weeks. */
export interface AuditContext extends WeekFrame, LoadFrame {
  plan: AuditedPlan;
  inputs: PlanInputs;
  firstDay: CalendarDate;
  raceIndex: number;
  totalWeeks: number;
  experience: Experience;
  distanceClass: DistanceClass;
  runningDays: number;
  /** As drawn. */
  recoveryWeeks: ReadonlySet<number>;
  /** Weeks of an adapted plan that must or may be recovery weeks; null in a plan as drawn. */
  adaptedRecovery: RecoveryWeeks | null;
  adaptations: ReadonlyMap<number, WeekAdaptation>;
  /** Infinity in a plan as drawn. */
  firstAdapted: number;
  /** Most training miles that the plan as drawn can have asked of each week; empty in a plan as drawn. */
  drawnMost: ReadonlyMap<number, number>;
  weeks: WeekFacts[];
  days: DayFacts[];
  /** Those among them that findings are wanted of. */
  judged: { weeks: readonly WeekFacts[]; days: readonly DayFacts[] };
  /** Longest training run of each day that has one, by the day's index. */
  runMiles: ReadonlyMap<number, number>;
  /** Weeks are written up to the race. */
  complete: boolean;
}

/**
 * @param plan one whose inputs have no `inputProblem` and valid preferred days
 * @param stage what follows on from weeks by other inputs; null: all go by these
 */
export function auditContextOf(plan: AuditedPlan, stage: AuditStage | null = null): AuditContext {
  const { inputs } = plan;
  const firstDay = mondayOf(inputs.startDate);
  const totalWeeks = totalWeeksBetween(inputs.startDate, inputs.raceDate);
  const distanceClass = distanceClassOf(inputs.raceDistanceMiles);
  const experience = experienceOf(inputs.experience, inputs.baseline);
  const asked = inputs.phases;
  const split = asked && meetsRuleA(asked, totalWeeks) ? asked : defaultSplit(totalWeeks, distanceClass);
  const frame: WeekFrame = {
    split,
    firstFullWeek: firstDay === inputs.startDate ? 1 : 2,
    earlyRace: weekdayOf(inputs.raceDate) <= 3,
  };
  const runningDays = mostRunningDays(inputs, experience);
  const { baseline } = inputs;
  const limitsOf = weekLimits({ inputs, taperWeeks: split.taper, distanceClass, runningDays });
  const often = experience === 'novice' || inputs.injuryRisk === 'high';
  const rhythm = inputs.settings?.recoveryEvery ?? (often ? 3 : 4);
  const recoveryWeeks = recoveryWeeksOf(frame, rhythm, stage);
  const raceIndex = daysBetween(firstDay, inputs.raceDate);
  const startIndex = daysBetween(firstDay, inputs.startDate);
  const adaptations = new Map(
    [...(plan.adaptations ?? [])].filter(([weekNumber]) => isWeekOfPlan(weekNumber, totalWeeks)),
  );
  const firstAdapted = Math.min(...adaptations.keys(), stage?.fromWeek ?? Number.POSITIVE_INFINITY);
  const adaptedRecovery = adaptedRecoveryWeeks({ frame, drawn: recoveryWeeks, adaptations });
  const place: WeekPlacing = {
    inputs,
    frame,
    startIndex,
    raceIndex,
    totalWeeks,
    adaptations,
    tuneUps: (inputs.tuneUps ?? []).map((race) => ({ index: daysBetween(firstDay, race.date), race })),
    firstAdapted,
    isRecovery: recoveryJudge({
      weeks: plan.weeks,
      drawn: recoveryWeeks,
      adaptations,
      adapted: adaptedRecovery,
    }),
    limitsOf,
  };
  const weeks = plan.weeks
    .filter(({ weekNumber }) => isWeekOfPlan(weekNumber, totalWeeks))
    .map((week) => weekFactsOf(week, place));
  const days = weeks.flatMap((week) => week.days).sort((a, b) => a.index - b.index);
  const runs = days.filter((day) => day.run);
  const runner = { runningDays, distanceClass, experience };
  const { longRunCap, dayCeiling } = limitsOf(null);
  const levelBefore = stage && highestTarget(weeks, stage.fromWeek);
  const weekCap = inputs.settings?.mostMiles ?? Number.POSITIVE_INFINITY;
  const load = loadFrameOf({ frame, recoveryWeeks, baseline, longRunCap, dayCeiling, weekCap, ...runner });
  return {
    ...frame,
    ...load,
    ...runner,
    plan,
    inputs,
    firstDay,
    raceIndex,
    totalWeeks,
    recoveryWeeks,
    adaptedRecovery,
    adaptations,
    firstAdapted,
    drawnMost: drawnMostOf({
      frame: { ...frame, ...load },
      recoveryWeeks,
      adaptations,
      seam: stage && { week: stage.fromWeek, level: levelBefore ?? 0 },
      ...runner,
    }),
    weeks,
    days,
    judged: { weeks, days },
    runMiles: new Map(runs.map(({ index, day }) => [index, day.miles])),
    complete: weeks.length === totalWeeks,
  };
}

/** Training miles of the largest full week before one. */
function highestTarget(weeks: readonly WeekFacts[], before: number): number {
  const full = weeks.filter(({ weekNumber, part }) => weekNumber < before && !part);
  return Math.max(0, ...full.map(({ target }) => target));
}

/** Weeks with another number have no place in the plan: rule B says so, and no other rule looks at them. */
export function isWeekOfPlan(weekNumber: number, totalWeeks: number): boolean {
  return Number.isInteger(weekNumber) && weekNumber >= 1 && weekNumber <= totalWeeks;
}
