import { weekdayOf } from './calendar.js';
import { isQuality } from './day-types.js';
import type { WorkoutDraw } from './draw.js';
import { toHundredths, toMiles } from './hundredths.js';
import type {
  Blueprint,
  DayNumber,
  DayType,
  DistanceClass,
  Experience,
  InjuryRisk,
  PhaseName,
  PlannedWeek,
} from './model.js';
import { ZONES, type Zone } from './sessions.js';
import type { WeekFrame } from './week-frame.js';
import { briefLimit, downToTwentieth, goalPaceLimit, type WorkLimit } from './work-limits.js';
import { findWorkout } from './workouts/library.js';
import type { Workout, WorkoutFamily } from './workouts/workout.js';

/** Limits of a quality day's work in miles, rounded so that like athletes share a brief. */
export interface WorkBrief {
  /** Enough to call the day by its name, and always allowed. */
  least: number;
  most: number;
  /** Covered in six minutes at the pace of the work: the longest an interval repetition may be. */
  sixMinutes: number;
}

/** One day as its author is asked to write it. Rest and race days need no session. */
export interface BriefDay {
  dayNumber: DayNumber;
  type: DayType;
  /** Training miles, warmup and cooldown included. */
  miles: number;
  /** Drawn for the whole plan before any week is written; null on rest and race days. */
  family: WorkoutFamily | null;
  workoutId: string | null;
  /** Null but on tempo and interval days. */
  work: WorkBrief | null;
  /** Miles of goal pace a long run may hold; 0 for none. */
  goalPaceMiles: number;
}

/** What the week before was like. */
export interface WeekBefore {
  trainingMiles: number;
  days: { dayNumber: DayNumber; type: DayType; miles: number; workoutId: string | null }[];
}

/**
 * Everything an author needs to write the sessions of one week, and nothing about the person: zones instead
 * of paces, no name of athlete or race, no date.
 */
export interface WeekBrief {
  units: 'miles';
  distanceClass: DistanceClass;
  experience: Experience;
  injuryRisk: InjuryRisk;
  phase: PhaseName;
  weekNumber: number;
  totalWeeks: number;
  /** 0 in race week. */
  weeksToRace: number;
  /** A lighter week by design. */
  recovery: boolean;
  /** The plan starts amid this week. */
  part: boolean;
  /** The race is in this week or within six days of one of its days. */
  touched: boolean;
  /** Days are longer than usual for their types, because the week asks for it. */
  stretched: boolean;
  /** Easy running is slow enough to be broken by walking. */
  runWalk: boolean;
  targetMiles: number;
  /** A tune-up race in the week, whose day code writes; left out where there is none. */
  tuneUp?: { dayNumber: DayNumber; distanceMiles: number };
  zones: readonly Zone[];
  /** Monday to Sunday. */
  days: BriefDay[];
  weekBefore: WeekBefore | null;
  /** Staff's own among the workouts named above; left out where there is none. */
  ownWorkouts?: readonly Workout[];
}

/** The workout that a brief names by this id, or null. */
export function briefWorkout({ ownWorkouts }: WeekBrief, id: string | null): Workout | null {
  return findWorkout(id, ownWorkouts);
}

/**
 * The brief of the frame's week. `stored` is the week before as it was saved, where it was; else it is taken
 * from the blueprint and the draw. `own` are the workouts of staff's own that the draw could choose from.
 */
export function weekBrief(options: {
  blueprint: Blueprint;
  frame: WeekFrame;
  draw: WorkoutDraw;
  injuryRisk: InjuryRisk;
  stored?: PlannedWeek | null;
  own?: readonly Workout[];
}): WeekBrief {
  const { blueprint, frame, draw, injuryRisk, stored, own = [] } = options;
  const { week } = frame;
  const days = briefDays(frame, draw, own);
  const weekBefore = stored
    ? storedWeekBefore(stored)
    : drawnWeekBefore(blueprint, week.weekNumber - 1, draw);
  const named = new Set([...days, ...(weekBefore?.days ?? [])].map(({ workoutId }) => workoutId));
  const ownWorkouts = own.filter(({ id }) => named.has(id));
  return {
    units: 'miles',
    distanceClass: blueprint.distanceClass,
    experience: blueprint.experience,
    injuryRisk: isBackFromTimeOff(blueprint, week.weekNumber) ? 'high' : injuryRisk,
    phase: week.phase,
    weekNumber: week.weekNumber,
    totalWeeks: blueprint.totalWeeks,
    weeksToRace: blueprint.totalWeeks - week.weekNumber,
    recovery: week.recovery,
    part: week.part,
    touched: week.touched,
    stretched: week.stretch > 1,
    runWalk: frame.runWalk,
    targetMiles: week.targetMiles,
    ...tuneUpOf(frame),
    zones: ZONES,
    days,
    weekBefore,
    ...(ownWorkouts.length > 0 && { ownWorkouts }),
  };
}

function tuneUpOf({ tuneUp }: WeekFrame): Pick<WeekBrief, 'tuneUp'> {
  if (!tuneUp) return {};
  const { date, distanceMiles } = tuneUp;
  return { tuneUp: { dayNumber: weekdayOf(date), distanceMiles: toMiles(toHundredths(distanceMiles)) } };
}

/** For eight weeks after 14 or more days off a runner is at high risk, whatever staff say of them (§1 "injury risk"). */
function isBackFromTimeOff({ weeks }: Blueprint, weekNumber: number): boolean {
  return weeks.some(
    (week) => week.weekNumber <= weekNumber && weekNumber <= (week.adaptation?.highRiskUntil ?? 0),
  );
}

function briefDays(frame: WeekFrame, draw: WorkoutDraw, own: readonly Workout[]): BriefDay[] {
  const { week } = frame;
  return week.days.map(({ dayNumber, type, miles }) => {
    const drawn = drawnOn(draw, week.weekNumber, dayNumber);
    const goalPace = type === 'long_run' && frame.goalPace;
    return {
      dayNumber,
      type,
      miles,
      family: findWorkout(drawn, own)?.family ?? null,
      workoutId: drawn,
      work: isQuality(type) ? workBrief(frame[type]) : null,
      goalPaceMiles: goalPace ? toMiles(downToTwentieth(goalPaceLimit(miles))) : 0,
    };
  });
}

function drawnOn(draw: WorkoutDraw, weekNumber: number, dayNumber: DayNumber): string | null {
  const drawn = draw.get(weekNumber)?.find((each) => each.dayNumber === dayNumber);
  return drawn?.workoutId ?? null;
}

function workBrief(limit: WorkLimit): WorkBrief {
  const { floor, most, sixMinutes } = briefLimit(limit);
  return { least: toMiles(floor), most: toMiles(most), sixMinutes: toMiles(sixMinutes) };
}

function storedWeekBefore({ trainingMiles, days }: PlannedWeek): WeekBefore {
  return {
    trainingMiles,
    days: days.map(({ dayNumber, workoutType, miles, workoutId }) => ({
      dayNumber,
      type: workoutType,
      miles,
      workoutId,
    })),
  };
}

function drawnWeekBefore(blueprint: Blueprint, weekNumber: number, draw: WorkoutDraw): WeekBefore | null {
  const week = blueprint.weeks.find((each) => each.weekNumber === weekNumber);
  if (!week) return null;
  return {
    trainingMiles: week.targetMiles,
    days: week.days.map(({ dayNumber, type, miles }) => ({
      dayNumber,
      type,
      miles,
      workoutId: drawnOn(draw, weekNumber, dayNumber),
    })),
  };
}
