import { daysBetween } from './calendar.js';
import { isHard } from './day-types.js';
import type { BlueprintWeek, CalendarDate, DayNumber, WeekAdaptation } from './model.js';
import type { PlanFrame } from './plan-frame.js';
import { RunRecord } from './spike.js';
import { highestRise, mostAfterCut, raisedClimb } from './volume.js';
import type { Climb } from './volume.js';

/** Full weeks over whose highest a building week may rise. */
const REFERENCE_WEEKS = 3;
/** Back from 14 or more days off an athlete is lighter in every third week. */
const HIGH_RISK_RHYTHM = 3;

/** The weeks of a plan up to one, and what the next takes from them. Distances in half miles. */
export class PlanProgress {
  /** What the week before counts as for a share of it. */
  weekBefore = 0;
  highestWeek = 0;
  longestRun = 0;
  lastLongRun = 0;
  firstLongRun: { halves: number; step: number } | null = null;
  hardSunday = false;
  /** What the newest adapted week was adapted to. */
  anchor: WeekAdaptation | null = null;
  /** The way up since staff last accepted more load; null: as drawn. */
  raised: { from: number; climb: Climb } | null = null;

  /** What full weeks since the last restart count as. */
  private standings: number[] = [];
  /** Whether there was a part week, and no restart since. */
  private partCounts = false;
  /** What a restart that is no full week stands for. */
  private held: number | null = null;
  private readonly stretches: number[] = [];
  private readonly planned: { day: number; halves: number }[] = [];
  private record = new RunRecord();
  /** First day whose planned runs count: those before it are known as they were really run. */
  private plannedFrom = -Infinity;
  private light = false;
  private highRisk: { from: number; until: number } | null = null;

  /** Long runs of full weeks in half miles, 0 where there was none. */
  private readonly longRuns: number[] = [];

  constructor(private frame: PlanFrame) {}

  /** Goes on by another frame from a week on: what comes is measured by where the plan stands then. */
  join(frame: PlanFrame, weekNumber: number): void {
    this.frame = frame;
    const longest = Math.max(0, ...this.longRuns.slice(-REFERENCE_WEEKS));
    this.firstLongRun = longest > 0 ? { halves: longest, step: 0 } : null;
    if (!this.raised) return;
    const { limits, climb, distanceClass, experience } = frame;
    const { capacity } = limits;
    const level = Math.min(capacity, this.highestOfLastThree());
    const climbing = raisedClimb({ level, capacity, distanceClass, experience, steps: climb.steps });
    this.raised = { from: weekNumber - 1, climb: climbing };
  }

  /** Takes a week as it stands. */
  add(week: BlueprintWeek): void {
    const { adaptation } = week;
    if (adaptation) this.goBy(week.weekNumber, adaptation);
    this.hardSunday = isHard(week.days[6]?.type ?? 'rest');
    this.light = week.recovery || adaptation?.restarts === true;
    this.count(week);
    // From a week of rest there is no way up: then the drawn one holds.
    if (adaptation?.rules.includes('adapt.raised') && week.targetMiles > 0) this.raise(week);
    if (week.part) return;
    this.highestWeek = Math.max(this.highestWeek, 2 * week.targetMiles);
    // Hundredths with two decimals: a part week's stretch has four.
    this.stretches.push(Math.round(week.stretch * 10_000) / 100);
    this.longRuns.push(2 * (week.days.find(({ type }) => type === 'long_run')?.miles ?? 0));
    this.addRuns(week);
  }

  /** Of the last three full weeks since the last restart; before the first one, the start level. */
  highestOfLastThree(): number {
    const last = this.standings.slice(-REFERENCE_WEEKS);
    // A part week stands for one at the start level: it matters where weeks after it were cut short.
    const withPart = this.anchor !== null && this.partCounts && last.length < REFERENCE_WEEKS;
    return last.length === 0 || withPart ? Math.max(this.frame.climb.start, ...last) : Math.max(...last);
  }

  /**
   * Most half miles of a building week: 10 % over the highest of the last three full weeks. Where there is none, that
   * is held first which stands for one: of a restart its level, of a plan that has had no full week its start.
   */
  mostBuilding(): number {
    return this.standings.length === 0
      ? (this.held ?? this.frame.climb.start)
      : highestRise(this.highestOfLastThree());
  }

  /** Most stretch of an earlier full week, in hundredths. */
  highestStretch(): number {
    return Math.max(100, ...this.stretches);
  }

  /** Most half miles of a run on a day; Infinity where the weeks before set no record. */
  spikeLimit(weekNumber: number, day: DayNumber): number {
    return this.record.limitOn(dayIndex(weekNumber, day));
  }

  /** Longest run of the 30 days before a day, in half miles; 0 for none. */
  longestBefore(weekNumber: number, day: DayNumber): number {
    return this.record.longestBefore(dayIndex(weekNumber, day));
  }

