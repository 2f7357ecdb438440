import type { Lap } from './model.js';
import { distanceIn, paceIn, type Units } from './units.js';

/** Laps that follow each other, and how often they are run in all. */
export interface LapGroup {
  laps: readonly [Lap] | readonly [Lap, Lap];
  times: number;
}

/** `"1 mi at 9:30 + 4 × 0.25 mi at 7:04"`: equal neighbours are counted, alternating pairs too. */
export function lapText(laps: readonly Lap[], units: Units = 'mi'): string {
  return groupLaps(laps)
    .map(({ laps: [lap, other], times }) => {
      const single = oneLap(lap, units);
      const text = other ? `(${single} + ${oneLap(other, units)})` : single;
      return times === 1 ? text : `${times} × ${text}`;
    })
    .join(' + ');
}

function oneLap({ distanceMiles, paceGoal }: Lap, units: Units): string {
  const pace = paceGoal === null ? 'by feel' : `at ${paceIn(paceGoal, units)}`;
  return `${distanceIn(distanceMiles, units)} ${units} ${pace}`;
}

/** Laps in order, those that repeat each other told once: the same one in a row, or the same two by turns. */
export function groupLaps(laps: readonly Lap[]): LapGroup[] {
  const groups: LapGroup[] = [];
  let at = 0;
  while (at < laps.length) {
    const [lap, other] = laps.slice(at, at + 2);
    if (!lap) break;
    const single = repeats(laps, { at, size: 1 });
    const pair = repeats(laps, { at, size: 2 });
    const isPair = other !== undefined && pair > 1 && single === 1;
    groups.push(isPair ? { laps: [lap, other], times: pair } : { laps: [lap], times: single });
    at += isPair ? 2 * pair : single;
  }
  return groups;
}

/** How often the `size` laps from `at` on come in a row. */
function repeats(laps: readonly Lap[], { at, size }: { at: number; size: number }): number {
  const isSame = (times: number, offset: number): boolean => {
    const [first, later] = [laps[at + offset], laps[at + times * size + offset]];
    return first?.distanceMiles === later?.distanceMiles && first?.paceGoal === later?.paceGoal;
  };
  let times = 1;
  while (at + (times + 1) * size <= laps.length && isSame(times, 0) && isSame(times, size - 1)) times += 1;
  return times;
}
