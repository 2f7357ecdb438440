import type { DistanceClass } from './model.js';

export const METRES_PER_MILE = 1609.344;

/** Longest race of each class, in miles. A race beyond the last is not planned for. */
const CLASS_LIMITS: readonly (readonly [DistanceClass, number])[] = [
  ['5k', 4.0],
  ['10k', 7.5],
  ['ten_mile', 11],
  ['half', 18],
  ['marathon', 28],
  ['ultra', 62.2],
];

/**
 * The class whose table rows and caps apply to a race.
 * @throws RangeError beyond 62.2 miles or not above 0.
 */
export function distanceClassOf(miles: number): DistanceClass {
  const found = CLASS_LIMITS.find(([, limit]) => miles <= limit);
  if (!found || !(miles > 0)) throw new RangeError(`No distance class for ${miles} miles`);
  return found[0];
}
