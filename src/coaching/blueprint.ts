import { addDays, dateOfDay } from './calendar.js';
import { firstLongRun, laterLongRun, recoveryLongRun, taperLongRun } from './long-run.js';
import type { Blueprint, BlueprintDay, BlueprintWeek, DayNumber, PlanInputs } from './model.js';
import { phaseOfWeek } from './phases.js';
import { framePlan } from './plan-frame.js';
import type { PlanFrame, WeekKind } from './plan-frame.js';
import { notesOfWeek } from './rule-notes.js';
import { dayRoles, wantedQualityDays } from './schedule.js';
import type { DayRole } from './schedule.js';
import { RunRecord } from './spike.js';
import { buildingTarget, partWeekTarget, raceWeekTarget, recoveryTarget, taperTarget } from './volume.js';
import { arrangeWeek } from './week-layout.js';
import type { WeekLayout } from './week-layout.js';

/** Names the rules a blueprint was laid by. Stored with it: later weeks never depend on another day's code. */
export const RULES_VERSION = '1';

/**
 * Lays a whole plan from its inputs: phases, each week's training miles, each day's type and miles, and
 * which rule decided what. Pure and deterministic. No goal time enters: no mile depends on it.
 * @throws RangeError where the inputs are no plan: no preferred day, a split that breaks rule A, a race
 *   outside the distance classes. Callers check these first and name the field.
 */
export function layBlueprint(inputs: PlanInputs): Blueprint {
  const frame = framePlan(inputs);
  const plan = new PlanInTheMaking(frame);
  const weeks: BlueprintWeek[] = [];
  for (let weekNumber = 1; weekNumber <= frame.totalWeeks; weekNumber += 1) {
    weeks.push(plan.layNextWeek(weekNumber));
  }
  return {
    rulesVersion: RULES_VERSION,
    totalWeeks: frame.totalWeeks,
    phases: frame.phases,
    experience: frame.experience,
    distanceClass: frame.distanceClass,
    startLevel: frame.climb.start / 2,
    peakTarget: frame.climb.peak / 2,
    capacity: frame.limits.capacity / 2,
    longRunCap: frame.limits.longRunCap / 2,
    warnings: frame.warnings,
    weeks,
  };
}

/** The weeks laid so far and what the next one takes from them. Distances in half miles. */
class PlanInTheMaking {
  private readonly totals: number[] = [];
  private readonly fullWeekStretches: number[] = [];
  private readonly record = new RunRecord();
  private highestWeek = 0;
  private longestRun = 0;
  private lastLongRun = 0;
  private firstLongRun: { halves: number; step: number } | null = null;
  private hardSunday = false;

  constructor(private readonly frame: PlanFrame) {}

