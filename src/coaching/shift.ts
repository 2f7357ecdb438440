import { addDays } from './calendar.js';
import type { Blueprint, CalendarDate, PlanChange, PlanInputs, WeekAdaptation } from './model.js';

/** Inputs of the same plan, whole weeks later or, where negative, earlier. */
export function shiftInputs(inputs: PlanInputs, weeks: number): PlanInputs {
  return {
    ...inputs,
    startDate: addDays(inputs.startDate, 7 * weeks),
    raceDate: addDays(inputs.raceDate, 7 * weeks),
    ...(inputs.changes && { changes: inputs.changes.map((change) => shiftChange(change, weeks)) }),
  };
}

function shiftChange(change: PlanChange, weeks: number): PlanChange {
  const { raceDate } = change;
  return raceDate === undefined ? change : { ...change, raceDate: addDays(raceDate, 7 * weeks) };
}

/** The same blueprint, whole weeks later or earlier: nothing in it depends on a date but by its weekday. */
export function shiftBlueprint(blueprint: Blueprint, weeks: number): Blueprint {
  const move = (date: CalendarDate) => addDays(date, 7 * weeks);
  return {
    ...blueprint,
    weeks: blueprint.weeks.map((week) => ({
      ...week,
      startDate: move(week.startDate),
      endDate: move(week.endDate),
      days: week.days.map((day) => ({ ...day, date: move(day.date) })),
      ...(week.adaptation && { adaptation: shiftAdaptation(week.adaptation, move) }),
    })),
  };
}

function shiftAdaptation(
  adaptation: WeekAdaptation,
  move: (date: CalendarDate) => CalendarDate,
): WeekAdaptation {
  const { asOf, heldOn, offDates, runs } = adaptation;
  return {
    ...adaptation,
    asOf: move(asOf),
    ...(heldOn !== undefined && { heldOn: move(heldOn) }),
    offDates: offDates.map(move),
    runs: runs.map((run) => ({ ...run, date: move(run.date) })),
  };
}
