import { firstLongRun, recoveryLongRun, taperLongRun } from './long-run.js';
import { DAY_NUMBERS } from './model.js';
import type { BlueprintWeek, DayNumber, WeekAdaptation } from './model.js';
import type { PlanFrame } from './plan-frame.js';
import type { PlanLayout, WeekPlan } from './plan-layout.js';
import { longRunDay, mayRun, qualityBesideTuneUp, wantedQualityDays } from './schedule.js';
import type { DayRole } from './schedule.js';
import { noSpikeAfter } from './spike.js';
import type { LoadLimits } from './volume.js';
import { arrangeWeek } from './week-layout.js';
import type { WeekLayout, WeekOrder } from './week-layout.js';

/** Rounds in which the limits of days, which hang on each other, are looked for without more ado. */
const SETTLING_ROUNDS = 8;

/** A week of a re-anchored plan about to be laid, after the weeks that `layout` has taken. */
export interface AnchoredWeek {
  layout: PlanLayout;
  drawn: BlueprintWeek;
  /** What the week is adapted to; null: it only follows. The layout already goes by it. */
  adaptation: WeekAdaptation | null;
  limits: LoadLimits;
}

/** Runs of a week that are longer than what counts as run carries, as the layout goes by it. */
export function runsBeyondRecord(layout: PlanLayout, week: BlueprintWeek): DayNumber[] {
  const halves = week.days.map(({ miles }) => 2 * miles);
  return week.days
    .filter(({ dayNumber, miles }) => 2 * miles > allowedOn(layout, week.weekNumber, dayNumber, halves))
    .map(({ dayNumber }) => dayNumber);
}

/** Finds the days of one week: time off left out, nothing longer than what was run carries. */
export class WeekFitting {
  private readonly off: readonly DayNumber[];
  private readonly yields: boolean;
  /** Half miles of the long run on all days of the week, once it was laid so. */
  private fullLongRun: number | null = null;

  constructor(
    private readonly week: AnchoredWeek,
    private readonly plan: WeekPlan,
  ) {
    const offDates = week.adaptation?.offDates ?? [];
    this.off = week.drawn.days
      .filter(({ date, dayNumber }) => offDates.includes(date) && mayRun(plan.roles[dayNumber - 1]))
      .map(({ dayNumber }) => dayNumber);
    this.yields = week.adaptation?.rules.includes('adapt.spike') ?? false;
  }

  fit(): { plan: WeekPlan; layout: WeekLayout } {
    if (this.off.length === 0) return this.withinRecord(this.plan, null);
    const { layout: full } = this.withinRecord(this.plan, null);
    this.fullLongRun = full.longRun;
    const share = Math.floor(full.total * this.shareLeft() + 1e-9);
    const roles = this.plan.roles.map((role, index): DayRole =>
      this.off.includes((index + 1) as DayNumber) ? 'off' : role,
    );
    let laid = this.withinRecord({ ...this.plan, roles, target: share }, full.stretch);
    // What its days cannot hold leaves the target, and the stretch is what the rest needs.
    while (laid.layout.total < laid.plan.target) {
      laid = this.withinRecord({ ...this.plan, roles, target: laid.layout.total }, full.stretch);
    }
    return laid;
  }

  /** Preferred days left ÷ preferred days; of those that may run at all, where that is less. */
  private shareLeft(): number {
    const { drawn, adaptation, layout } = this.week;
    const { preferredDays } = layout.frame;
    const offDates = adaptation?.offDates ?? [];
    const on = drawn.days.filter(({ date }) => !offDates.includes(date)).map(({ dayNumber }) => dayNumber);
    const possible = preferredDays.filter((day) => mayRun(this.plan.roles[day - 1]));
    return Math.min(
      ...[preferredDays, possible].map((days) =>
        days.length === 0 ? 0 : days.filter((day) => on.includes(day)).length / days.length,
      ),
    );
  }

  /**
   * Shortens what would be a spike until nothing is: a shorter run carries less the days after it. Where that is why
   * the week is adapted, the miles leave its target.
   */
  private withinRecord(plan: WeekPlan, stretchCap: number | null): { plan: WeekPlan; layout: WeekLayout } {
    const { weekNumber } = plan;
    let { target } = plan;
    let caps: ReadonlyMap<DayNumber, number> = new Map(DAY_NUMBERS.map((day) => [day, Infinity]));
    for (let round = 0; ; round += 1) {
      const layout = arrangeWeek(this.orderOf({ ...plan, target }, { stretchCap, caps }));
      const halves = layout.days.map((day) => day.halves);
      const next = new Map<DayNumber, number>();
      let lost = 0;
      for (const [day, cap] of caps) {
        const allowed = allowedOn(this.week.layout, weekNumber, day, halves);
        // Days that give and take with each other may never settle: then limits only tighten.
        next.set(day, round < SETTLING_ROUNDS ? allowed : Math.min(cap, allowed));
        lost += Math.max(0, (halves[day - 1] ?? 0) - allowed);
      }
      if (DAY_NUMBERS.every((day) => next.get(day) === caps.get(day))) {
        return { plan: { ...plan, target }, layout };
      }
      if (this.yields) target -= lost;
      caps = next;
    }
  }