  /**
   * Whether a week of base, build or peak is a recovery week: where it was drawn; where risk is high every third one
   * of base and build too, unless one beside it was drawn. Never after a week that is light already.
   */
  recoversIn({
    weekNumber,
    recovery,
    phase,
  }: Pick<BlueprintWeek, 'weekNumber' | 'recovery' | 'phase'>): boolean {
    if (this.light) return false;
    if (recovery) return true;
    if (!this.highRisk || weekNumber > this.highRisk.until || phase === 'peak') return false;
    const { phases, recovery: drawn } = this.frame;
    const isThird = (weekNumber - this.highRisk.from + 1) % HIGH_RISK_RHYTHM === 0;
    const beside = drawn.has(weekNumber - 1) || drawn.has(weekNumber + 1);
    return isThird && !beside && weekNumber < phases.base + phases.build;
  }

  /** From here on runs count as the adaptation has them: what was run before its day, what is planned from it on. */
  goBy(weekNumber: number, adaptation: WeekAdaptation): void {
    const { asOf, runs, restarts, highRiskUntil } = adaptation;
    this.anchor = adaptation;
    const decided = daysBetween(this.frame.firstMonday, asOf);
    this.plannedFrom = runs.length > 0 ? decided : -Infinity;
    this.record = new RunRecord();
    for (const { date, miles } of runs) {
      this.record.add(daysBetween(this.frame.firstMonday, date), 2 * miles);
    }
    for (const { day, halves } of this.planned) {
      if (day >= this.plannedFrom) this.record.add(day, halves);
    }
    if (highRiskUntil !== null) this.highRisk = { from: weekNumber, until: highRiskUntil };
    if (!restarts) return;
    this.standings = [];
    this.partCounts = false;
    this.held = null;
    this.raised = null;
  }

  private raise({ weekNumber, targetMiles }: BlueprintWeek): void {
    const { building, climb, limits, distanceClass, experience } = this.frame;
    const steps = climb.steps - building.filter((week) => week < weekNumber).length;
    const { capacity } = limits;
    const level = 2 * targetMiles;
    this.raised = {
      from: weekNumber,
      climb: raisedClimb({ level, capacity, distanceClass, experience, steps }),
    };
  }

  private count(week: BlueprintWeek): void {
    const { preferredDays, climb } = this.frame;
    const standing = standingOf(week, { preferredDays, startLevel: climb.start / 2 });
    if (standing === null) {
      // What a tune-up race leaves of a week is nothing to go by: the week before is, cut as the taper cuts it.
      const cut = this.isCut(week) ? mostAfterCut(this.weekBefore) : this.weekBefore;
      this.weekBefore = Math.min(this.weekBefore, this.hasTuneUp(week) ? cut : 2 * week.wantedMiles);
      return;
    }
    this.weekBefore = 2 * standing;
    if (week.part) this.partCounts = !week.adaptation?.restarts;
    if (!week.part && standing === week.targetMiles) this.standings.push(2 * standing);
    else if (week.adaptation?.restarts) this.held = 2 * standing;
  }

  private hasTuneUp({ weekNumber }: BlueprintWeek): boolean {
    return this.frame.tuneUps.some((race) => race.weekNumber === weekNumber);
  }

  private isCut({ phase, weekNumber }: BlueprintWeek): boolean {
    return phase === 'taper' || weekNumber === this.frame.cutWeek;
  }

  private addRuns(week: BlueprintWeek): void {
    for (const { dayNumber, miles, type } of week.days) {
      const day = dayIndex(week.weekNumber, dayNumber);
      const halves = 2 * miles;
      this.planned.push({ day, halves });
      // A week that had begun when its plan was resumed has days that are over.
      if (day >= this.plannedFrom) this.record.add(day, halves);
      if (type !== 'long_run') continue;
      this.longestRun = Math.max(this.longestRun, halves);
      this.lastLongRun = halves;
      this.firstLongRun ??= { halves, step: this.frame.building.indexOf(week.weekNumber) };
    }
  }
}

/**
 * Miles that a week counts for in those after it; null for one with fewer than half of its preferred days, or of rest:
 * they go by the week before it. A part week stands for a full one at the start level, and a week of return with days
 * missing, with days that were over already, or with a tune-up race, for the level it returns at.
 */
export function standingOf(
  week: BlueprintWeek,
  { preferredDays, startLevel }: { preferredDays: readonly DayNumber[]; startLevel: number },
): number | null {
  const { adaptation, targetMiles, part } = week;
  const isOff = (date: CalendarDate) => adaptation?.offDates.includes(date) ?? false;
  const preferred = week.days.filter(({ dayNumber }) => preferredDays.includes(dayNumber));
  const left = preferred.filter(({ date }) => !isOff(date));
  const isPartly = part || left.length < preferred.length || adaptation?.rules.includes('adapt.paused');
  const hasRace = week.days.some(({ type }) => type === 'race');
  if (adaptation?.restarts && (isPartly || hasRace)) return adaptation.level ?? targetMiles;
  if (part) return startLevel;
  return targetMiles > 0 && 2 * left.length >= preferred.length ? targetMiles : null;
}

/** Days from the Monday of week 1. */
function dayIndex(weekNumber: number, dayNumber: number): number {
  return 7 * (weekNumber - 1) + dayNumber - 1;
}
