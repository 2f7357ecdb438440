import { mondayOf, totalWeeksBetween, weekdayOf } from './calendar.js';
import { distanceClassOf } from './distance.js';
import { experienceOf } from './experience.js';
import { longRunGoal } from './long-run.js';
import { DAY_NUMBERS } from './model.js';
import type {
  CalendarDate,
  DayNumber,
  DistanceClass,
  Experience,
  PhaseSplit,
  PlanInputs,
  PlanWarning,
} from './model.js';
import { settingsRefusals } from './layout-settings.js';
import { phasesOf, phaseSplitProblem } from './phases.js';
import { longRunDay } from './schedule.js';
import { tuneUpMisfits, tuneUpPlaces, type TuneUpPlace } from './tune-up-places.js';
import { layClimb, loadLimits, recoveryRhythm, recoveryWeeks, startLevel } from './volume.js';
import type { Climb, LoadLimits } from './volume.js';
import { trainingPaces } from './zones.js';

/** How a week gets its miles. */
export type WeekKind = 'part' | 'building' | 'recovery' | 'taper' | 'race';

/** What stays the same over all weeks of a plan. Distances in half miles. */
export interface PlanFrame {
  totalWeeks: number;
  distanceClass: DistanceClass;
  experience: Experience;
  phases: PhaseSplit;
  firstMonday: CalendarDate;
  startDay: DayNumber;
  raceDay: DayNumber;
  preferredDays: readonly DayNumber[];
  longDay: DayNumber;
  /** Race on a Monday, Tuesday or Wednesday. */
  earlyRace: boolean;
  /** The last peak week where an early race and a one-week taper cut it. */
  cutWeek: number | null;
  recovery: ReadonlySet<number>;
  /** Full weeks that hold or rise, in order: the steps of the climb. */
  building: readonly number[];
  limits: LoadLimits;
  climb: Climb;
  longRunGoal: number;
  /** By date. */
  tuneUps: readonly TuneUpPlace[];
  warnings: PlanWarning[];
}

/** Where a plan goes on by other inputs after full weeks, and what it comes from. */
export interface PlanSeam {
  /** The first by these inputs. */
  week: number;
  /** Recovery weeks before it: the rhythm is counted on from them. */
  recovery: readonly number[];
  /** Half miles that the weeks before it have led to: the climb starts there. */
  level: number;
}

/**
 * @param seam absent: the inputs hold from the first week on
 * @throws RangeError where the inputs are no plan (see `layBlueprint`)
 */
export function framePlan(inputs: PlanInputs, seam?: PlanSeam): PlanFrame {
  const totalWeeks = totalWeeksBetween(inputs.startDate, inputs.raceDate);
  const distanceClass = distanceClassOf(inputs.raceDistanceMiles);
  const experience = experienceOf(inputs.experience, inputs.baseline);
  const phases = phasesOf(inputs);
  const [refusal] = [...settingsRefusals(inputs), ...tuneUpMisfits(inputs)];
  const problem = phaseSplitProblem(phases, totalWeeks) ?? refusal?.detail;
  if (problem) throw new RangeError(problem);
  const { recoveryEvery, longRunDay: askedDay, mostMiles } = inputs.settings ?? {};

  const { easyMiddle } = trainingPaces(inputs.fiveKPace);
  const athlete = { distanceClass, experience, baseline: inputs.baseline, easyMiddle };
  const limitsFor = (preferredDays: readonly DayNumber[]) => loadLimits({ ...athlete, preferredDays });
  const limits = loadLimits({ ...athlete, preferredDays: inputs.preferredDays, mostMiles });
  const start = startLevel(inputs.baseline, limits, (days) => limitsFor(DAY_NUMBERS.slice(-days)).capacity);

  const startDay = weekdayOf(inputs.startDate);
  const raceDay = weekdayOf(inputs.raceDate);
  const earlyRace = raceDay <= 3;
  const cutWeek = phases.taper === 1 && earlyRace ? totalWeeks - 1 : null;
  const firstFullWeek = startDay === 1 ? 1 : 2;
  const recovery = recoveryWeeks(phases, {
    firstFullWeek,
    rhythm: recoveryEvery ?? recoveryRhythm(experience, inputs.injuryRisk),
    ...(seam && { seam }),
  });
  // The week before a seam stands for the level that the climb goes on from.
  const building: number[] = seam ? [seam.week - 1] : [];
  for (let week = seam?.week ?? firstFullWeek; week <= totalWeeks - phases.taper; week += 1) {
    if (!recovery.has(week) && week !== cutWeek) building.push(week);
  }
  const firstPeakStep = building.findIndex((week) => week > phases.base + phases.build);
  const climb = layClimb({
    start: seam ? Math.min(seam.level, limits.capacity) : start.halves,
    capacity: limits.capacity,
    distanceClass,
    experience,
    buildingWeeks: building.length,
    firstPeakStep: firstPeakStep < 0 ? building.length - 1 : firstPeakStep,
  });
  return {
    totalWeeks,
    distanceClass,
    experience,
    phases,
    firstMonday: mondayOf(inputs.startDate),
    startDay,
    raceDay,
    preferredDays: inputs.preferredDays,
    longDay: longRunDay(inputs.preferredDays, askedDay),
    earlyRace,
    cutWeek,
    recovery,
    building,
    limits,
    climb,
    longRunGoal: longRunGoal(limits, climb.peak),
    tuneUps: tuneUpPlaces(inputs),
    warnings: start.warnings,
  };
}
