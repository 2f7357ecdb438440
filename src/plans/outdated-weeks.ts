import { isDeepStrictEqual } from 'node:util';
import type { Blueprint, BlueprintWeek, CalendarDate, PlanInputs } from '../coaching/model.js';
import type { Cascade, StoredWeek } from './stored-week.js';

/** How many of the accepted changes hold in a week: with their number the paces of a written week are out of date. */
function changesInForce({ changes = [] }: PlanInputs, weekNumber: number): number {
  return changes.filter(({ fromWeek }) => fromWeek <= weekNumber).length;
}

/** What a week says of the changes it is written with: nothing where there were none. */
export function writtenWith(inputs: PlanInputs, weekNumber: number): { changes?: number } {
  const changes = changesInForce(inputs, weekNumber);
  return changes > 0 ? { changes } : {};
}

/**
 * Weeks from one on that are written, and are not as the plan wants them by now. Those begun stay as they are, and so
 * do those that staff hold by a locked day.
 * @param today the athlete's day
 */
export function outdatedWeeks(
  { weeks }: Cascade,
  {
    inputs,
    blueprint,
    fromWeek,
    today,
  }: { inputs: PlanInputs; blueprint: Blueprint; fromWeek: number; today: CalendarDate },
): number[] {
  const ahead = weeks.filter(
    (week) => week.weekNumber >= fromWeek && !hasBegun(week, { inputs, today }) && !isHeld(week),
  );
  return ahead
    .filter((week) => {
      const wanted = blueprint.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
      const { changes = 0 } = week.provenance;
      return (
        changes !== changesInForce(inputs, week.weekNumber) ||
        (wanted !== undefined && !isWrittenLike(week, wanted))
      );
    })
    .map(({ weekNumber }) => weekNumber);
}

/**
 * Inputs whose changes hold from where they can: one that a week has begun without holds from the week after.
 * @returns the very inputs where all changes hold as they say
 */
export function settledInputs(inputs: PlanInputs, { weeks }: Cascade, today: CalendarDate): PlanInputs {
  return settledBy(
    inputs,
    weeks.filter((week) => hasBegun(week, { inputs, today })),
  );
}

/** The inputs that written weeks know which are not up to date with the accepted changes, and the numbers of these weeks. */
export function inputsOfOutdated(
  inputs: PlanInputs,
  { weeks }: Cascade,
): { inputs: PlanInputs; weekNumbers: ReadonlySet<number | null> } {
  const outdated = weeks.filter(
    ({ weekNumber, provenance }) => (provenance.changes ?? 0) !== changesInForce(inputs, weekNumber),
  );
  return {
    inputs: settledBy(inputs, outdated),
    weekNumbers: new Set(outdated.map(({ weekNumber }) => weekNumber)),
  };
}

function settledBy(inputs: PlanInputs, settled: readonly StoredWeek[]): PlanInputs {
  const changes = (inputs.changes ?? []).map((change, index) => {
    const without = settled.filter(({ provenance }) => (provenance.changes ?? 0) <= index);
    const possible = Math.max(0, ...without.map(({ weekNumber }) => weekNumber)) + 1;
    return possible > change.fromWeek ? { ...change, fromWeek: possible } : change;
  });
  return changes.every((change, index) => change === inputs.changes?.[index])
    ? inputs
    : { ...inputs, changes };
}

/** The first week begins with the plan, whatever its Monday. */
export function hasBegun(
  { weekNumber, startDate }: Pick<BlueprintWeek, 'weekNumber' | 'startDate'>,
  { inputs, today }: { inputs: PlanInputs; today: CalendarDate },
): boolean {
  return (weekNumber === 1 ? inputs.startDate : startDate) <= today;
}

/** Whether a week as it was just written is stored so already, but for who wrote it. */
export function isStoredAlike(week: StoredWeek, { weeks }: Cascade): boolean {
  const stored = weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
  return (
    stored !== undefined &&
    stored.targetMiles === week.targetMiles &&
    isDeepStrictEqual(stored.days, week.days) &&
    isDeepStrictEqual(stored.notes, week.notes)
  );
}

/** Whether a person has locked one of its days. */
export function isHeld({ days }: StoredWeek): boolean {
  return days.some(({ locked }) => locked);
}

/** The same runs on the same days. The race is as long as it is, whatever the blueprint counts as training. */
export function isWrittenLike(week: StoredWeek, wanted: BlueprintWeek): boolean {
  return (
    week.targetMiles === wanted.targetMiles &&
    // As its column holds it: the first week's, of days left out, may have more places.
    week.stretch === Number(wanted.stretch.toFixed(2)) &&
    week.days.every(({ workoutType, miles }, index) => {
      const day = wanted.days[index];
      return day?.type === workoutType && (workoutType === 'race' || day.miles === miles);
    })
  );
}
