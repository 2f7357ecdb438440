import { lookAtWeek, type WeekLook } from './adaptation.js';
import type { AdaptationRule, Blueprint, PlanWarning } from './model.js';
import { isLaidLike, ownOf, reanchor } from './re-anchor.js';

/** The way a plan goes on from a week. */
export interface Course {
  /** The very one that stood where nothing changes. */
  blueprint: Blueprint;
  /** What staff are to know of it, when it changes. */
  warnings: PlanWarning[];
}

/** Rules of a week that holds less only because of time off: they go when that is deleted. */
const BY_TIME_OFF: readonly AdaptationRule[] = ['adapt.time_off', 'adapt.spike'];

/**
 * The plan after a look at a week. Where no rule fires anew, no time off was taken back, and the paces accepted since
 * allow what they allowed before, it is what it was.
 */
export function courseAfter(look: WeekLook): Course {
  const { current, weekNumber } = look;
  const unrested = withoutTimeOff(look);
  const { adaptation, warnings } = lookAtWeek({ ...look, current: unrested });
  const isRepaced = adaptation === null && hasNewPaces(look);
  const blueprint = adaptation || isRepaced ? reanchor({ ...look, current: unrested, adaptation }) : unrested;
  if (isRepaced && isLaidAlike(blueprint, current)) return { blueprint: current, warnings: [] };
  const [before, after] = [current, blueprint].map(({ weeks }) => weeks[weekNumber - 1]);
  // What it was adapted to before may be found again.
  const isAsBefore = unrested !== current && before && after && isLaidLike(after, before);
  return isAsBefore ? { blueprint: current, warnings: [] } : { blueprint, warnings };
}

/** Slower paces make the two hours of a day, and the three of a long run, fewer miles. */
function hasNewPaces({ inputs }: WeekLook): boolean {
  return inputs.changes?.some(({ fiveKPace }) => fiveKPace !== undefined) ?? false;
}

function isLaidAlike({ weeks }: Blueprint, other: Blueprint): boolean {
  return weeks.every((week, index) => {
    const like = other.weeks[index];
    return like !== undefined && isLaidLike(week, like);
  });
}

/** The plan as if no time off had been known of in this week; the very one where none shaped it alone. */
function withoutTimeOff(look: WeekLook): Blueprint {
  const { current, drawn, weekNumber } = look;
  const { rules = [] } = ownOf(current.weeks[weekNumber - 1]) ?? {};
  if (!rules.includes('adapt.time_off') || !rules.every((rule) => BY_TIME_OFF.includes(rule))) return current;
  const asDrawn = drawn.weeks[weekNumber - 1];
  if (!asDrawn) return current;
  const weeks = current.weeks.with(weekNumber - 1, asDrawn);
  return reanchor({ ...look, current: { ...current, weeks }, adaptation: null });
}
