import { DAY_NUMBERS } from './model.js';
import type { DayNumber, DayType, Experience, PhaseName } from './model.js';
import { EASY_DAYS_BESIDE, type TuneUpPlace } from './tune-up-places.js';

/** What the calendar makes of a day before any mile is given out (rules B, D, H, I). */
export type DayRole =
  /** Any run. */
  | 'free'
  /** Within six days of the race: no tempo, intervals or long run. */
  | 'no_hard'
  /** Within two days of a tune-up race: no tempo, intervals or long run. */
  | 'near_tune_up'
  | 'tune_up'
  /** Two days before the race, whatever the preferred days are. */
  | 'shakeout'
  /** The day before the race: rest. */
  | 'eve'
  | 'race'
  /** After the race: rest. */
  | 'after'
  /** Before the start date. */
  | 'outside'
  /** Time off, or passed while the plan was paused: rest. */
  | 'off';

/** Roles of the seven days of a week, Monday first. */
export function dayRoles(options: {
  weekNumber: number;
  totalWeeks: number;
  startDay: DayNumber;
  raceDay: DayNumber;
  tuneUps?: readonly Pick<TuneUpPlace, 'index'>[];
}): readonly DayRole[] {
  const { weekNumber, totalWeeks, startDay, raceDay, tuneUps = [] } = options;
  return DAY_NUMBERS.map((day) => {
    if (weekNumber === 1 && day < startDay) return 'outside';
    const daysToRace = 7 * (totalWeeks - weekNumber) + raceDay - day;
    if (daysToRace < 0) return 'after';
    if (daysToRace === 0) return 'race';
    if (daysToRace === 1) return 'eve';
    if (daysToRace === 2) return 'shakeout';
    if (daysToRace <= 6) return 'no_hard';
    const index = 7 * (weekNumber - 1) + day - 1;
    const apart = Math.min(...tuneUps.map((race) => Math.abs(race.index - index)));
    if (apart === 0) return 'tune_up';
    return apart <= EASY_DAYS_BESIDE ? 'near_tune_up' : 'free';
  });
}

/** Whether a training run may lie on a day of this role, beside the shakeout. */
export function mayRun(role: DayRole | undefined): boolean {
  return role === 'free' || role === 'no_hard' || role === 'near_tune_up';
}

/** Training miles. */
const LEAST_QUALITY_WEEK = 12;

const LONG_RUN_ORDER: readonly DayNumber[] = [6, 7, 5, 4, 3, 2, 1];
const DROP_ORDER: readonly DayNumber[] = [1, 5, 7, 3, 2, 4, 6];
const ONE_QUALITY: readonly DayNumber[] = [3, 4, 2, 1, 5, 7, 6];
const TWO_QUALITY: readonly (readonly [DayNumber, DayNumber])[] = [
  [2, 4],
  [2, 5],
  [1, 3],
  [1, 4],
  [3, 5],
  [1, 5],
  [2, 7],
  [3, 7],
  [4, 7],
  [5, 7],
  [4, 6],
  [3, 6],
  [2, 6],
];

/**
 * The day the long run falls on in every week of the plan; in a week with time off, of the days left.
 * @param asked the day it is to fall on where that is among them
 */
export function longRunDay(preferredDays: readonly DayNumber[], asked?: DayNumber): DayNumber {
  if (asked && preferredDays.includes(asked)) return asked;
  const day = LONG_RUN_ORDER.find((candidate) => preferredDays.includes(candidate));
  if (!day) throw new RangeError('A plan needs preferred days');
  return day;
}

/** The `count` days of `days` that run when there is too little for all: the long run's day goes last. */
export function keepDays(days: readonly DayNumber[], count: number, longDay: DayNumber): DayNumber[] {
  const order = [...DROP_ORDER.filter((day) => day !== longDay), longDay].filter((day) => days.includes(day));
  const kept = order.slice(Math.max(0, order.length - count));
  return days.filter((day) => kept.includes(day));
}

/** Neighbours on the calendar, Sunday and the Monday after it included. */
export function areNeighbours(a: DayNumber, b: DayNumber): boolean {
  const apart = Math.abs(a - b);
  return apart === 1 || apart === 6;
}

/** Quality days a week should have on top of the long run, before it is known whether they fit. */
export function wantedQualityDays(week: {
  phase: PhaseName;
  recovery: boolean;
  raceWeek: boolean;
  part: boolean;
  preferredDays: number;
  experience: Experience;
  targetMiles: number;
}): 0 | 1 | 2 {
  const { phase, recovery, raceWeek, part, preferredDays, experience, targetMiles } = week;
  if (phase === 'base' || raceWeek || part || targetMiles < LEAST_QUALITY_WEEK) return 0;
  if (phase === 'taper' || recovery || targetMiles < 25) return 1;
  if (preferredDays >= 6) return 2;
  return preferredDays === 5 && experience !== 'novice' && targetMiles >= 30 ? 2 : 1;
}

/** Of the quality days of a week a tune-up race takes the place of one; below 12 training miles there is none beside it. */
export function qualityBesideTuneUp(wanted: 0 | 1 | 2, trainingMiles: number): 0 | 1 {
  return wanted === 2 && trainingMiles >= LEAST_QUALITY_WEEK ? 1 : 0;
}

/**
 * Picks the quality days: the first of the spec's order whose days are candidates, apart from each other,
 * from the long run and from a hard Sunday before. Fewer than wanted where none is possible.
 */
export function pickQualityDays(options: {
  wanted: 0 | 1 | 2;
  candidates: readonly DayNumber[];
  longDay: DayNumber | null;
  hardSundayBefore: boolean;
}): DayNumber[] {
  const { wanted, candidates, longDay, hardSundayBefore } = options;
  const possible = (day: DayNumber) =>
    candidates.includes(day) &&
    (longDay === null || !areNeighbours(day, longDay)) &&
    !(day === 1 && hardSundayBefore);
  if (wanted === 2) {
    const pair = TWO_QUALITY.find((days) => days.every(possible));
    if (pair) return [...pair];
  }
  const day = wanted > 0 ? ONE_QUALITY.find(possible) : undefined;
  return day ? [day] : [];
}

/** Tempo and intervals alternate: odd weeks begin with tempo, a second quality day is the other one. */
export function qualityType(weekNumber: number, index: number): Extract<DayType, 'tempo' | 'intervals'> {
  return (weekNumber + index) % 2 === 1 ? 'tempo' : 'intervals';
}
