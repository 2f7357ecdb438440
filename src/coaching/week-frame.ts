import type { PlanPaces } from './goal.js';
import type { Blueprint, BlueprintWeek, DistanceClass, TuneUpRace } from './model.js';
import { allowsGoalPace, intervalLimit, tempoLimit, type WorkLimit } from './work-limits.js';

/** What every day of a week is laid against: the week, the athlete's paces, and the limits they set. */
export interface WeekFrame {
  week: BlueprintWeek;
  paces: PlanPaces;
  distanceClass: DistanceClass;
  raceDistanceMiles: number;
  /** A tune-up race in the week; null for none. */
  tuneUp: TuneUpRace | null;
  intervals: WorkLimit;
  tempo: WorkLimit;
  /** Whether the long run may hold goal-pace segments. */
  goalPace: boolean;
  /** Easy running is slower than 15:00 per mile: notes say run-walk. */
  runWalk: boolean;
}

/** Middle of the easy range, seconds per mile, beyond which running is broken by walking. */
const RUN_WALK_PACE = 15 * 60;

/** The frame of one week of a blueprint. */
export function weekFrame(options: {
  week: BlueprintWeek;
  blueprint: Pick<Blueprint, 'distanceClass' | 'experience'>;
  paces: PlanPaces;
  raceDistanceMiles: number;
  /** Of the whole plan; left out: none. */
  tuneUps?: readonly TuneUpRace[] | undefined;
}): WeekFrame {
  const { week, blueprint, paces, raceDistanceMiles, tuneUps = [] } = options;
  const { startDate, endDate } = week;
  return {
    week,
    paces,
    distanceClass: blueprint.distanceClass,
    raceDistanceMiles,
    tuneUp: tuneUps.find(({ date }) => startDate <= date && date <= endDate) ?? null,
    intervals: intervalLimit(week.targetMiles, paces),
    tempo: tempoLimit(week.targetMiles, paces, blueprint.distanceClass),
    goalPace: allowsGoalPace(week, blueprint.experience),
    runWalk: paces.easyMiddle > RUN_WALK_PACE,
  };
}
