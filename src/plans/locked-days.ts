import { sumMiles } from '../coaching/hundredths.js';
import type { Cascade, StoredWeek } from './stored-week.js';

/** A rewritten week with the days that staff locked as they were, its miles summed anew. */
export function keepLockedDays(week: StoredWeek, before: Cascade): StoredWeek {
  const stored = before.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
  const locked = stored?.days.filter((day) => day.locked) ?? [];
  if (locked.length === 0) return week;
  const days = week.days.map((day) => locked.find(({ date }) => date === day.date) ?? day);
  const training = days.filter(({ workoutType }) => workoutType !== 'race');
  return {
    ...week,
    days,
    miles: sumMiles(days.map(({ miles }) => miles)),
    trainingMiles: sumMiles(training.map(({ miles }) => miles)),
  };
}
