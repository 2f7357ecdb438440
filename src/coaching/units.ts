import { METRES_PER_MILE } from './distance.js';
import { formatPace, parsePace } from './pace.js';

/** What people may read distances and paces in; all that is stored and reckoned with is miles. */
export const UNITS = ['mi', 'km'] as const;
export type Units = (typeof UNITS)[number];

const MILES_PER: Readonly<Record<Units, number>> = { mi: 1, km: 1000 / METRES_PER_MILE };

/** A distance to the hundredth of the reader's unit. */
export function distanceIn(miles: number, units: Units): number {
  return Number((miles / MILES_PER[units]).toFixed(2));
}

/** A stored pace, `"m:ss"` per mile, per the reader's unit. */
export function paceIn(pace: string, units: Units): string {
  const secondsPerMile = parsePace(pace);
  if (secondsPerMile === null) throw new RangeError(`Not a pace: ${pace}`);
  return formatPace(secondsPerMile * MILES_PER[units]);
}
