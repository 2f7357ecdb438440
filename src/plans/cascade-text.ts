import type { PlannedDay } from '../coaching/model.js';
import { toDayResponse, toWeekHead } from './cascade.mapper.js';
import { parseWeek } from './read-cascade.js';
import type { Cascade, StoredPhase, StoredWeek } from './stored-week.js';

/**
 * A written week as text, which takes less room than its objects and is nothing that the garbage collector has to look
 * through. Beside it stands what tells who sees the week and what was run of it.
 */
export interface WeekText extends ShownWeekText {
  /** JSON of all that is stored of it. */
  stored: string;
}

/** A written week as it is shown. */
export interface ShownWeekText extends Pick<StoredWeek, 'weekNumber' | 'phase' | 'releasedAt'> {
  /** JSON of what its response says beside its days. */
  head: string;
  days: readonly DayText[];
}

export interface DayText extends Pick<PlannedDay, 'date' | 'miles' | 'outsidePlan'> {
  /** JSON of its response, but for what was run. */
  shown: string;
}

/** A cascade of which each week is text. */
export interface CascadeText {
  phases: StoredPhase[];
  weeks: WeekText[];
}

export function cascadeText({ phases, weeks }: Cascade): CascadeText {
  return { phases, weeks: weeks.map(weekText) };
}

/** The cascade from its text. */
export function storedCascade({ phases, weeks }: CascadeText): Cascade {
  return { phases, weeks: weeks.map(({ stored }) => parseWeek(stored)) };
}

function weekText(week: StoredWeek): WeekText {
  const { weekNumber, phase, releasedAt, days } = week;
  return {
    weekNumber,
    phase,
    releasedAt,
    stored: JSON.stringify(week),
    head: JSON.stringify(toWeekHead(week)),
    days: days.map((day) => {
      const { date, miles, outsidePlan } = day;
      return { date, miles, outsidePlan, shown: JSON.stringify(toDayResponse(day)) };
    }),
  };
}
