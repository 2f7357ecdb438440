import type { AlternativeSession, Lap } from '../../coaching/model.js';
import { distanceIn, paceIn, type Units } from '../../coaching/units.js';
import type { ExportedDayResponse, ExportedLapResponse, ExportedPlanResponse } from './export.dto.js';
import type { ExportedDay, ExportedPlan, RenderedExport } from './exported-plan.js';

/** The plan as data. */
export function renderJson(plan: ExportedPlan): RenderedExport {
  const { weeks, race, units, updatedAt, ...head } = plan;
  const data: ExportedPlanResponse = {
    ...head,
    units,
    updatedAt: updatedAt.toISOString(),
    race: race && {
      name: race.name,
      distanceName: race.distance,
      distance: distanceIn(race.miles, units),
      date: race.date,
    },
    weeks: weeks.map(({ weekNumber, phase, startDate, endDate, miles, days }) => ({
      weekNumber,
      phase,
      startDate,
      endDate,
      distance: distanceIn(miles, units),
      days: days.map((day) => dayIn(day, units)),
    })),
  };
  return { body: JSON.stringify(data), mediaType: 'application/json; charset=utf-8' };
}

function dayIn(day: ExportedDay, units: Units): ExportedDayResponse {
  const { date, dayNumber, miles, alternative, locked, outsidePlan } = day;
  return {
    date,
    dayNumber,
    distance: distanceIn(miles, units),
    ...sessionIn(day, units),
    alternative: alternative && sessionIn(alternative, units),
    locked,
    outsidePlan,
  };
}

function sessionIn(
  { workoutType, warmup, workout, cooldown, notes }: Omit<AlternativeSession, 'workoutId'>,
  units: Units,
) {
  return {
    workoutType,
    warmup: lapsIn(warmup, units),
    workout: lapsIn(workout, units),
    cooldown: lapsIn(cooldown, units),
    notes,
  };
}

function lapsIn(laps: readonly Lap[], units: Units): ExportedLapResponse[] {
  return laps.map(({ lapIndex, distanceMiles, paceGoal }) => ({
    lapIndex,
    distance: distanceIn(distanceMiles, units),
    pace: paceGoal === null ? null : paceIn(paceGoal, units),
  }));
}
