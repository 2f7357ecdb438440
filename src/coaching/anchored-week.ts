import type { BlueprintWeek } from './model.js';
import type { WeekPlan } from './plan-layout.js';
import type { WeekKind } from './plan-frame.js';
import { buildingTarget } from './volume.js';
import { WeekFitting } from './week-fitting.js';
import type { AnchoredWeek } from './week-fitting.js';

/**
 * Lays a week that follows from what an earlier one became, or from what was really run: by the ordinary rule from
 * there, never above what was drawn unless staff raised it. Phase, dates, race and shakeout stay where they are.
 */
export function layAnchoredWeek(week: AnchoredWeek): BlueprintWeek {
  const { layout, drawn } = week;
  const plan = planAnchoredWeek(week);
  const wanted = plan.target;
  const laid = new WeekFitting(week, plan).fit();
  const most = week.layout.progress.raised || isRaised(week) ? Infinity : 2 * drawn.targetMiles;
  if (laid.layout.total <= most) return layout.weekOf(laid.plan, { layout: laid.layout, wanted });
  const { plan: fitted, layout: fit } = new WeekFitting(week, { ...plan, target: most }).fit();
  return layout.weekOf(fitted, { layout: fit, wanted });
}

function planAnchoredWeek(week: AnchoredWeek): WeekPlan {
  const { layout, drawn, adaptation } = week;
  const kind = kindOf(week);
  const plan = layout.planWeek(drawn.weekNumber, kind);
  const level = adaptation?.level ?? null;
  const ordinary = ordinaryTarget(week, plan);
  const target = level === null ? ordinary : Math.min(ordinary, 2 * level);
  return { ...plan, target: Math.max(0, target - plan.tuneUp) };
}

/** A week that starts anew is never a recovery week; the others are where they were drawn, or where risk is high. */
function kindOf({ layout, drawn, adaptation }: AnchoredWeek): WeekKind {
  const kind = layout.kindOf(drawn.weekNumber);
  if (kind !== 'building' && kind !== 'recovery') return kind;
  return !adaptation?.restarts && layout.progress.recoversIn(drawn) ? 'recovery' : 'building';
}

/** A week drawn lighter is not raised, though a return may have made it one that builds. */
function isRaised({ adaptation, drawn }: AnchoredWeek): boolean {
  return !drawn.recovery && (adaptation?.rules.includes('adapt.raised') ?? false);
}

/** With the miles of a tune-up race. */
function ordinaryTarget(week: AnchoredWeek, plan: WeekPlan): number {
  const { kind, weekNumber } = plan;
  const { layout, drawn, adaptation } = week;
  const { progress, frame } = layout;
  const asDrawn = 2 * drawn.wantedMiles + plan.tuneUp;
  const target = plan.target + plan.tuneUp;
  if (kind === 'building') {
    const most = progress.mostBuilding();
    if (isRaised(week)) return Math.min(2 * (adaptation?.level ?? 0), most);
    if (adaptation?.restarts) return asDrawn;
    const follows = Math.min(asDrawn, most);
    if (!progress.raised || drawn.recovery) return follows;
    const { from, climb } = progress.raised;
    const step = frame.building.filter((other) => other > from && other <= weekNumber).length;
    const inPeak = weekNumber > frame.phases.base + frame.phases.build;
    const reference = progress.highestOfLastThree();
    return Math.max(follows, buildingTarget(climb, { step, reference, inPeak }));
  }
  if (kind === 'part' && adaptation?.level) {
    return Math.floor((asDrawn * Math.min(2 * adaptation.level, frame.climb.start)) / frame.climb.start);
  }
  if (kind === 'recovery' && progress.raised) return target;
  // What a week starts anew from is its level, not a share of the weeks it was off.
  return adaptation?.restarts ? asDrawn : Math.min(asDrawn, target);
}
