import { daysBetween, isCalendarDate, mondayOf, totalWeeksBetween, weekdayOf } from '../calendar.js';
import { distanceClassOf } from '../distance.js';
import { experienceOf } from '../experience.js';
import { planPaces, type PlanPaces } from '../goal.js';
import {
  DAY_TYPES,
  PHASE_NAMES,
  type CalendarDate,
  type DayNumber,
  type DistanceClass,
  type Experience,
  type PhaseName,
  type PhaseSplit,
  type PlanInputs,
  type PlannedDay,
  type PlannedWeek,
} from '../model.js';
import {
  dayCeilingOf,
  defaultSplit,
  isCutPeakWeek,
  loadFrameOf,
  longRunCapOf,
  mostRunningDays,
  recoveryWeeksOf,
  totalWeeksOf,
  type LoadFrame,
  type WeekFrame,
} from './expectations.js';
import type { AuditedPlan } from './finding.js';
import { sumMiles } from './half-mile.js';

/** A stored day and where it stands in the plan. */
export interface DayFacts {
  day: PlannedDay;
  weekNumber: number;
  dayNumber: DayNumber;
  /** Days since Monday of week 1. */
  index: number;
  /** Days until the race; negative after it. */
  daysToRace: number;
  beforeStart: boolean;
  preferred: boolean;
  /** A training run: of a known type, neither rest nor the race. */
  run: boolean;
  hard: boolean;
  quality: boolean;
}

/** A stored week and the part it has to play. */
export interface WeekFacts {
  week: PlannedWeek;
  weekNumber: number;
  phase: PhaseName;
  part: boolean;
  touched: boolean;
  raceWeek: boolean;
  /** Due as a recovery week. */
  recovery: boolean;
  /** Between peak and race week, or week N − 1 called peak and cut for an early race. */
  cut: boolean;
  /** A full week that holds or rises: neither the first, nor recovery, cut or race week. */
  building: boolean;
  days: DayFacts[];
  runs: DayFacts[];
  longRun: DayFacts | undefined;
  /** Runs beside the long run. */
  others: DayFacts[];
  target: number;
  /** The most the progression can have asked for, as the week says: before anything left its target. */
  wanted: number;
}

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
  longRunCap: number;
  dayCeiling: number;
  paces: PlanPaces;
  recoveryWeeks: ReadonlySet<number>;
  weeks: WeekFacts[];
  days: DayFacts[];
  /** Longest training run of each day that has one, by the day's index. */
  runMiles: ReadonlyMap<number, number>;
  /** Weeks are written up to the race. */
  complete: boolean;
}

/** What is wrong with inputs that no plan can be made from; null when nothing is. */
export function inputProblem(inputs: PlanInputs): string | null {
  if (!isCalendarDate(inputs.startDate) || !isCalendarDate(inputs.raceDate)) return 'dates that do not exist';
  const weeks = totalWeeksBetween(inputs.startDate, inputs.raceDate);
  if (weeks < 4 || weeks > 52) return `${weeks} weeks from start to race`;
  const { raceDistanceMiles, fiveKPace, baseline, goalTimeSeconds } = inputs;
  if (!(raceDistanceMiles > 0 && raceDistanceMiles <= 62.2)) return `a race of ${raceDistanceMiles} miles`;
  if (!(fiveKPace >= 230 && fiveKPace <= 1200)) return `a 5K pace of ${fiveKPace} s per mile`;
  if (!(baseline >= 0 && baseline <= 150)) return `a baseline of ${baseline} miles`;
  if (goalTimeSeconds !== null && !(goalTimeSeconds > 0 && Number.isFinite(goalTimeSeconds))) {
    return `a goal of ${goalTimeSeconds} s`;
  }
  return null;
}

/** Preferred days that are a set of two to seven weekdays. */
export function validPreferredDays({ preferredDays }: PlanInputs): boolean {
  const distinct = new Set(preferredDays);
  const weekdays = preferredDays.every((day) => Number.isInteger(day) && day >= 1 && day <= 7);
  return weekdays && distinct.size === preferredDays.length && distinct.size >= 2;
}

export function meetsRuleA(split: PhaseSplit, totalWeeks: number): boolean {
  const counts = PHASE_NAMES.map((name) => split[name]);
  return counts.every((count) => Number.isInteger(count) && count >= 1) && totalWeeksOf(split) === totalWeeks;
}

/** @param plan one whose inputs have no `inputProblem` and valid preferred days. */
export function auditContextOf(plan: AuditedPlan): AuditContext {
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
  const paces = planPaces(inputs, { taperWeeks: split.taper });
  const runningDays = mostRunningDays(inputs, experience);
  const { baseline } = inputs;
  const longRunCap = longRunCapOf({ distanceClass, baseline, runningDays, easyPace: paces.easyMiddle });
  const dayCeiling = dayCeilingOf(paces.easyMiddle);
  const often = experience === 'novice' || inputs.injuryRisk === 'high';
  const recoveryWeeks = recoveryWeeksOf(frame, often ? 3 : 4);
  const raceIndex = daysBetween(firstDay, inputs.raceDate);
  const startIndex = daysBetween(firstDay, inputs.startDate);
  const place: WeekPlacing = { inputs, frame, startIndex, raceIndex, totalWeeks, recoveryWeeks };
  const weeks = plan.weeks
    .filter(({ weekNumber }) => isWeekOfPlan(weekNumber, totalWeeks))
    .map((week) => weekFactsOf(week, place));
  const days = weeks.flatMap((week) => week.days).sort((a, b) => a.index - b.index);
  const runs = days.filter((day) => day.run);
  const limits = { baseline, runningDays, longRunCap, dayCeiling, distanceClass, experience };
  return {
    ...frame,
    ...loadFrameOf({ frame, recoveryWeeks, ...limits }),
    ...limits,
    plan,
    inputs,
    firstDay,
    raceIndex,
    totalWeeks,
    paces,
    recoveryWeeks,
    weeks,
    days,
    runMiles: new Map(runs.map(({ index, day }) => [index, day.miles])),
    complete: weeks.length === totalWeeks,
  };
}