  layNextWeek(weekNumber: number): BlueprintWeek {
    const { frame } = this;
    const kind = this.kindOf(weekNumber);
    const phase = phaseOfWeek(frame.phases, weekNumber);
    const roles = dayRoles({ ...frame, weekNumber });
    const touched = roles.some((role) => ['no_hard', 'shakeout', 'eve', 'race'].includes(role));
    const target = this.targetOf(weekNumber, kind, roles);
    const layout = arrangeWeek({
      weekNumber,
      target,
      roles,
      preferredDays: frame.preferredDays,
      mayRunDaily: frame.limits.mayRunDaily,
      longDay: frame.longDay,
      longRun:
        kind === 'part' || kind === 'race'
          ? null
          : (runs) => this.longRunOf(weekNumber, kind, { target, runs }),
      firstLongRun: this.firstLongRun === null,
      longRunCap: frame.limits.longRunCap,
      dayCeiling: frame.limits.dayCeiling,
      spikeLimit: (day) => this.record.limitOn(dayIndex(weekNumber, day)),
      qualityDays: wantedQualityDays({
        phase,
        recovery: kind === 'recovery',
        raceWeek: kind === 'race',
        part: kind === 'part',
        preferredDays: frame.preferredDays.length,
        experience: frame.experience,
        targetMiles: target / 2,
      }),
      hardSundayBefore: this.hardSunday,
      stretchCap: this.stretchCap(kind, touched),
      mayRest: phase !== 'peak',
    });
    this.remember(weekNumber, kind, layout);
    const startDate = dateOfDay(frame.firstMonday, weekNumber, 1);
    return {
      weekNumber,
      phase,
      startDate,
      endDate: addDays(startDate, 6),
      recovery: kind === 'recovery',
      part: kind === 'part',
      touched,
      targetMiles: layout.total / 2,
      wantedMiles: target / 2,
      stretch: layout.stretch / 100,
      notes: notesOfWeek({ kind, touched, target, layout, roles }),
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

  private kindOf(weekNumber: number): WeekKind {
    const { frame } = this;
    if (weekNumber === 1 && frame.startDay > 1) return 'part';
    if (weekNumber === frame.totalWeeks) return 'race';
    if (frame.recovery.has(weekNumber)) return 'recovery';
    return frame.building.includes(weekNumber) ? 'building' : 'taper';
  }

  private targetOf(weekNumber: number, kind: WeekKind, roles: readonly DayRole[]): number {
    const { frame } = this;
    const weekBefore = this.totals.at(-1) ?? 0;
    switch (kind) {
      case 'part': {
        const left = frame.preferredDays.filter((day) => roles[day - 1] === 'free').length;
        return partWeekTarget(frame.climb.start, { left, all: frame.preferredDays.length });
      }
      case 'building':
        return buildingTarget(frame.climb, {
          step: frame.building.indexOf(weekNumber),
          reference: this.highestOfLastThree(),
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
          highestWeek: this.highestWeek,
          weekBefore,
          taperWeeks: frame.phases.taper,
          raceDay: frame.raceDay,
        });
    }
  }

  /** Of the last three full weeks; before the first one, the start level. */
  private highestOfLastThree(): number {
    const full = this.totals.slice(this.frame.startDay > 1 ? 1 : 0).slice(-3);
    return full.length > 0 ? Math.max(...full) : this.frame.climb.start;
  }

  private longRunOf(
    weekNumber: number,
    kind: WeekKind,
    { target, runs }: { target: number; runs: number },
  ): number {
    const { frame } = this;
    if (this.firstLongRun === null) return firstLongRun(target, runs);
    if (kind === 'recovery') return recoveryLongRun(this.lastLongRun);
    if (kind === 'taper') return taperLongRun(this.longestRun, frame.totalWeeks - weekNumber);
    return laterLongRun({
      first: this.firstLongRun.halves,
      goal: frame.longRunGoal,
      done: frame.building.indexOf(weekNumber) - this.firstLongRun.step,
      steps: frame.climb.steps - this.firstLongRun.step,
    });
  }

  /** A touched week may stretch as far as an earlier full week did, a part week to the start level's density. */
  private stretchCap(kind: WeekKind, touched: boolean): number | null {
    const { climb, limits } = this.frame;
    if (kind === 'part') {
      const plain = 12 + 5 * (limits.runningDays - 1);
      // Four decimals, rounded down: the bound itself is no hundredth, and nothing may pass it.
      return Math.max(100, Math.floor((climb.start / 2 / plain) * 10_000) / 100);
    }
    return touched ? Math.max(100, ...this.fullWeekStretches) : null;
  }

  private remember(weekNumber: number, kind: WeekKind, layout: WeekLayout): void {
    this.totals.push(layout.total);
    this.hardSunday = ['tempo', 'intervals', 'long_run'].includes(layout.days[6]?.type ?? 'rest');
    if (kind === 'part') return;
    this.highestWeek = Math.max(this.highestWeek, layout.total);
    this.fullWeekStretches.push(layout.stretch);
    for (const [index, day] of layout.days.entries())
      this.record.add(dayIndex(weekNumber, index + 1), day.halves);
    if (layout.longRun === null) return;
    this.longestRun = Math.max(this.longestRun, layout.longRun);
    this.lastLongRun = layout.longRun;
    this.firstLongRun ??= { halves: layout.longRun, step: this.frame.building.indexOf(weekNumber) };
  }
}

/** Days from the Monday of week 1. */
function dayIndex(weekNumber: number, dayNumber: number): number {
  return 7 * (weekNumber - 1) + dayNumber - 1;
}
