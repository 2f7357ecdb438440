import type { Lap } from './model.js';

/** Hundredths of a mile in a mile: every sum of laps is made in these whole numbers, never in floats. */
export const MILE = 100;

/** Miles as whole hundredths, nearest. */
export function toHundredths(miles: number): number {
  return Math.round(miles * MILE);
}

/** Whole hundredths as miles, the double nearest to the decimal. */
export function toMiles(hundredths: number): number {
  return hundredths / MILE;
}

/** Exact sum of distances in miles. */
export function sumMiles(miles: Iterable<number>): number {
  let sum = 0;
  for (const each of miles) sum += toHundredths(each);
  return toMiles(sum);
}

/** Exact length in miles of lists of laps. */
export function lapMiles(...lists: readonly (readonly Lap[])[]): number {
  return sumMiles(lists.flat().map((lap) => lap.distanceMiles));
}
