import { METRES_PER_MILE } from '../../coaching/distance.js';
import { formatDuration } from '../../coaching/duration.js';
import type { CalendarDate } from '../../coaching/model.js';
import type { Units } from '../../coaching/units.js';
import type { Race } from '../../races/race.entity.js';
import type { PlanView } from '../plans.service.js';
import type { StoredWeek } from '../stored-week.js';
import type { PlanStatus } from '../training-plan.entity.js';

/** A generated plan as it leaves the house: what every format shows, before it is put into words and units. */
export interface ExportedPlan {
  id: string;
  name: string;
  status: PlanStatus;
  /** First and last name. */
  athlete: string;
  race: ExportedRace | null;
  /** Races on the way. */
  tuneUps: readonly ExportedRace[];
  /** As `h:mm:ss`; null for none. */
  goalTime: string | null;
  /** What the reader counts in. */
  units: Units;
  /** What stands on every export of a plan that does not prepare for its race; null where it does. */
  risk: string | null;
  /** Rises with every change, and when the last one was. */
  revision: number;
  updatedAt: Date;
  /** Those the reader may see, by number; one held back for review has no days. */
  weeks: readonly ExportedWeek[];
}

export interface ExportedRace {
  name: string;
  distance: string;
  miles: number;
  date: CalendarDate;
}

export type ExportedWeek = Pick<
  StoredWeek,
  'weekNumber' | 'phase' | 'startDate' | 'endDate' | 'miles' | 'days'
>;
export type ExportedDay = ExportedWeek['days'][number];

export function isRun({ workoutType }: Pick<ExportedDay, 'workoutType'>): boolean {
  return workoutType !== 'rest';
}

/** A plan in one format. */
export interface RenderedExport<Body = string> {
  body: Body;
  mediaType: string;
  /** What else its answer has to say. */
  headers?: Readonly<Record<string, string>>;
}

/** @param view with its cascade down to the laps, as its reader may see it */
export function toExportedPlan(
  { plan, athlete, race, tuneUps, cascade }: PlanView,
  units: Units,
): ExportedPlan {
  return {
    id: plan.id,
    name: plan.name,
    status: plan.status,
    athlete: `${athlete.firstName} ${athlete.lastName}`,
    race: race && exportedRace(race),
    tuneUps: tuneUps.map(exportedRace),
    goalTime: plan.goalTimeSeconds === null ? null : formatDuration(plan.goalTimeSeconds),
    units,
    risk: riskOf(plan),
    revision: plan.revision,
    updatedAt: plan.updatedAt,
    weeks: cascade?.weeks ?? [],
  };
}

function exportedRace({ name, distanceName, distanceMetres, date }: Race): ExportedRace {
  return { name, distance: distanceName, miles: distanceMetres / METRES_PER_MILE, date };
}

/** The race on the way that a day holds; undefined for none. */
export function tuneUpOn(
  { tuneUps }: Pick<ExportedPlan, 'tuneUps'>,
  day: ExportedDay,
): ExportedRace | undefined {
  return day.workoutType === 'race' ? tuneUps.find(({ date }) => date === day.date) : undefined;
}

function riskOf({ readiness, warnings }: PlanView['plan']): string | null {
  if (readiness !== 'not_ready') return null;
  const warning = warnings.find(({ code }) => code === 'readiness.not_ready');
  return `${warning?.detail ?? 'This plan does not prepare for the race.'} Staff accepted the risk.`;
}
