import { complianceOf, type MatchedDay, type MatchedDays } from '../coaching/compliance.js';
import { sumMiles } from '../coaching/hundredths.js';
import {
  ADAPTATION_RULES,
  type Blueprint,
  type BlueprintWeek,
  type CalendarDate,
  type RuleNote,
} from '../coaching/model.js';
import type {
  DayResponse,
  PhaseResponse,
  PlannedWeekResponse,
  WeekResponse,
} from './cascade-response.dto.js';
import type { Cascade, CascadeDepth, StoredPhase, StoredWeek } from './stored-week.js';

/** How much of a week is shown; without `matched` nothing is said of what was run. */
interface WeekDetail {
  depth?: CascadeDepth;
  matched?: MatchedDays | null;
}

/** A week that is not written, or not to be seen yet. */
export interface PlannedWeekView {
  planned: BlueprintWeek;
  /** When it is written; null where that is not to come. */
  dueDate: CalendarDate | null;
  /** It is written, and kept from whoever reads it until a coach releases it. */
  inReview: boolean;
}

/** A cascade as the API shows it, and as a version keeps it. */
export function toPhaseResponses(
  { phases, weeks }: Cascade,
  blueprint: Blueprint,
  detail: WeekDetail = {},
): PhaseResponse[] {
  return phases.map((phase) => {
    const head = toPhaseHead(phase, blueprint);
    if (detail.depth === 'phases') return head;
    const own = weeks.filter((week) => week.phase === phase.name);
    return { ...head, weeks: own.map((week) => toWeekResponse(week, detail)) };
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

export function toWeekResponse(
  week: StoredWeek,
  { depth = 'laps', matched = null }: WeekDetail = {},
): WeekResponse {
  const head = toWeekHead(week);
  if (depth === 'weeks') return head;
  return {
    ...head,
    ...complianceField(week.days, matched),
    days: week.days.map((day) => toDayResponse(day, { depth, matched })),
  };
}

/** A week without its days. */
export function toWeekHead(week: Omit<StoredWeek, 'days'>): Omit<WeekResponse, 'days' | 'compliance'> {
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
    adaptation: adaptationIn(notes),
    provenance: week.provenance,
    releasedAt: week.releasedAt?.toISOString() ?? null,
  };
}

/** The notes are what was true when the week was written. */
function adaptationIn(notes: readonly RuleNote[]): WeekResponse['adaptation'] {
  const rules = ADAPTATION_RULES.filter((rule) => notes.some(({ code }) => code === rule));
  return rules.length > 0 ? { rules } : null;
}

export function toDayResponse(
  day: StoredWeek['days'][number],
  { depth = 'laps', matched = null }: WeekDetail = {},
): DayResponse {
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
    ...complianceField([day], matched),
  };
}

/** Nothing where nothing can be said: a week nobody reports on looks as it was drawn. */
function complianceField(
  days: readonly { date: CalendarDate }[],
  matched: MatchedDays | null,
): Pick<WeekResponse, 'compliance'> {
  const compliance = complianceOf(matchedOn(days, matched));
  return compliance ? { compliance } : {};
}

/** What was run on some days, as far as anything can be said. */
export function matchedOn(
  days: readonly { date: CalendarDate }[],
  matched: MatchedDays | null,
): MatchedDay[] {
  return days.flatMap(({ date }) => matched?.get(date) ?? []);
}

/** A week that is not written. */
export function toPlannedWeekResponse({ planned, dueDate, inReview }: PlannedWeekView): PlannedWeekResponse {
  const { weekNumber, phase, startDate, endDate, targetMiles, stretch, notes } = planned;
  return {
    weekNumber,
    phase,
    startDate,
    endDate,
    targetMiles,
    stretch,
    notes,
    adaptation: adaptationIn(notes),
    dueDate,
    inReview,
    days: [],
  };
}
