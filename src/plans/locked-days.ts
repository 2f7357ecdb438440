import { withDays } from '../coaching/day-edit.js';
import { layAround } from '../coaching/held-days.js';
import type { Blueprint, PlannedDay } from '../coaching/model.js';
import type { PlanBasis } from './plan-audit.js';
import { restretchedIn } from './restretched-week.js';
import type { Cascade, StoredWeek } from './stored-week.js';

/** Days of written weeks that staff hold. */
export function lockedDays({ weeks }: Cascade, weekNumbers: readonly number[]): PlannedDay[] {
  return weeks
    .filter(({ weekNumber }) => weekNumbers.includes(weekNumber))
    .flatMap(({ days }) => days.filter(({ locked }) => locked));
}

/**
 * A week that was laid around the days that staff locked, with those days as they were: its miles summed anew, and the
 * stretch that all of it needs.
 */
export function keepAround(week: StoredWeek, before: Cascade, basis: PlanBasis): StoredWeek {
  const locked = lockedDays(before, [week.weekNumber]);
  return locked.length === 0 ? week : restretchedIn(before, withDays(week, locked), basis);
}

/** The blueprint by which weeks are written around the days of them that staff hold; the plan goes on by its own. */
export function blueprintAround(
  { inputs, blueprint }: PlanBasis,
  cascade: Cascade,
  weekNumbers: readonly number[],
): Blueprint {
  const weeks = blueprint.weeks.map((week) => {
    const { weekNumber } = week;
    const held = weekNumbers.includes(weekNumber) ? lockedDays(cascade, [weekNumber]) : [];
    return held.length === 0 ? week : layAround({ inputs, blueprint, weekNumber, held });
  });
  return weeks.every((week, index) => week === blueprint.weeks[index]) ? blueprint : { ...blueprint, weeks };
}
