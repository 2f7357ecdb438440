import { withDays } from '../coaching/day-edit.js';
import type { Cascade, StoredWeek } from './stored-week.js';

/** A rewritten week with the days that staff locked as they were, its miles summed anew. */
export function keepLockedDays(week: StoredWeek, before: Cascade): StoredWeek {
  const stored = before.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
  const locked = stored?.days.filter((day) => day.locked) ?? [];
  return locked.length === 0 ? week : withDays(week, locked);
}
