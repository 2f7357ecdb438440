import type { Blueprint, WeekAdaptation } from './model.js';

/** What the weeks of a blueprint were adapted to, by week number; empty where it stands as drawn. */
export function adaptationsOf({ weeks }: Pick<Blueprint, 'weeks'>): ReadonlyMap<number, WeekAdaptation> {
  return new Map(
    weeks.flatMap(({ weekNumber, adaptation }): [number, WeekAdaptation][] =>
      adaptation ? [[weekNumber, adaptation]] : [],
    ),
  );
}
