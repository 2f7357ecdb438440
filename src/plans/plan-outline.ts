import { layBlueprint } from '../coaching/blueprint.js';
import { totalWeeksBetween } from '../coaching/calendar.js';
import { distanceClassOf } from '../coaching/distance.js';
import { equivalentFiveKPace, predictedSeconds, scoreOfFiveKPace } from '../coaching/fitness.js';
import { assessGoal, type GoalAssessment, type Realism } from '../coaching/goal.js';
import type { Blueprint, CalendarDate, PlanInputs, PlanWarning } from '../coaching/model.js';
import { defaultPhases, MAX_TOTAL_WEEKS, MIN_TOTAL_WEEKS } from '../coaching/phases.js';
import { assessReadiness, type Readiness } from '../coaching/readiness.js';
import { trainingPaces } from '../coaching/zones.js';
import { checkInputs, type KnownInputs } from './plan-inputs.js';

/** A plan as code decides it, and how it stands to its goal and its race. */
export interface PlanOutline {
  blueprint: Blueprint;
  goal: GoalAssessment;
  readiness: Readiness;
  warnings: PlanWarning[];
}

/** Lays a plan out. Pure: the same inputs give the same outline. */
export function outlinePlan(inputs: PlanInputs): PlanOutline {
  return assessPlan(inputs, layBlueprint(inputs));
}

/** How a plan that is laid out already stands to a goal and paces, which may be others than it was laid out with. */
export function assessPlan(inputs: PlanInputs, blueprint: Blueprint): PlanOutline {
  const goal = assessGoal({
    ...inputs,
    totalWeeks: blueprint.totalWeeks,
    taperWeeks: blueprint.phases.taper,
  });
  const trained = blueprint.weeks.flatMap(({ days }) => days.map(({ miles }) => miles));
  const longestRunMiles = Math.max(...trained);
  const { readiness, warnings } = assessReadiness({
    raceMiles: inputs.raceDistanceMiles,
    longestRunMiles,
    longestRunSeconds: longestRunMiles * trainingPaces(inputs.fiveKPace).easyMiddle,
    peakWeekMiles: Math.max(...blueprint.weeks.map(({ targetMiles }) => targetMiles)),
  });
  return { blueprint, goal, readiness, warnings: [...goal.warnings, ...blueprint.warnings, ...warnings] };
}

/** What can be said of a plan so far; each null until it can be known. Paces in seconds per mile. */
export interface PlanForecast {
  totalWeeks: number | null;
  goalPace5K: number | null;
  goalRacePace: number | null;
  predictedRacePace: number | null;
  predictedRange: GoalAssessment['predictedRange'] | null;
  realism: Realism | null;
  readiness: Readiness | null;
  warnings: PlanWarning[] | null;
  blueprint: Blueprint | null;
}

/** The forecast of a plan that is laid out. */
export function forecastOf({ blueprint, goal, readiness, warnings }: PlanOutline): PlanForecast {
  return {
    totalWeeks: blueprint.totalWeeks,
    goalPace5K: goal.goalPace5K,
    goalRacePace: goal.goalRacePace,
    predictedRacePace: goal.predictedRacePace,
    predictedRange: goal.predictedRange,
    realism: goal.realism,
    readiness,
    warnings,
    blueprint,
  };
}

/** Says what is known of a draft. Never throws for lack of a value; what does not fit is a warning. */
export function forecastDraft(known: KnownInputs, today: CalendarDate): PlanForecast {
  const { inputs, problems } = checkInputs(known, { today, goalRequired: false });
  const outline = inputs && outlinePlan(inputs);
  const goal = outline?.goal ?? assessKnownGoal(known);
  const misfits = problems.filter(({ code }) => !code.endsWith('_missing'));
  const { raceDistanceMiles: miles, goalTimeSeconds } = known;
  return {
    totalWeeks: weeksOf(known),
    goalPace5K: miles && goalTimeSeconds && equivalentFiveKPace(miles, goalTimeSeconds),
    goalRacePace: miles && goalTimeSeconds && goalTimeSeconds / miles,
    predictedRacePace:
      miles && known.fiveKPace && predictedSeconds(scoreOfFiveKPace(known.fiveKPace), miles) / miles,
    predictedRange: known.baseline === null ? null : (goal?.predictedRange ?? null),
    realism: goal?.realism ?? null,
    readiness: outline?.readiness ?? null,
    warnings:
      outline?.warnings ??
      (misfits.length > 0 ? misfits.map(({ code, detail }) => ({ code, detail })) : null),
    blueprint: outline?.blueprint ?? null,
  };
}

/** A goal can be weighed before mileage and days are known; only its range and warnings depend on mileage. */
function assessKnownGoal(known: KnownInputs): GoalAssessment | null {
  const { raceDistanceMiles, fiveKPace, goalTimeSeconds } = known;
  const totalWeeks = weeksOf(known);
  if (raceDistanceMiles === null || fiveKPace === null || totalWeeks === null) return null;
  if (totalWeeks < MIN_TOTAL_WEEKS || totalWeeks > MAX_TOTAL_WEEKS) return null;
  const phases = known.phases ?? defaultPhases(totalWeeks, distanceClassOf(raceDistanceMiles));
  return assessGoal({
    raceDistanceMiles,
    goalTimeSeconds,
    fiveKPace,
    baseline: known.baseline ?? 0,
    totalWeeks,
    taperWeeks: phases.taper,
  });
}

function weeksOf({ startDate, raceDate }: KnownInputs): number | null {
  if (startDate === null || raceDate === null || raceDate < startDate) return null;
  return totalWeeksBetween(startDate, raceDate);
}
