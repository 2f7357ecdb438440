import { lookAtWeek, type WeekLook } from './adaptation.js';
import type { AdaptationRule, Blueprint, BlueprintWeek, PlanWarning, WeekAdaptation } from './model.js';
import { isLaidLike, reanchor } from './re-anchor.js';

/** The way a plan goes on from a week. */
export interface Course {
  /** The very one that stood where nothing changes. */
  blueprint: Blueprint;
  /** What staff are to know of it, when it changes. */
  warnings: PlanWarning[];
}

/** What people decided about a week holds whatever was run. */
const DECIDED: readonly AdaptationRule[] = ['adapt.raised', 'adapt.paused'];

/**
 * The plan after a look at a week: what it was adapted to before is judged anew with all that is known by now, and may
 * no longer hold. Where the week stays as it is, so do those behind it.
 */
export function courseAfter(look: WeekLook): Course {
  const { current, weekNumber } = look;
  const before = current.weeks[weekNumber - 1];
  if (!before) throw new RangeError(`The plan has no week ${weekNumber}`);
  const unadapted = before.adaptation
    ? reanchor({ ...look, adaptation: decidedAbout(before.adaptation) })
    : current;
  const { adaptation, warnings } = lookAtWeek({ ...look, current: unadapted });
  const blueprint = adaptation ? reanchor({ ...look, current: unadapted, adaptation }) : unadapted;
  const after = blueprint.weeks[weekNumber - 1];
  return after && goesOnLike(after, before) ? { blueprint: current, warnings: [] } : { blueprint, warnings };
}

function decidedAbout(adaptation: WeekAdaptation): WeekAdaptation | null {
  const rules = adaptation.rules.filter((rule) => DECIDED.includes(rule));
  if (rules.length === 0) return null;
  const level = rules.includes('adapt.raised') ? adaptation.level : null;
  return { ...adaptation, rules, level, restarts: false, easyOnly: false, highRiskUntil: null };
}

/** The same runs on the same days, and the same start for what follows. */
function goesOnLike(week: BlueprintWeek, other: BlueprintWeek): boolean {
  const [one, two] = [week.adaptation, other.adaptation];
  return (
    isLaidLike(week, other) &&
    (one?.restarts ?? false) === (two?.restarts ?? false) &&
    (one?.highRiskUntil ?? null) === (two?.highRiskUntil ?? null)
  );
}
