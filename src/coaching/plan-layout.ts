import { addDays, dateOfDay } from './calendar.js';
import { firstLongRun, laterLongRun, recoveryLongRun, taperLongRun } from './long-run.js';
import { inputsOfWeek } from './inputs-of-week.js';
import type { BlueprintDay, BlueprintWeek, DayNumber, PlanInputs } from './model.js';
import { phaseOfWeek } from './phases.js';
import { framePlan, type PlanFrame, type WeekKind } from './plan-frame.js';
import { PlanProgress } from './plan-progress.js';
import { notesOfWeek } from './rule-notes.js';
import { dayRoles, longRunDay, qualityBesideTuneUp, wantedQualityDays } from './schedule.js';
import type { DayRole } from './schedule.js';
import { stagesOf, type PlanStage } from './stages.js';
import type { TuneUpPlace } from './tune-up-places.js';
import { buildingTarget, partWeekTarget, raceWeekTarget, recoveryTarget, taperTarget } from './volume.js';
import type { LoadLimits } from './volume.js';
import { arrangeWeek } from './week-layout.js';
import type { WeekLayout, WeekOrder } from './week-layout.js';

/** A week about to be laid. Distances in half miles. */
export interface WeekPlan {
  weekNumber: number;
  kind: WeekKind;
  roles: readonly DayRole[];
  /** Training miles asked for; those of a tune-up race have left them. */
  target: number;
  /** Of a tune-up race in the week, rounded up; 0 for none. */
  tuneUp: number;
  /** Wanted long run for a week with so many running days; null where the week must have none. */
  longRun: ((runs: number) => number) | null;
}

/**
 * A plan as it is laid week by week: each from those before it, whether laid here or taken as they stand. Where its
 * inputs change it goes on by the new ones from what the weeks so far have come to.
 */
export class PlanLayout {
  readonly progress: PlanProgress;
  private current: PlanFrame;
  private since: number;
  private readonly ahead: PlanStage[];

  constructor(private readonly inputs: PlanInputs) {
    const [first, ...ahead] = stagesOf(inputs);
    this.ahead = ahead;
    this.since = first.fromWeek;
    this.current = framePlan(first.inputs);
    this.progress = new PlanProgress(this.current);
  }

  /** Of the week that was reached last. */
  get frame(): PlanFrame {
    return this.current;
  }

  /** Goes on by the inputs of a week, which all those before it have been laid or taken for. */
  reach(weekNumber: number): void {
    for (let next = this.ahead[0]; next && next.fromWeek <= weekNumber; next = this.ahead[0]) {
      this.ahead.shift();
      this.enter(next);
    }
  }

  /** Takes a week as it stands. */
  take(week: BlueprintWeek): void {
    this.reach(week.weekNumber);
    this.progress.add(week);
  }

  /** What days and pace allow in the week that was reached last: as framed, but where paces changed since. */
  limitsIn(weekNumber: number): LoadLimits {
    const isRepaced = this.inputs.changes?.some(
      ({ fiveKPace, fromWeek }) => fiveKPace !== undefined && fromWeek > this.since && fromWeek <= weekNumber,
    );
    return isRepaced ? framePlan(inputsOfWeek(this.inputs, weekNumber)).limits : this.frame.limits;
  }

  private enter({ fromWeek, inputs }: PlanStage): void {
    const { recovery, startDay } = this.current;
    this.since = fromWeek;
    // Before the first full week there is nothing to go on from.
    if (fromWeek <= (startDay > 1 ? 2 : 1)) {
      this.current = framePlan(inputs);
      this.progress.join(this.current, fromWeek);
      return;
    }
    const level = this.progress.highestOfLastThree();
    this.current = framePlan(inputs, { week: fromWeek, recovery: [...recovery], level });
    this.progress.join(this.current, fromWeek);
  }

