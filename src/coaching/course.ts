import { lookAtWeek, type WeekLook } from './adaptation.js';
import { missedRules } from './adaptation/missed-sessions.js';
import type { AdaptationRule, Blueprint, PlanWarning, WeekAdaptation } from './model.js';
import { isHeld, isLaidLike, ownOf, reanchor } from './re-anchor.js';

/** The way a plan goes on from a week. */
export interface Course {
  /** The very one that stood where nothing changes. */
  blueprint: Blueprint;
  /** What staff are to know of it, when it changes. */
  warnings: PlanWarning[];
}

/** Rules that go by what staff and athletes enter, and may correct: holds fall when the runs are entered after all. */
const BY_ENTRIES: readonly AdaptationRule[] = [
  'adapt.missed',
  'adapt.missed_in_a_row',
  'adapt.time_off',
  'adapt.spike',
];

/**
 * The plan after a look at a week. Where no rule fires anew, nothing that it goes by was taken back or entered late,
 * and the paces accepted since allow what they allowed before, it is what it was.
 */
export function courseAfter(look: WeekLook): Course {
  const { current, weekNumber } = look;
  const freed = withoutWhatFell(look);
  const { adaptation, warnings } = lookAtWeek({ ...look, current: freed });
  const isRepaced = hasNewPaces(look);
  const blueprint = adaptation || isRepaced ? reanchor({ ...look, current: freed, adaptation }) : freed;
  const [before, after] = [current, blueprint].map(({ weeks }) => weeks[weekNumber - 1]);
  // What it was adapted to before may be found again; new paces may change later weeks, though not this one.
  const isFoundAgain = freed !== current || adaptation === null;
  const isAsBefore = isRepaced
    ? isLaidAlike(blueprint, current)
    : before !== undefined && after !== undefined && isLaidLike(after, before);
  return isFoundAgain && isAsBefore ? { blueprint: current, warnings: [] } : { blueprint, warnings };
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

/**
 * The plan without the time off of this week, and without a hold for sessions that were run after all; the very one
 * where neither alone shaped it. Time off that still stands is found again by the look.
 */
function withoutWhatFell(look: WeekLook): Blueprint {
  const { current, drawn, weekNumber } = look;
  const own = ownOf(current.weeks[weekNumber - 1]);
  if (!own || !own.rules.every((rule) => BY_ENTRIES.includes(rule))) return current;
  const mayFall = isHeld(own) ? !wereMissed(look, own) : own.rules.includes('adapt.time_off');
  const asDrawn = drawn.weeks[weekNumber - 1];
  if (!mayFall || !asDrawn) return current;
  const weeks = current.weeks.with(weekNumber - 1, asDrawn);
  return reanchor({ ...look, current: { ...current, weeks }, adaptation: null });
}

/** Whether, by what is known now, sessions were missed on the day that found them missed. */
function wereMissed(look: WeekLook, { heldOn, asOf }: WeekAdaptation): boolean {
  return missedRules({ ...look, asOf: heldOn ?? asOf }).length > 0;
}
