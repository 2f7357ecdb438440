import { isQuality } from './day-types.js';
import type { PlannedDay } from './model.js';

/** What rule D asks for in the place of a day. */
export interface AskedBeforeRace {
  code: 'D.day_before_race' | 'D.shakeout' | 'D.hard_before_race';
  expected: string;
}

/**
 * What rule D asks of one of the six days before the race that has something else; null where it asks nothing else.
 * @param place.off entered as time off, or paused: no run
 */
export function askedBeforeRace(
  { workoutType: type, miles, locked }: Pick<PlannedDay, 'workoutType' | 'miles' | 'locked'>,
  { daysToRace, off }: { daysToRace: number; off: boolean },
): AskedBeforeRace | null {
  if (daysToRace < 1 || daysToRace > 6) return null;
  if (daysToRace === 1) {
    // Only a member of staff may put a shakeout here, and such a day is locked.
    const edited = type === 'shakeout' && locked && miles >= 1 && miles <= 2;
    return type === 'rest' || edited ? null : { code: 'D.day_before_race', expected: 'rest' };
  }
  // Time off comes before the shakeout: nobody runs then.
  if (daysToRace === 2 && !(off && type === 'rest') && !(type === 'shakeout' && miles >= 2 && miles <= 4)) {
    return { code: 'D.shakeout', expected: 'shakeout of 2–4 miles' };
  }
  const isHard = isQuality(type) || type === 'long_run';
  return isHard ? { code: 'D.hard_before_race', expected: 'easy or rest' } : null;
}