  /** Lays the next week by the ordinary rule, within what day and pace allow in it. */
  layNextWeek(weekNumber: number): BlueprintWeek {
    this.reach(weekNumber);
    const plan = this.planWeek(weekNumber);
    const layout = arrangeWeek(this.orderOf(plan, this.limitsIn(weekNumber)));
    const week = this.weekOf(plan, { layout, wanted: plan.target });
    this.progress.add(week);
    return week;
  }

  /** What the ordinary rule asks of a week, after those so far. */
  planWeek(weekNumber: number, kind: WeekKind = this.kindOf(weekNumber)): WeekPlan {
    const roles = this.rolesOf(weekNumber);
    const tuneUp = this.tuneUpOf(weekNumber);
    // Weeks before may have had more than the days, or the cap of staff, allow by now.
    const asked = Math.min(this.frame.limits.capacity, this.targetOf(weekNumber, kind, roles));
    const target = Math.max(0, asked - tuneUp);
    const longRun =
      kind === 'part' || kind === 'race' || tuneUp > 0
        ? null
        : (runs: number) => this.longRunOf({ weekNumber, kind, target, runs });
    return { weekNumber, kind, roles, target, tuneUp, longRun };
  }

  rolesOf(weekNumber: number): readonly DayRole[] {
    return dayRoles({ ...this.frame, weekNumber });
  }

  /** Half miles of the tune-up race of a week; 0 for none. */
  tuneUpOf(weekNumber: number): number {
    return this.raceIn(weekNumber)?.halves ?? 0;
  }

  /** @param limits what day and pace allow; another than the plan's where paces changed since */
  orderOf(plan: WeekPlan, limits = this.frame.limits): WeekOrder {
    const { weekNumber, kind, roles, target, tuneUp, longRun } = plan;
    const { frame, progress } = this;
    const phase = phaseOfWeek(frame.phases, weekNumber);
    const longDay = this.longDayIn(roles);
    const isWithout = tuneUp > 0 || longDay === null;
    const quality = wantedQualityDays({
      phase,
      recovery: kind === 'recovery',
      raceWeek: kind === 'race',
      part: kind === 'part',
      preferredDays: frame.preferredDays.length,
      experience: frame.experience,
      targetMiles: (target + tuneUp) / 2,
    });
    return {
      weekNumber,
      target,
      roles,
      preferredDays: frame.preferredDays,
      mayRunDaily: limits.mayRunDaily,
      longDay: longDay ?? frame.longDay,
      longRun,
      firstLongRun: progress.firstLongRun === null,
      longRunCap: limits.longRunCap,
      dayCeiling: limits.dayCeiling,
      spikeLimit: (day) => progress.spikeLimit(weekNumber, day),
      qualityDays: tuneUp > 0 ? qualityBesideTuneUp(quality, target / 2) : quality,
      hardSundayBefore: progress.hardSunday,
      longMondayAfter: frame.longDay === 1,
      stretchCap: this.stretchCap(kind, isTouched(roles) || isWithout),
      mayRest: phase !== 'peak',
    };
  }

  /** @param wanted half miles that the progression asked for before days and safety had their say */
  weekOf(
    { weekNumber, kind, roles, target }: WeekPlan,
    { layout, wanted }: { layout: WeekLayout; wanted: number },
  ): BlueprintWeek {
    const touched = isTouched(roles);
    const startDate = dateOfDay(this.frame.firstMonday, weekNumber, 1);
    return {
      weekNumber,
      phase: phaseOfWeek(this.frame.phases, weekNumber),
      startDate,
      endDate: addDays(startDate, 6),
      recovery: kind === 'recovery',
      part: kind === 'part',
      touched,
      targetMiles: layout.total / 2,
      wantedMiles: wanted / 2,
      stretch: layout.stretch / 100,
      notes: notesOfWeek({
        kind,
        touched,
        target,
        layout,
        roles,
        race: this.raceIn(weekNumber),
        longDay: this.frame.longDay,
      }),
      days: layout.days.map((day, index): BlueprintDay => {
        const dayNumber = (index + 1) as DayNumber;
        return {
          date: addDays(startDate, index),
          dayNumber,
          type: day.type,
          miles: day.halves / 2,
          outsidePlan: roles[index] === 'outside',
        };
      }),
    };
  }

