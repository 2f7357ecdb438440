import { addDays } from '../coaching/calendar.js';
import { sumMiles } from '../coaching/hundredths.js';
import type { Blueprint } from '../coaching/model.js';
import type {
  DayResponse,
  PhaseResponse,
  PlannedWeekResponse,
  VersionResponse,
  WeekResponse,
} from './cascade-response.dto.js';
import type { PlanVersion } from './plan-version.entity.js';
import type { WeekView } from './plans.service.js';
import type { Cascade, CascadeDepth, StoredPhase, StoredWeek } from './stored-week.js';

/** A cascade as the API shows it, and as a version keeps it. */
export function toPhaseResponses(
  { phases, weeks }: Cascade,
  blueprint: Blueprint,
  depth: CascadeDepth = 'laps',
): PhaseResponse[] {
  return phases.map((phase) => {
    const head = toPhaseHead(phase, blueprint);
    if (depth === 'phases') return head;
    const own = weeks.filter((week) => week.phase === phase.name);
    return { ...head, weeks: own.map((week) => toWeekResponse(week, depth)) };
  });
}

/** A phase without its weeks. */
export function toPhaseHead(
  { name, weekCount, totalMiles }: StoredPhase,
  blueprint: Blueprint,
): Omit<PhaseResponse, 'weeks'> {
  const planned = blueprint.weeks.filter(({ phase }) => phase === name);
  return {
    name,
    weekCount,
    totalMiles,
    plannedMiles: sumMiles(planned.map(({ targetMiles }) => targetMiles)),
  };
}

export function toWeekResponse(week: StoredWeek, depth: CascadeDepth = 'laps'): WeekResponse {
  const { weekNumber, phase, startDate, endDate, miles, trainingMiles, targetMiles, stretch, notes } = week;
  return {
    weekNumber,
    phase,
    startDate,
    endDate,
    miles,
    trainingMiles,
    targetMiles,
    stretch,
    notes,
    provenance: week.provenance,
    releasedAt: week.releasedAt?.toISOString() ?? null,
    ...(depth === 'weeks' ? {} : { days: week.days.map((day) => toDayResponse(day, depth)) }),
  };
}

function toDayResponse(day: StoredWeek['days'][number], depth: CascadeDepth): DayResponse {
  const { date, dayNumber, workoutType, miles, warmup, workout, cooldown, notes, alternative } = day;
  return {
    date,
    dayNumber,
    workoutType,
    miles,
    ...(depth === 'days' ? {} : { warmup, workout, cooldown }),
    notes,
    ...(depth === 'days' ? {} : { alternative }),
    locked: day.locked,
    outsidePlan: day.outsidePlan,
  };
}

/** Days before its Monday that a week is written by itself at the latest. */
const HORIZON_DAYS = 10;

export function toWeekViewResponse(view: WeekView): WeekResponse | PlannedWeekResponse {
  if ('written' in view) return toWeekResponse(view.written);
  const { weekNumber, phase, startDate, endDate, targetMiles, stretch, notes } = view.planned;
  return {
    weekNumber,
    phase,
    startDate,
    endDate,
    targetMiles,
    stretch,
    notes,
    dueDate: addDays(startDate, -HORIZON_DAYS),
    days: [],
  };
}

export function toVersionHead({
  number,
  reason,
  actorId,
  createdAt,
}: PlanVersion): Omit<VersionResponse, 'phases'> {
  return { number, reason, actorId, createdAt: createdAt.toISOString() };
}

export function toVersionResponse(version: PlanVersion): VersionResponse {
  return { ...toVersionHead(version), phases: version.snapshot.phases };
}
