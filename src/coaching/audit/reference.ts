import type { AuditContext } from './context.js';
import { MOST_TAPER } from './expectations.js';
import type { WeekFacts } from './facts.js';

/** Full weeks over whose highest a week may rise. */
const WEEKS = 3;

/** Highest target of the three full weeks before; a part week counts as one at the start level. */
export function referenceMiles(context: AuditContext, weekNumber: number): number | null {
  const targets = context.weeks
    .filter((week) => week.weekNumber < weekNumber && week.weekNumber >= weekNumber - WEEKS)
    .map((week) => (week.part ? context.startLevel : week.target));
  return targets.length === 0 ? null : Math.max(...targets);
}

/** The week before, if it is stored. */
export function weekBefore(context: AuditContext, week: WeekFacts): WeekFacts | undefined {
  return context.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber - 1);
}

/** Preferred days of a week on which nothing was entered as time off. */
export function daysLeft(week: WeekFacts): number {
  return week.days.filter((day) => day.preferred && !day.off).length;
}

/**
 * Whether later weeks go by the miles of a week: not by one of rest, nor by one with fewer than half of its days. One
 * that starts anew on some of its days, or with a tune-up race, is like a part week: it stands for its level. One cut short by a pause stands
 * for what it was laid for, as the weeks begun after it do; after a long pause one of them starts anew.
 */
export function isReference(context: AuditContext, week: WeekFacts): boolean {
  if (!week.reanchored || week.part) return true;
  if (week.cutShort) return week.wanted > 0;
  const days = context.inputs.preferredDays.length;
  if (week.adaptation?.restarts && (daysLeft(week) < days || week.tuneUpMiles > 0)) return false;
  return week.target > 0 && 2 * daysLeft(week) >= days;
}

/** Miles that a week counts for in the next one: its own, or what it stands for where it is no reference. */
export function levelOf(context: AuditContext, week: WeekFacts): number {
  if (week.part) return context.startLevel;
  if (isReference(context, week)) return week.cutShort ? week.wanted : week.target;
  if (week.adaptation?.restarts) return Math.max(week.target, week.adaptation.level ?? 0);
  const before = weekBefore(context, week);
  if (!before) return context.startLevel;
  return (week.cut ? MOST_TAPER : 1) * levelOf(context, before);
}

/** Miles at which a week holds after a miss: those of the week before, or of the last one that counts. */
export function heldMiles(context: AuditContext, week: WeekFacts): number | null {
  const before = context.weeks.findLast(
    (other) =>
      other.weekNumber < week.weekNumber &&
      (isReference(context, other) || (other.adaptation?.restarts === true && levelOf(context, other) > 0)),
  );
  return before ? levelOf(context, before) : null;
}

/**
 * What a building week of an adapted plan may rise over: the highest of the last three full weeks since the last
 * one that started anew. Null where there is none: then it holds what the week before stands for.
 */
export function adaptedReference(context: AuditContext, week: WeekFacts): number | null {
  const earlier = context.weeks.filter((other) => other.weekNumber < week.weekNumber);
  const restart = earlier.findLastIndex((other) => other.adaptation?.restarts === true);
  const since = earlier.slice(Math.max(0, restart)).filter((other) => isReference(context, other));
  // With weeks cut short by a pause among the three, or the three without them.
  const whole = since.filter((other) => !other.cutShort);
  const targets = [...since.slice(-WEEKS), ...whole.slice(-WEEKS)].map((other) => levelOf(context, other));
  return targets.length === 0 ? null : Math.max(...targets);
}

/**
 * A pause cut one of the weeks short that a week goes by: laid before it or after it, it may stand on more or less.
 * Weeks of rest between are none to go by.
 */
export function followsPause(context: AuditContext, { weekNumber }: WeekFacts): boolean {
  return context.weeks
    .filter((other) => other.weekNumber < weekNumber && (other.cutShort || isReference(context, other)))
    .slice(-WEEKS)
    .some(({ cutShort }) => cutShort);
}
