import { randomInt } from 'node:crypto';
import type { RequiredEntityData } from '@mikro-orm/core';
import type { Athlete } from '../athletes/athlete.entity.js';
import { MAX_TOTAL_WEEKS, MIN_TOTAL_WEEKS } from '../coaching/phases.js';
import { defined } from '../common/defined.js';
import type { Race } from '../races/race.entity.js';
import type { UpdateDraftDto } from './draft.dto.js';
import { goalSecondsOf } from './goal-time.js';
import type { PlanForecast } from './plan-outline.js';
import type { PlanSettings, TrainingPlan } from './training-plan.entity.js';

const UNNAMED = 'Training plan';
/** Exclusive; the largest that `randomInt` takes. */
const SEED_LIMIT = 2 ** 48 - 1;

/** What a request may say of a draft. */
export type DraftValues = Pick<
  TrainingPlan,
  | 'name'
  | 'mode'
  | 'goalTime'
  | 'goalTimeSeconds'
  | 'startDate'
  | 'preferredDays'
  | 'currentWeeklyMileage'
  | 'phases'
  | 'settings'
>;

/**
 * The values of a draft with a request laid over them: what is left out stays, null sets back.
 * @throws InvalidError when the goal time cannot be one of the race
 */
export function draftValues(
  data: UpdateDraftDto,
  { before, race }: { before: DraftValues | null; race: Race | null },
): DraftValues {
  const unnamed = race?.name ?? UNNAMED;
  const { goalTime = before?.goalTime ?? null } = data;
  const { startDate = before?.startDate ?? null } = data;
  const { preferredDays = before?.preferredDays ?? null } = data;
  const { currentWeeklyMileage = before?.currentWeeklyMileage ?? null } = data;
  const { phases = before?.phases ?? null } = data;
  const settings = settingsOf(data.settings, before?.settings);
  const { name = before?.name, mode = before?.mode } = data;
  return {
    name: name ?? unnamed,
    mode: mode ?? 'progressive',
    goalTime,
    goalTimeSeconds: goalSecondsOf(goalTime, race),
    startDate,
    preferredDays: preferredDays && [...preferredDays].sort((a, b) => a - b),
    currentWeeklyMileage,
    phases,
    settings,
  };
}

/** Settings with a request laid over them: null sets back. */
export function settingsOf(given: UpdateDraftDto['settings'], before: PlanSettings = {}): PlanSettings {
  if (given === null) return {};
  const { release, horizonDays, recoveryEvery, longRunDay, mostMiles } = {
    ...before,
    ...defined(given ?? {}),
  };
  return {
    ...(release && { release }),
    ...(horizonDays && { horizonDays }),
    ...(recoveryEvery && { recoveryEvery }),
    ...(longRunDay && { longRunDay }),
    ...(typeof mostMiles === 'number' && { mostMiles }),
  };
}

/** The row of a new draft. */
export function newDraft(
  athlete: Athlete,
  values: DraftValues,
  forecast: PlanForecast,
): RequiredEntityData<TrainingPlan> {
  return {
    athlete,
    ...values,
    ...forecastColumns(forecast),
    programme: null,
    seed: randomInt(SEED_LIMIT),
    fiveKPace: null,
    raceDate: null,
    inputs: null,
    blueprint: null,
  };
}

/** What lists show of a draft: as of its last change. Reading one works it out anew. */
export function forecastColumns(forecast: PlanForecast) {
  const { totalWeeks, goalPace5K, goalRacePace, predictedRacePace, realism, readiness, warnings } = forecast;
  const plannable = totalWeeks !== null && totalWeeks >= MIN_TOTAL_WEEKS && totalWeeks <= MAX_TOTAL_WEEKS;
  return {
    totalWeeks: plannable ? totalWeeks : null,
    goalPace5K,
    goalRacePace,
    predictedRacePace,
    realism,
    readiness,
    warnings: warnings ?? [],
  };
}
