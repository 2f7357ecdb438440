import type { Actor } from '../auth/actor.js';
import type { PhaseResponse, WeekResponse } from './cascade-response.dto.js';
import type { StoredWeek } from './stored-week.js';
import type { StoredProvenance } from './training-plan-week.entity.js';
import type { PlanSettings } from './training-plan.entity.js';

/** All that decides when an athlete sees a week that is about to be stored. */
export interface Showing {
  settings: PlanSettings;
  /** Who had it written; null: nobody. */
  author: Pick<Actor, 'role'> | null;
  /** The week in whose place it comes; null for none. */
  before: Pick<StoredWeek, 'releasedAt'> | null;
  now: Date;
}

/** At once, or when a coach has reviewed it; what the athlete sees already, they go on seeing. */
export function releaseOf({ settings, before, now }: Showing): Date | null {
  return before?.releasedAt ?? (settings.release === 'coach' ? null : now);
}

/** What a week says of who was at it: only one that no staff had written releases itself. */
export function attendance({ author }: Pick<Showing, 'author'>): Pick<StoredProvenance, 'unattended'> {
  return author === null || author.role === 'athlete' ? { unattended: true } : {};
}

/** Whether a written week is kept from somebody: from the athlete, until a coach has released it. */
export function isHeldBack({ releasedAt }: Pick<StoredWeek, 'releasedAt'>, actor: Actor): boolean {
  return releasedAt === null && actor.role === 'athlete';
}

/** Numbers of the weeks that are kept from somebody. */
export function heldBack(
  actor: Actor,
  weeks: readonly Pick<StoredWeek, 'weekNumber' | 'releasedAt'>[],
): ReadonlySet<number> {
  return new Set(weeks.filter((week) => isHeldBack(week, actor)).map(({ weekNumber }) => weekNumber));
}

/** Weeks as somebody may see them: of one that is held back, that it is there, but none of its days. */
export function seenBy<W extends Pick<StoredWeek, 'releasedAt'> & { days: readonly unknown[] }>(
  actor: Actor,
  weeks: readonly W[],
): W[] {
  return weeks.map((week) => (isHeldBack(week, actor) ? { ...week, days: [] } : week));
}

/** Numbers of the weeks that somebody may see by now; null: all there are and were. */
export type ShownWeeks = ReadonlySet<number> | null;

/**
 * The phases of a version as somebody may see them: what was released at the time, or is by now. A week that is there
 * no more was never released.
 */
export function shownPhases(phases: readonly PhaseResponse[], shown: ShownWeeks): PhaseResponse[] {
  return phases.map(({ weeks = [], ...phase }) => ({
    ...phase,
    weeks: weeks.map(({ days = [], ...week }) => ({ ...week, days: isKept(week, shown) ? [] : days })),
  }));
}

/** Dates of the days that `shownPhases` leaves out. */
export function keptDates(phases: readonly PhaseResponse[], shown: ShownWeeks): string[] {
  const weeks = phases.flatMap((phase) => phase.weeks ?? []);
  return weeks.filter((week) => isKept(week, shown)).flatMap(({ days = [] }) => days.map(({ date }) => date));
}

function isKept(
  { weekNumber, releasedAt }: Pick<WeekResponse, 'weekNumber' | 'releasedAt'>,
  shown: ShownWeeks,
): boolean {
  return releasedAt === null && shown !== null && !shown.has(weekNumber);
}
