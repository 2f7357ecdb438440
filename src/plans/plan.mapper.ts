import type { MatchedDays } from '../coaching/compliance.js';
import { METRES_PER_MILE } from '../coaching/distance.js';
import { formatDuration } from '../coaching/duration.js';
import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import { PHASE_NAMES, type PlanInputs } from '../coaching/model.js';
import { formatPace } from '../coaching/pace.js';
import type { Race } from '../races/race.entity.js';
import type { PhaseResponse } from './cascade-response.dto.js';
import { toPhaseResponses } from './cascade.mapper.js';
import type { PlanForecast } from './plan-outline.js';
import type { ChangedPlan } from './course-change.js';
import type {
  ChangedPlanResponse,
  PlanChangeResponse,
  PlanRaceResponse,
  PlanResponse,
  PlanSettingsResponse,
  PlanSummaryResponse,
} from './plan-response.dto.js';
import type { Cascade, CascadeDepth } from './stored-week.js';
import type { ListedPlan, PlanSettings, TrainingPlan } from './training-plan.entity.js';

/** A plan and what is known of it, as a use case gives it. A draft has no cascade. */
interface PlanView {
  plan: TrainingPlan;
  race: Race | null;
  tuneUps: readonly Race[];
  forecast: PlanForecast;
  cascade?: Cascade | null;
  /** What was run on its days, where they are shown. */
  matched?: MatchedDays | null;
}

/** @param depth how much of the cascade is shown */
export function toPlanResponse(view: PlanView, depth: CascadeDepth = 'laps'): PlanResponse {
  const { plan, race, tuneUps, forecast } = view;
  return {
    ...planHead(plan, race),
    tuneUpRaces: tuneUps.map(toPlanRace),
    totalWeeks: forecast.totalWeeks,
    goalPace5K: paceOrNull(forecast.goalPace5K),
    goalRacePace: paceOrNull(forecast.goalRacePace),
    predictedRacePace: paceOrNull(forecast.predictedRacePace),
    predictedRange: rangeOf(forecast),
    realism: forecast.realism,
    readiness: forecast.readiness,
    warnings: forecast.warnings,
    ...(depth === 'plan' ? {} : { phases: phasesOf(view, depth) }),
  };
}

/** A plan after a change: with what its course has become. */
export function toChangedPlanResponse(view: PlanView, changed: ChangedPlan | null): ChangedPlanResponse {
  return Object.assign(toPlanResponse(view), { change: changed && toChange(changed) });
}

function toChange({ fromWeek, weeks, removed, writtenBefore, findings }: ChangedPlan): PlanChangeResponse {
  return {
    fromWeek,
    writtenBefore,
    rewritten: weeks.map(({ weekNumber }) => weekNumber),
    removed: removed.filter((each) => !weeks.some(({ weekNumber }) => weekNumber === each)),
    findings,
  };
}

/** A plan in a list: what is stored of it, without its cascade. */
export function toPlanSummaryResponse({
  plan,
  race,
}: {
  plan: ListedPlan;
  race: Race | null;
}): PlanSummaryResponse {
  return {
    ...planHead(plan, race),
    totalWeeks: plan.totalWeeks,
    goalPace5K: paceOrNull(plan.goalPace5K),
    goalRacePace: paceOrNull(plan.goalRacePace),
    predictedRacePace: paceOrNull(plan.predictedRacePace),
    realism: plan.realism,
    readiness: plan.readiness,
  };
}

function planHead(plan: ListedPlan, race: Race | null) {
  return {
    id: plan.id,
    status: plan.status,
    mode: plan.mode,
    settings: toSettings(plan.settings, inputsNow(plan)),
    name: plan.name,
    athleteId: plan.athlete.id,
    race: race && toPlanRace(race),
    goalTime: plan.goalTimeSeconds === null ? plan.goalTime : formatDuration(plan.goalTimeSeconds),
    startDate: plan.startDate,
    preferredDays: inputsNow(plan)?.preferredDays ?? plan.preferredDays,
    currentWeeklyMileage: plan.inputs?.baseline ?? plan.currentWeeklyMileage,
    revision: plan.revision,
    createdAt: plan.createdAt.toISOString(),
    updatedAt: plan.updatedAt.toISOString(),
  };
}

/** What a plan is laid by, and what waits to be written anew; null of a draft. */
function inputsNow({ inputs }: Pick<TrainingPlan, 'inputs'>): PlanInputs | null {
  return inputs && inputsOfWeek(inputs, Number.POSITIVE_INFINITY);
}

/** @param inputs what the plan is laid by; null: not yet */
export function toSettings(settings: PlanSettings, inputs: PlanInputs | null = null): PlanSettingsResponse {
  const { recoveryEvery, longRunDay, mostMiles } = inputs ? (inputs.settings ?? {}) : settings;
  return {
    release: settings.release ?? 'auto',
    horizonDays: settings.horizonDays ?? null,
    recoveryEvery: recoveryEvery ?? null,
    longRunDay: longRunDay ?? null,
    mostMiles: mostMiles ?? null,
  };
}

export function toPlanRace(race: Race): PlanRaceResponse {
  return {
    id: race.id,
    name: race.name,
    distance: race.distanceName,
    distanceMiles: Number((race.distanceMetres / METRES_PER_MILE).toFixed(4)),
    date: race.date,
  };
}

function phasesOf(
  { forecast: { blueprint }, cascade, matched = null }: PlanView,
  depth: CascadeDepth,
): PhaseResponse[] | null {
  if (!blueprint) return null;
  const phases = PHASE_NAMES.map((name) => ({ name, weekCount: blueprint.phases[name], totalMiles: 0 }));
  return toPhaseResponses(cascade ?? { phases, weeks: [] }, blueprint, { depth, matched });
}

/** The range of a prediction as times. */
export function rangeOf({ predictedRange }: Pick<PlanForecast, 'predictedRange'>) {
  return (
    predictedRange && {
      fast: formatDuration(predictedRange.fastSeconds),
      slow: formatDuration(predictedRange.slowSeconds),
    }
  );
}

export function paceOrNull(secondsPerMile: number | null): string | null {
  return secondsPerMile === null ? null : formatPace(secondsPerMile);
}
