import { countedRuns } from './adaptation/counted-runs.js';
import { gapBefore } from './adaptation/gaps.js';
import type { Gap } from './adaptation/gaps.js';
import type { WeekLook } from './adaptation/look.js';
import { levelBefore, missedRules } from './adaptation/missed-sessions.js';
import { returnLevel } from './adaptation/return-level.js';
import { offDatesOf } from './adaptation/time-off.js';
import { runsBeyondRecord } from './anchored-week.js';
import type { AdaptationRule, BlueprintWeek, PlanWarning, WeekAdaptation } from './model.js';
import { isLaidLike, layoutBefore, reanchor } from './re-anchor.js';

export type { WeekLook } from './adaptation/look.js';

/** What a look at a week comes to. */
export interface WeekOutlook {
  /** Null: no rule fires, and the week stays as it is. */
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
  const found = withSpike(look, adaptationOf(look, gap));
  if (!found) return { adaptation: null, warnings: [] };
  const { adaptation } = found;
  const changes = adaptation.restarts || !isLaidLike(weekWith(look, adaptation), weekWith(look, null));
  return changes
    ? { adaptation, warnings: gap?.rule === 'adapt.return_28' ? [atRisk(gap)] : [] }
    : { adaptation: null, warnings: [] };
}

/** What fires but for the spike; its list of rules is empty where nothing does. */
function adaptationOf(look: WeekLook, gap: Gap | null): WeekAdaptation {
  const { asOf, weekNumber, current, inputs } = look;
  const standing = current.weeks[weekNumber - 1]?.adaptation;
  const missed = missedRules(look);
  const rules: AdaptationRule[] = [...missed, ...(gap ? [gap.rule] : [])];
  const levels: number[] = [];
  const before = missed.length > 0 ? levelBefore(look) : null;
  if (before !== null) levels.push(before);
  if (gap) levels.push(returnLevel(look, gap));
  // More load stands until a rule takes it back.
  if (rules.length === 0 && standing?.level && standing.rules.includes('adapt.raised')) {
    rules.push('adapt.raised');
    levels.push(standing.level);
  }
  const offDates = offDatesOf(look);
  const days = current.weeks[weekNumber - 1]?.days ?? [];
  if (standing?.rules.includes('adapt.paused')) rules.push('adapt.paused');
  else if (
    days.some(({ date, dayNumber }) => offDates.includes(date) && inputs.preferredDays.includes(dayNumber))
  ) {
    rules.push('adapt.time_off');
  }
  return {
    asOf,
    rules,
    level: levels.length > 0 ? Math.min(...levels) : null,
    restarts: gap !== null,
    easyOnly: gap?.rule === 'adapt.return_28',
    offDates,
    runs: countedRuns(look),
    highRiskUntil: gap && gap.rule !== 'adapt.return_7' ? weekNumber + HIGH_RISK_WEEKS - 1 : null,
  };
}

/** Adds the spike where what was really run does not carry the week as it would be; null where nothing fires. */
function withSpike(look: WeekLook, adaptation: WeekAdaptation): { adaptation: WeekAdaptation } | null {
  const { rules, runs } = adaptation;
  if (runs.length === 0) return rules.length > 0 ? { adaptation } : null;
  const asPlanned = weekWith(look, rules.length > 0 ? { ...adaptation, runs: [] } : null);
  const layout = layoutBefore(look);
  layout.progress.goBy(look.weekNumber, adaptation);
  const spikes = runsBeyondRecord(layout, asPlanned).length > 0;
  if (spikes) return { adaptation: { ...adaptation, rules: [...rules, 'adapt.spike'] } };
  return rules.length > 0 ? { adaptation } : null;
}

function weekWith(look: WeekLook, adaptation: WeekAdaptation | null): BlueprintWeek {
  const week = reanchor({ ...look, adaptation }).weeks[look.weekNumber - 1];
  if (!week) throw new RangeError(`The plan has no week ${look.weekNumber}`);
  return week;
}

function atRisk({ days }: Gap): PlanWarning {
  return {
    code: 'goal.at_risk',
    detail: `Nothing was run for ${days} days. The plan comes back with easy running; the goal may be out of reach.`,
  };
}
