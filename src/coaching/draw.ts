import { isQuality } from './day-types.js';
import type { Blueprint, BlueprintDay, BlueprintWeek, DayNumber, Programme } from './model.js';
import { seededNumber } from './seeded.js';
import { allowsGoalPace } from './work-limits.js';
import { suitableWorkouts, type Occasion } from './workouts/library.js';
import type { Workout, WorkoutDayType, WorkoutFamily } from './workouts/workout.js';

/** What a running day was drawn to be. */
export interface DrawnWorkout {
  dayNumber: DayNumber;
  family: WorkoutFamily;
  workoutId: string;
}

/** The running days of every week of a plan, by week number. */
export type WorkoutDraw = ReadonlyMap<number, readonly DrawnWorkout[]>;

/** A workout comes back after this many weeks at the earliest, where the library allows. */
const WEEKS_APART = 3;

/**
 * Draws which workout each running day of a plan gets, before any week is written: the same for the same
 * blueprint, seed, programme and workouts of staff's own, so that a week written alone is the week written with all
 * others.
 */
export function drawWorkouts(
  blueprint: Blueprint,
  seed: string,
  { own = [], programme = [] }: DrawFrom = {},
): WorkoutDraw {
  const wishes = wishesOf(programme);
  const history: History = { lastWeek: new Map(), lastFamily: new Map() };
  const draw = new Map<number, DrawnWorkout[]>();
  for (const week of blueprint.weeks) {
    const goalPace = allowsGoalPace(week, blueprint.experience);
    const drawn: DrawnWorkout[] = [];
    for (const day of week.days) {
      if (!isRun(day)) continue;
      const suitable = suitableWorkouts(occasionOf(day, { week, blueprint, goalPace }), own);
      const wish = wishes.get(wishKey(blueprint.totalWeeks - week.weekNumber, day.type))?.shift();
      const key = `${seed}/${week.weekNumber}/${day.dayNumber}`;
      const workout = choose({ suitable, history, week, wish, key });
      history.lastWeek.set(workout.id, week.weekNumber);
      history.lastFamily.set(day.type, workout.family);
      drawn.push({ dayNumber: day.dayNumber, family: workout.family, workoutId: workout.id });
    }
    draw.set(week.weekNumber, drawn);
  }
  return draw;
}

/** What a plan draws from beside the library. */
export interface DrawFrom {
  /** Workouts of staff's own. */
  own?: readonly Workout[];
  /** Workouts that are preferred on their days. */
  programme?: Programme;
}

/** The workouts wished for, by week and kind of day, in the order of the days. */
function wishesOf(programme: Programme): Map<string, string[]> {
  const days = Map.groupBy(programme, ({ weeksToRace, dayType }) => wishKey(weeksToRace, dayType));
  return new Map([...days].map(([key, wished]) => [key, wished.map(({ workoutId }) => workoutId)]));
}

function wishKey(weeksToRace: number, dayType: WorkoutDayType): string {
  return `${weeksToRace}/${dayType}`;
}

interface History {
  /** Week a workout was last used in. */
  lastWeek: Map<string, number>;
  /** Family the last day of a type had. */
  lastFamily: Map<WorkoutDayType, WorkoutFamily>;
}

/** A day of a blueprint on which somebody trains. */
type RunDay = BlueprintDay & { type: WorkoutDayType };

/** What a running day's workout is chosen for. `goalPace`: whether the week's long run may hold any. */
export function occasionOf(
  { type: dayType, miles }: RunDay,
  { week, blueprint, goalPace }: { week: BlueprintWeek; blueprint: Blueprint; goalPace: boolean },
): Occasion {
  const { distanceClass, experience } = blueprint;
  const { phase, touched: nearRace } = week;
  return { dayType, phase, distanceClass, experience, miles, goalPace, nearRace };
}

export function isRun(day: BlueprintDay): day is RunDay {
  return day.type !== 'rest' && day.type !== 'race';
}

/**
 * The best candidate by, in this order: not used for three weeks; wished for, unless that takes the place of quality
 * work that was not done yet; goal pace where the week allows it; never
 * used or longest unused; another family than last time; the seed.
 */
function choose(options: {
  suitable: readonly Workout[];
  history: History;
  week: BlueprintWeek;
  wish: string | undefined;
  key: string;
}): Workout {
  const { suitable, history, week, wish, key } = options;
  let best: { workouts: Workout[]; rank: readonly number[] } = { workouts: [], rank: [] };
  for (const workout of suitable) {
    const last = history.lastWeek.get(workout.id) ?? -Infinity;
    const rank = [
      week.weekNumber - last > WEEKS_APART ? 0 : last,
      workout.id === wish && (last === -Infinity || !isQuality(workout.dayType)) ? 0 : 1,
      workout.family === 'goal_pace' ? 0 : 1,
      last,
      history.lastFamily.get(workout.dayType) === workout.family ? 1 : 0,
    ];
    const order = best.workouts.length === 0 ? -1 : compareRanks(rank, best.rank);
    if (order < 0) best = { workouts: [workout], rank };
    else if (order === 0) best.workouts.push(workout);
  }
  // Few are left to draw from, and drawing is what takes time.
  const drawn = best.workouts.map((workout) => ({ workout, rank: [seededNumber(key, workout.id)] }));
  const [first] = drawn.toSorted((a, b) => compareRanks(a.rank, b.rank));
  if (!first) throw new RangeError(`No workout suits week ${week.weekNumber}.`);
  return first.workout;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
