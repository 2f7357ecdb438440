import { countedRuns } from './adaptation/counted-runs.js';
import { gapBefore } from './adaptation/gaps.js';
import type { Gap } from './adaptation/gaps.js';
import type { WeekLook } from './adaptation/look.js';
import { levelBefore, missedRules } from './adaptation/missed-sessions.js';
import { returnLevel } from './adaptation/return-level.js';
import { offDatesOf } from './adaptation/time-off.js';
import { inputsOfWeek } from './inputs-of-week.js';
import { runsBeyondRecord } from './week-fitting.js';
import type { AdaptationRule, BlueprintWeek, CalendarDate, PlanWarning, WeekAdaptation } from './model.js';
import { adaptedWeek, asKnown, isLaidLike, layoutBefore, ownOf } from './re-anchor.js';

export type { WeekLook } from './adaptation/look.js';

/** What a look at a week comes to. */
export interface WeekOutlook {
  /** Null: nothing new, and the week stays as it stands. */
  adaptation: WeekAdaptation | null;
  warnings: PlanWarning[];
}

/** Weeks an athlete counts as at high risk for, the week of return included. */
const HIGH_RISK_WEEKS = 8;

/**
 * Looks at a week that has not begun with what was really run: which rules of adaptation fire, and what they ask of
 * it. Pure: the same look says the same again. Nothing fires for somebody who never reports and enters no time off.
 */
export function lookAtWeek(look: WeekLook): WeekOutlook {
  const gap = gapBefore(look);
  const adaptation = withSpike(look, adaptationOf(look, gap));
  if (adaptation.rules.length === 0 || isKnown(look, adaptation)) return { adaptation: null, warnings: [] };
  return { adaptation, warnings: gap?.rule === 'adapt.return_28' ? [atRisk(gap)] : [] };
}

/** Rules by which days of a week rest, whatever its miles. */
const RESTING: readonly AdaptationRule[] = ['adapt.time_off', 'adapt.paused'];

/**
 * What a week is adapted to once staff accept more load for it: `level` miles, as `load.raise` proposes them. Whether
 * what was really run carries it is for the next look to say.
 */
export function raisedWeek(
  { adaptation }: BlueprintWeek,
  { asOf, level }: { asOf: CalendarDate; level: number },
): WeekAdaptation {
  const { rules = [], offDates = [], runs = [] } = adaptation ?? {};
  return {
    asOf,
    rules: ['adapt.raised', ...rules.filter((rule) => RESTING.includes(rule))],
    level,
    restarts: false,
    easyOnly: false,
    offDates,
    runs,
    highRiskUntil: null,
  };
}

/** Whether what was run, or was not, has lowered a week: then it is no week to raise. */
export function isLowered(week: BlueprintWeek): boolean {
  const { rules = [] } = ownOf(week) ?? {};
  return rules.some((rule) => rule !== 'adapt.raised' && !RESTING.includes(rule));
}

/** Rules that are looked for at every look; the others stand once they fired, until one of the others fires. */
const LOOKED_FOR: readonly AdaptationRule[] = [...RESTING, 'adapt.spike'];

/** What fires but for the spike. What a week was lowered or raised to before stands until something lowers it anew. */
function adaptationOf(look: WeekLook, gap: Gap | null): WeekAdaptation {
  const missed = missedRules(look);
  const lowering = [...missed, ...(gap ? [gap.rule] : [])];
  const before = ownOf(look.current.weeks[look.weekNumber - 1]);
  if (lowering.length === 0 && before) {
    const standing = before.rules.filter((rule) => !LOOKED_FOR.includes(rule));
    const now = asItStands(look);
    return { ...asKnown(before, now), offDates: now.offDates, rules: [...standing, ...restRules(look)] };
  }
  const held = missed.length > 0 ? levelBefore(look) : null;
  return {
    ...asItStands(look),
    rules: [...lowering, ...restRules(look)],
    level: gap ? returnLevel(look, gap, held) : held,
    restarts: gap !== null,
    easyOnly: gap?.rule === 'adapt.return_28',
    highRiskUntil: gap && gap.rule !== 'adapt.return_7' ? look.weekNumber + HIGH_RISK_WEEKS - 1 : null,
  };
}

function asItStands(look: WeekLook): WeekAdaptation {
  return {
    asOf: look.asOf,
    rules: [],
    level: null,
    restarts: false,
    easyOnly: false,
    offDates: offDatesOf(look),
    runs: countedRuns(look),
    highRiskUntil: null,
  };
}

/** Why days of the week rest: the pause, or time off on days that would run. */
function restRules(look: WeekLook): AdaptationRule[] {
  const { current, weekNumber, inputs } = look;
  const week = current.weeks[weekNumber - 1];
  if (week?.adaptation?.rules.includes('adapt.paused')) return ['adapt.paused'];
  const { preferredDays } = inputsOfWeek(inputs, weekNumber);
  const offDates = offDatesOf(look);
  const runsLess = week?.days.some(
    ({ date, dayNumber }) => offDates.includes(date) && preferredDays.includes(dayNumber),
  );
  return runsLess ? ['adapt.time_off'] : [];
}

/** Adds the spike where what was really run does not carry the week as it would be. */
function withSpike(look: WeekLook, adaptation: WeekAdaptation): WeekAdaptation {
  const { rules } = adaptation;
  const asPlanned =
    rules.length > 0
      ? adaptedWeek(look, { ...adaptation, runs: [] })
      : look.current.weeks[look.weekNumber - 1];
  if (!asPlanned) throw new RangeError(`The plan has no week ${look.weekNumber}`);
  const layout = layoutBefore(look);
  layout.progress.goBy(look.weekNumber, adaptation);
  const spikes = runsBeyondRecord(layout, asPlanned).length > 0;
  return spikes ? { ...adaptation, rules: [...rules, 'adapt.spike'] } : adaptation;
}

/** Whether the week stands so already, and later weeks go by it already. */
function isKnown(look: WeekLook, adaptation: WeekAdaptation): boolean {
  const stands = look.current.weeks[look.weekNumber - 1];
  const becomes = adaptedWeek(look, adaptation);
  return stands !== undefined && isLaidLike(becomes, stands) && hasSameSequel(becomes, stands);
}

function hasSameSequel({ adaptation: one }: BlueprintWeek, { adaptation: other }: BlueprintWeek): boolean {
  return (
    (one?.restarts ?? false) === (other?.restarts ?? false) &&
    (one?.highRiskUntil ?? null) === (other?.highRiskUntil ?? null) &&
    (one?.offDates ?? []).join() === (other?.offDates ?? []).join()
  );
}

function atRisk({ days }: Gap): PlanWarning {
  return {
    code: 'goal.at_risk',
    detail: `Nothing was run for ${days} days. The plan comes back with easy running; the goal may be out of reach.`,
  };
}
