import type { CalendarDate, DayType } from '../model.js';
import type { WeekLook } from './look.js';

/** A day as it is planned, whether its week is written yet or only laid. */
export interface PlanDay {
  date: CalendarDate;
  type: DayType;
  /** Training miles: none on race day. */
  miles: number;
  outsidePlan: boolean;
  /** Of a part week, whose runs set no record. */
  part: boolean;
}

/** Days of the plan by date. */
export function plannedDays({
  current,
  weeks,
}: Pick<WeekLook, 'current' | 'weeks'>): Map<CalendarDate, PlanDay> {
  const days = new Map<CalendarDate, PlanDay>();
  for (const week of current.weeks) {
    const written = weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
    for (const day of week.days) days.set(day.date, { ...day, part: week.part });
    for (const { date, workoutType, miles, outsidePlan } of written?.days ?? []) {
      const isRace = workoutType === 'race';
      days.set(date, { date, type: workoutType, miles: isRace ? 0 : miles, outsidePlan, part: week.part });
    }
  }
  return days;
}