  kindOf(weekNumber: number): WeekKind {
    const { frame } = this;
    if (weekNumber === 1 && frame.startDay > 1) return 'part';
    if (weekNumber === frame.totalWeeks) return 'race';
    if (frame.recovery.has(weekNumber)) return 'recovery';
    return frame.building.includes(weekNumber) ? 'building' : 'taper';
  }

  private targetOf(weekNumber: number, kind: WeekKind, roles: readonly DayRole[]): number {
    const { frame, progress } = this;
    const { weekBefore } = progress;
    switch (kind) {
      case 'part': {
        const left = frame.preferredDays.filter((day) => roles[day - 1] === 'free').length;
        return partWeekTarget(frame.climb.start, { left, all: frame.preferredDays.length });
      }
      case 'building':
        return buildingTarget(frame.climb, {
          step: frame.building.indexOf(weekNumber),
          reference: progress.highestOfLastThree(),
          inPeak: weekNumber > frame.phases.base + frame.phases.build,
        });
      case 'recovery':
        return recoveryTarget(weekBefore);
      case 'taper':
        return taperTarget(weekBefore, {
          taperWeeks: frame.phases.taper,
          weeksToRaceWeek: frame.totalWeeks - weekNumber,
          earlyRace: frame.earlyRace,
        });
      case 'race':
        return raceWeekTarget({
          highestWeek: progress.highestWeek,
          weekBefore,
          taperWeeks: frame.phases.taper,
          raceDay: frame.raceDay,
        });
    }
  }

  private longRunOf({
    weekNumber,
    kind,
    target,
    runs,
  }: Pick<WeekPlan, 'weekNumber' | 'kind' | 'target'> & { runs: number }): number {
    const { frame, progress } = this;
    if (progress.firstLongRun === null) return firstLongRun(target, runs);
    if (kind === 'recovery') return recoveryLongRun(progress.lastLongRun);
    if (kind === 'taper') return taperLongRun(progress.longestRun, frame.totalWeeks - weekNumber);
    return laterLongRun({
      first: progress.firstLongRun.halves,
      goal: frame.longRunGoal,
      done: frame.building.indexOf(weekNumber) - progress.firstLongRun.step,
      steps: frame.climb.steps - progress.firstLongRun.step,
    });
  }

  /**
   * The day of the long run: where it lies near a tune-up race, the first of the others that are clear of it, and of a
   * long run on the Monday after; null where none is.
   */
  private longDayIn(roles: readonly DayRole[]): DayNumber | null {
    const { longDay, preferredDays } = this.frame;
    const isClear = (day: DayNumber) => roles[day - 1] !== 'near_tune_up' && roles[day - 1] !== 'tune_up';
    if (isClear(longDay)) return longDay;
    const clear = preferredDays.filter(
      (day) => isClear(day) && !(day === 1 && this.progress.hardSunday) && !(day === 7 && longDay === 1),
    );
    return clear.length > 0 ? longRunDay(clear) : null;
  }

  private raceIn(weekNumber: number): TuneUpPlace | null {
    return this.frame.tuneUps.find((race) => race.weekNumber === weekNumber) ?? null;
  }

  /** A touched week, and one without a long run for a tune-up race, may stretch as far as an earlier full week did, a part week to the start level's density. */
  private stretchCap(kind: WeekKind, isShort: boolean): number | null {
    const { climb, limits } = this.frame;
    if (kind === 'part') {
      const plain = 12 + 5 * (limits.runningDays - 1);
      // Four decimals, rounded down: the bound itself is no hundredth, and nothing may pass it.
      return Math.max(100, Math.floor((climb.start / 2 / plain) * 10_000) / 100);
    }
    return isShort ? this.progress.highestStretch() : null;
  }
}

function isTouched(roles: readonly DayRole[]): boolean {
  return roles.some((role) => ['no_hard', 'shakeout', 'eve', 'race'].includes(role));
}
