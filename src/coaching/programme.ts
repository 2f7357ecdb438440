import type { WorkoutDraw } from './draw.js';
import type { Blueprint, PlannedWeek, Programme, ProgrammeDay } from './model.js';

/**
 * The workouts of a plan, without its athlete: of weeks that are written as they stand there, of all others as they
 * were drawn. A week that was adapted to what somebody ran is theirs, and counts as not written.
 * @param plan.blueprint as it was drawn, before any week was adapted
 */
export function programmeOf(plan: {
  blueprint: Blueprint;
  weeks: readonly PlannedWeek[];
  adapted: ReadonlySet<number>;
  draw: WorkoutDraw;
}): Programme {
  const { blueprint, weeks, adapted, draw } = plan;
  const written = new Map(weeks.map((week) => [week.weekNumber, week]));
  return blueprint.weeks.flatMap(({ weekNumber, days }) => {
    const week = adapted.has(weekNumber) ? undefined : written.get(weekNumber);
    const drawn = draw.get(weekNumber) ?? [];
    const typed = week
      ? week.days.map(({ workoutType, workoutId }) => ({ type: workoutType, workoutId }))
      : days.map(({ dayNumber, type }) => ({
          type,
          workoutId: drawn.find((each) => each.dayNumber === dayNumber)?.workoutId ?? null,
        }));
    return typed.flatMap(({ type, workoutId }): ProgrammeDay[] =>
      type === 'race' || type === 'rest' || workoutId === null
        ? []
        : [{ weeksToRace: blueprint.totalWeeks - weekNumber, dayType: type, workoutId }],
    );
  });
}
