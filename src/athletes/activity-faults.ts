import { formatPace } from '../coaching/pace.js';
import type { CalendarDate } from '../coaching/model.js';
import type { FieldError } from '../common/errors.js';
import type { ActivityKind } from './activity.entity.js';

const EARLIEST_DATE = '1990-01-01';
/** Seconds per mile: faster than the world's fastest 100 m, slower than a stroll. A slip of units lies beyond. */
const FASTEST_PACE = 150;
const SLOWEST_PACE = 3600;

/** What has to fit together in an activity. */
export interface ActivityFacts {
  date: CalendarDate;
  kind: ActivityKind;
  miles: number;
  durationSeconds: number | null;
}

/**
 * What no activity can be, whatever its fields say one by one.
 * @param today the day it is for the athlete
 */
export function activityFaults(
  { date, kind, miles, durationSeconds }: ActivityFacts,
  today: CalendarDate,
): FieldError[] {
  const faults: FieldError[] = [];
  if (date < EARLIEST_DATE || date > today) {
    faults.push({
      pointer: '/date',
      detail: `must be a day from ${EARLIEST_DATE} to today, ${today} for this athlete`,
    });
  }
  if (kind !== 'other' && durationSeconds !== null && miles > 0) {
    const pace = durationSeconds / miles;
    if (pace < FASTEST_PACE || pace > SLOWEST_PACE) {
      faults.push({
        pointer: '/durationSeconds',
        detail: `must make a pace from ${formatPace(FASTEST_PACE)} to ${formatPace(SLOWEST_PACE)} per mile over ${miles} miles`,
      });
    }
  }
  return faults;
}
