import type { DayType } from './model.js';

/** Range of a training day in whole miles (rule E); the long run and race day have rules of their own. */
export const DAY_RANGES = {
  easy: { low: 3, high: 5 },
  tempo: { low: 4, high: 7 },
  intervals: { low: 4, high: 7 },
  recovery: { low: 2, high: 4 },
  shakeout: { low: 2, high: 4 },
} as const satisfies Partial<Record<DayType, { low: number; high: number }>>;

export type RangedType = keyof typeof DAY_RANGES;

/** A day to give miles to. `ceiling` in half miles: the day ceiling, the long run and the spike, whichever is least. */
export interface RangedDay {
  type: RangedType;
  ceiling: number;
}

/** Half miles a day may have at a stretch of `hundredths` (100 is none). The shakeout never stretches. */
export function mostHalves(day: RangedDay, hundredths: number): number {
  const { high } = DAY_RANGES[day.type];
  if (day.type === 'shakeout') return Math.min(2 * high, day.ceiling);
  return Math.min(Math.floor((2 * high * hundredths) / 100), day.ceiling);
}

/**
 * The smallest stretch, in hundredths, at which the days hold `halves`; where none does, the smallest that
 * brings them to the most they can hold.
 * @param cap most stretch allowed; taken whole where even it is not enough.
 */
export function smallestStretch(
  days: readonly RangedDay[],
  halves: number,
  cap: number | null,
): { stretch: number; held: number } {
  const heldAt = (stretch: number) => days.reduce((sum, day) => sum + mostHalves(day, stretch), 0);
  const most = heldAt(ALL_CEILINGS);
  const wanted = Math.min(halves, most);
  let stretch = 100;
  while (heldAt(stretch) < wanted && (cap === null || stretch < cap)) stretch += 1;
  if (cap !== null && stretch > cap) stretch = Math.max(100, cap);
  return { stretch, held: Math.min(wanted, heldAt(stretch)) };
}

/** At this stretch every day has reached its ceiling of at most 15 miles: 2 → 15 needs less than 8 times. */
const ALL_CEILINGS = 1000;

/**
 * Shares half miles out: each day its lower end, then half a mile each in turn up to its most, the shakeout
 * only with what the others cannot take.
 * @returns half miles per day, in the order given; their sum is `halves` where the days can hold it.
 */
export function shareOut(days: readonly RangedDay[], halves: number, stretch: number): number[] {
  const given = days.map((day) => 2 * DAY_RANGES[day.type].low);
  let left = halves - given.reduce((sum, day) => sum + day, 0);
  for (const shakeouts of [false, true]) {
    for (let moved = true; moved && left > 0;) {
      moved = false;
      for (const [index, day] of days.entries()) {
        const has = given[index] ?? 0;
        if (left > 0 && (day.type === 'shakeout') === shakeouts && has < mostHalves(day, stretch)) {
          given[index] = has + 1;
          left -= 1;
          moved = true;
        }
      }
    }
  }
  return given;
}
