import type { PlannedDay } from '../coaching/model.js';
import { toDayResponse, toWeekHead } from './cascade.mapper.js';
import { parseWeek } from './read-cascade.js';
import type { Cascade, StoredPhase, StoredWeek } from './stored-week.js';

/**
 * A written week as text, which takes a fifth of the room of its objects and is nothing that the garbage collector has to
 * look through. Beside it stands what tells who sees the week and what was run of it.
 */
export interface KeptWeek extends ShownWeek {
  /** JSON of all that is stored of it. */
  stored: string;
}

/** A written week as it is shown. */
export interface ShownWeek extends Pick<StoredWeek, 'weekNumber' | 'phase' | 'releasedAt'> {
  /** JSON of what its response says beside its days. */
  head: string;
  days: readonly KeptDay[];
}

export interface KeptDay extends Pick<PlannedDay, 'date' | 'miles' | 'outsidePlan'> {
  /** JSON of its response, but for what was run. */
  shown: string;
}

/** A cascade of which each week is text. */
export interface KeptCascade {
  phases: StoredPhase[];
  weeks: KeptWeek[];
}

export function keepCascade({ phases, weeks }: Cascade): KeptCascade {
  return { phases, weeks: weeks.map(keepWeek) };
}

/** The cascade from its text. */
export function storedCascade({ phases, weeks }: KeptCascade): Cascade {
  return { phases, weeks: weeks.map(({ stored }) => parseWeek(stored)) };
}

function keepWeek(week: StoredWeek): KeptWeek {
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