/** Weeks with another number have no place in the plan: rule B says so, and no other rule looks at them. */
export function isWeekOfPlan(weekNumber: number, totalWeeks: number): boolean {
  return Number.isInteger(weekNumber) && weekNumber >= 1 && weekNumber <= totalWeeks;
}

interface WeekPlacing {
  inputs: PlanInputs;
  frame: WeekFrame;
  startIndex: number;
  raceIndex: number;
  totalWeeks: number;
  recoveryWeeks: ReadonlySet<number>;
}

function weekFactsOf(week: PlannedWeek, placing: WeekPlacing): WeekFacts {
  const { frame, raceIndex, totalWeeks } = placing;
  const { weekNumber } = week;
  const phase = phaseOfWeek(frame.split, weekNumber);
  const days = week.days.map((day) => dayFactsOf(day, weekNumber, placing));
  const runs = days.filter((day) => day.run);
  const longRun = runs.find(({ day }) => day.workoutType === 'long_run');
  const part = weekNumber < frame.firstFullWeek;
  const raceWeek = weekNumber === totalWeeks;
  const recovery = placing.recoveryWeeks.has(weekNumber);
  const cut = (phase === 'taper' && !raceWeek) || isCutPeakWeek(frame, weekNumber);
  const target = week.targetMiles;
  return {
    week,
    weekNumber,
    phase,
    part,
    touched: 7 * weekNumber - 1 >= raceIndex - 6,
    raceWeek,
    recovery,
    cut,
    building: weekNumber > frame.firstFullWeek && !recovery && !cut && !raceWeek,
    days,
    runs,
    longRun,
    others: runs.filter((day) => day !== longRun),
    target,
    wanted: Math.max(target, week.wantedMiles),
  };
}

function dayFactsOf(day: PlannedDay, weekNumber: number, placing: WeekPlacing): DayFacts {
  const index = 7 * (weekNumber - 1) + day.dayNumber - 1;
  const quality = day.workoutType === 'tempo' || day.workoutType === 'intervals';
  return {
    day,
    weekNumber,
    dayNumber: day.dayNumber,
    index,
    daysToRace: placing.raceIndex - index,
    beforeStart: index < placing.startIndex,
    preferred: placing.inputs.preferredDays.includes(day.dayNumber),
    run: DAY_TYPES.includes(day.workoutType) && day.workoutType !== 'rest' && day.workoutType !== 'race',
    hard: quality || day.workoutType === 'long_run' || day.workoutType === 'race',
    quality,
  };
}

export function phaseOfWeek(split: PhaseSplit, weekNumber: number): PhaseName {
  let last = 0;
  for (const name of PHASE_NAMES) {
    last += split[name];
    if (weekNumber <= last) return name;
  }
  return 'taper';
}

/** The day ceiling of a week: nothing in it is longer than its long run. */
export function ceilingOf(context: AuditContext, week: WeekFacts): number {
  return Math.min(context.dayCeiling, week.longRun?.day.miles ?? Number.POSITIVE_INFINITY);
}

/** Miles of some days, added in hundredths. */
export function milesOf(days: readonly DayFacts[]): number {
  return sumMiles(days.map(({ day }) => day.miles));
}

/** Highest target of the three full weeks before; a part week counts as one at the start level. */
export function referenceMiles(context: AuditContext, weekNumber: number): number | null {
  const targets = context.weeks
    .filter((week) => week.weekNumber < weekNumber && week.weekNumber >= weekNumber - 3)
    .map((week) => (week.part ? context.startLevel : week.target));
  return targets.length === 0 ? null : Math.max(...targets);
}

/** The week before, if it is stored. */
export function weekBefore(context: AuditContext, week: WeekFacts): WeekFacts | undefined {
  return context.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber - 1);
}

const SPIKE_DAYS = 30;

/** Longest run a day may hold after the 30 days before it; null when it has no record to pass (§6, spike). */
export function spikeLimit(context: AuditContext, index: number): number | null {
  // The first full week only sets the record, and a part week sets none.
  const firstFullDay = 7 * (context.firstFullWeek - 1);
  if (index < firstFullDay + 7) return null;
  let record = 0;
  for (let day = Math.max(firstFullDay, index - SPIKE_DAYS); day < index; day += 1) {
    record = Math.max(record, context.runMiles.get(day) ?? 0);
  }
  return record > 0 ? Math.max(1.1 * record, record + 1) : null;
}