  private orderOf(
    plan: WeekPlan,
    { stretchCap, caps }: { stretchCap: number | null; caps: ReadonlyMap<DayNumber, number> },
  ): WeekOrder {
    const { layout, limits, drawn } = this.week;
    const order = layout.orderOf({ ...plan, longRun: this.longRunOf(plan) }, limits);
    const { weekNumber, roles, target } = plan;
    const { frame } = layout;
    const unrecorded = allowedOn(layout, weekNumber, 1, []) === Infinity;
    const ordinary: WeekOrder = {
      ...order,
      qualityDays: this.qualityDays(order.qualityDays),
      firstLongRun: order.firstLongRun || unrecorded,
      spikeLimit: (day) => caps.get(day) ?? Infinity,
    };
    if (this.off.length === 0 || stretchCap === null) return ordinary;
    const left = frame.preferredDays.filter((day) => mayRun(roles[day - 1]));
    // A run alone in its week is no long run: it would be all of it.
    const clear = left.filter(
      (day) => roles[day - 1] !== 'near_tune_up' && !(day === 7 && ordinary.longMondayAfter),
    );
    const hasLongRun = left.length > 1 && clear.length > 0;
    const quality = wantedQualityDays({
      phase: drawn.phase,
      recovery: plan.kind === 'recovery',
      raceWeek: plan.kind === 'race',
      part: plan.kind === 'part',
      preferredDays: left.length,
      experience: frame.experience,
      targetMiles: (target + plan.tuneUp) / 2,
    });
    const most = plan.tuneUp > 0 ? qualityBesideTuneUp(quality, target / 2) : quality;
    return {
      ...ordinary,
      longDay: hasLongRun ? longRunDay(clear, frame.longDay) : ordinary.longDay,
      longRun: hasLongRun ? ordinary.longRun : null,
      qualityDays: most < ordinary.qualityDays ? most : ordinary.qualityDays,
      stretchCap: Math.min(stretchCap, ordinary.stretchCap ?? Infinity),
    };
  }

  /** None in an easy week; a week drawn lighter has one at most, whatever became of the weeks before. */
  private qualityDays(ordinary: WeekOrder['qualityDays']): WeekOrder['qualityDays'] {
    if (this.week.adaptation?.easyOnly) return 0;
    return this.week.drawn.recovery && ordinary === 2 ? 1 : ordinary;
  }

  /** The drawn long run in proportion; after a month without a run like a first one. Never longer than drawn. */
  private longRunOf({ kind, target, longRun, weekNumber }: WeekPlan): WeekPlan['longRun'] {
    const { drawn, adaptation, layout } = this.week;
    const asDrawn = drawn.days.find(({ type }) => type === 'long_run');
    if (!longRun || !asDrawn || adaptation?.easyOnly) return null;
    const { progress, frame } = layout;
    const { fullLongRun } = this;
    // On fewer days it keeps its length as far as its share of the week allows.
    if (fullLongRun !== null) return () => fullLongRun;
    const most = 2 * asDrawn.miles;
    if (weekNumber > firstFullWeek(frame) && progress.longestBefore(weekNumber, 1) === 0) {
      return (runs) => Math.min(most, firstLongRun(target, runs));
    }
    const share = Math.min(most, Math.floor((asDrawn.miles * target) / drawn.targetMiles));
    if (kind === 'recovery') return () => Math.min(share, recoveryLongRun(progress.lastLongRun || share));
    if (kind !== 'taper') return () => share;
    const longest = progress.longestRun || most;
    return () => Math.min(share, taperLongRun(longest, frame.totalWeeks - weekNumber));
  }
}

/** Longest a run may be by the 30 days before it, the week's own earlier days among them. Half miles. */
function allowedOn(
  { frame, progress }: PlanLayout,
  weekNumber: number,
  day: DayNumber,
  halves: readonly number[],
): number {
  // The first full week only sets the record, and so does one before which nothing was run.
  if (weekNumber <= firstFullWeek(frame) || progress.longestBefore(weekNumber, 1) === 0) return Infinity;
  const earlier = Math.max(0, ...halves.slice(0, day - 1));
  return noSpikeAfter(Math.max(progress.longestBefore(weekNumber, day), earlier));
}

function firstFullWeek({ startDay }: PlanFrame): number {
  return startDay > 1 ? 2 : 1;
}
