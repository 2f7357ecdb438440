import { isDeepStrictEqual } from 'node:util';
import { METRES_PER_MILE } from '../coaching/distance.js';
import { formatDuration } from '../coaching/duration.js';
import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import type { PlanInputs } from '../coaching/model.js';
import { phasesOf } from '../coaching/phases.js';
import type { WantedChange } from '../coaching/plan-change.js';
import { InvalidError } from '../common/errors.js';
import type { Race } from '../races/race.entity.js';
import type { UpdateDraftDto } from './draft.dto.js';
import { settingsOf } from './draft-values.js';
import { goalSecondsOf } from './goal-time.js';
import type { OwnedPlan } from './plan-access.js';
import { layoutOf } from './plan-inputs.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** What a request asks of a plan in its course. */
export interface AskedChange {
  wanted: WantedChange;
  /** Another than it has; absent: as it is. */
  startDate?: string;
  /** Of the plan's row, beside what follows from its inputs. */
  columns: Partial<TrainingPlan>;
}

/** Only a draft is made from these. */
const DRAFTS_ONLY = ['mode', 'currentWeeklyMileage', 'tuneUpRaceIds'] as const;

/**
 * What differs from what holds by now, all that waits to be written anew among it.
 * @param race the plan's, or the one that it is to lead to
 * @throws InvalidError `plan.not_draft` for what only a draft can change; `plan.goal_time_missing`,
 *   `plan.start_date_missing`, `athlete.preferred_days_missing` for what it cannot be without
 */
export function askedChange(
  data: UpdateDraftDto,
  { plan, athlete }: OwnedPlan,
  race: Race | null,
): AskedChange {
  requireChangeable(data, plan);
  const now = currentInputs(plan);
  const settings = settingsOf(data.settings, plan.settings);
  const columns: Partial<TrainingPlan> = { settings };
  if (data.name !== undefined) columns.name = data.name ?? race?.name ?? plan.name;
  const wanted: WantedChange = race ? raceChange(plan, race) : {};
  if (data.goalTime !== undefined) {
    const { goalTime } = data;
    if (goalTime === null) throw missing('plan.goal_time_missing', '/goalTime', 'a goal time');
    const seconds = goalSecondsOf(goalTime, race);
    columns.goalTime = goalTime;
    if (seconds !== null && seconds !== now.goalTimeSeconds) wanted.goalTimeSeconds = seconds;
    else delete wanted.goalTimeSeconds;
  }
  if (data.preferredDays !== undefined) {
    const days = data.preferredDays ?? athlete.preferredDays;
    if (!days) throw missing('athlete.preferred_days_missing', '/preferredDays', 'preferred days');
    const sorted = [...days].sort((a, b) => a - b);
    columns.preferredDays = data.preferredDays && sorted;
    if (!isDeepStrictEqual(sorted, now.preferredDays)) wanted.preferredDays = sorted;
  }
  if (data.phases !== undefined) {
    columns.phases = data.phases;
    const isSet = data.phases ? !isDeepStrictEqual(data.phases, phasesOf(now)) : now.phases !== null;
    if (isSet) wanted.phases = data.phases;
  }
  const layout = layoutOf(settings) ?? {};
  if (data.settings !== undefined && !isDeepStrictEqual(layout, now.settings ?? {})) wanted.settings = layout;
  if (wanted.goalTimeSeconds !== undefined) {
    columns.goalTimeSeconds = wanted.goalTimeSeconds;
    columns.goalTime ??= formatDuration(wanted.goalTimeSeconds);
  }
  const { startDate } = data;
  if (startDate === null) throw missing('plan.start_date_missing', '/startDate', 'a start date');
  return { wanted, columns, ...(startDate && startDate !== plan.startDate && { startDate }) };
}

/**
 * What differs where a plan is to lead to a race. A goal over another distance is read anew.
 * @throws InvalidError `request.invalid` where it cannot be one of the race
 */
export function raceChange(plan: TrainingPlan, race: Race): WantedChange {
  const now = currentInputs(plan);
  const wanted: WantedChange = {};
  const miles = race.distanceMetres / METRES_PER_MILE;
  if (race.date !== now.raceDate) wanted.raceDate = race.date;
  if (miles !== now.raceDistanceMiles) {
    wanted.raceDistanceMiles = miles;
    const seconds = goalSecondsOf(plan.goalTime, race);
    if (seconds !== null && seconds !== now.goalTimeSeconds) wanted.goalTimeSeconds = seconds;
  }
  return wanted;
}

function currentInputs({ id, status, inputs }: TrainingPlan): PlanInputs {
  if (!inputs) throw new Error(`Plan ${id} is ${status} without inputs`);
  return inputsOfWeek(inputs, Number.POSITIVE_INFINITY);
}

function requireChangeable(data: UpdateDraftDto, { status }: TrainingPlan): void {
  const refused = DRAFTS_ONLY.filter((field) => data[field] !== undefined);
  if (data.raceId === null) throw missing('plan.race_missing', '/raceId', 'a race');
  if (refused.length === 0) return;
  throw new InvalidError(
    'plan.not_draft',
    `The plan is ${status}; only of a draft can ${refused.join(' and ')} be changed.`,
    refused.map((field) => ({ pointer: `/${field}`, detail: 'can be changed of a draft only' })),
  );
}

function missing(code: string, pointer: string, what: string): InvalidError {
  return new InvalidError(code, `A plan in its course cannot be without ${what}.`, [
    { pointer, detail: `must be ${what}` },
  ]);
}
