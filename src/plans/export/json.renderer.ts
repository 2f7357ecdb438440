import type { AlternativeSession, Lap } from '../../coaching/model.js';
import { distanceIn, paceIn, type Units } from '../../coaching/units.js';
import type {
  ExportedDayResponse,
  ExportedLapResponse,
  ExportedPlanResponse,
  ExportedRaceResponse,
} from './export.dto.js';
import type { ExportedDay, ExportedPlan, ExportedRace, RenderedExport } from './exported-plan.js';

/** The plan as data. */
export function renderJson(plan: ExportedPlan): RenderedExport {
  const { weeks, race, tuneUps, units, updatedAt, ...head } = plan;
  const data: ExportedPlanResponse = {
    ...head,
    units,
    updatedAt: updatedAt.toISOString(),
    race: race && raceIn(race, units),
    tuneUpRaces: tuneUps.map((each) => raceIn(each, units)),
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

function raceIn({ name, distance, miles, date }: ExportedRace, units: Units): ExportedRaceResponse {
  return { name, distanceName: distance, distance: distanceIn(miles, units), date };
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
