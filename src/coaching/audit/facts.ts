import {
  DAY_TYPES,
  PHASE_NAMES,
  type AdaptationRule,
  type DayNumber,
  type PhaseName,
  type PhaseSplit,
  type PlanInputs,
  type PlannedDay,
  type PlannedWeek,
  type TuneUpRace,
  type WeekAdaptation,
} from '../model.js';
import type { RecoveryWeeks } from './adapted-recovery.js';
import { isCutPeakWeek, MOST_RECOVERY, type WeekFrame } from './expectations.js';
import { ceilHalf, exceeds, sumMiles } from './half-mile.js';
import type { WeekLimits } from './week-limits.js';

/** Rules that make a week lower by themselves; by the others it follows from the weeks before. */
const LOWERING = new Set<AdaptationRule>([
  'adapt.missed',
  'adapt.missed_in_a_row',
  'adapt.return_7',
  'adapt.return_14',
  'adapt.return_28',
  'adapt.time_off',
  'adapt.spike',
  'adapt.paused',
]);

/** A stored day and where it stands in the plan. */
export interface DayFacts {
  day: PlannedDay;
  weekNumber: number;
  dayNumber: DayNumber;
  /** Days since Monday of week 1. */
  index: number;
  /** Days until the race; negative after it. */
  daysToRace: number;
  beforeStart: boolean;
  preferred: boolean;
  /** Entered as time off, or paused: no run. */
  off: boolean;
  /** The tune-up race that is run on this day; null for none. */
  tuneUp: TuneUpRace | null;
  /** Within two days of a tune-up race. */
  nearTuneUp: boolean;
  /** A training run: of a known type, neither rest nor the race. */
  run: boolean;
  hard: boolean;
  quality: boolean;
}

/** A stored week and the part it has to play. */
export interface WeekFacts extends WeekLimits {
  week: PlannedWeek;
  weekNumber: number;
  /** What it was adapted to; null: nothing of its own. */
  adaptation: WeekAdaptation | null;
  /** The first adapted week, or one after it: what it may ask follows from the weeks before as they became. */
  reanchored: boolean;
  /** Lower for a reason of its own, not only for the weeks before it. */
  lowered: boolean;
  /** Some of its days passed while the plan was paused, and are rest since: it was laid for more. */
  cutShort: boolean;
  phase: PhaseName;
  part: boolean;
  touched: boolean;
  raceWeek: boolean;
  /** A recovery week: due as one, or low where an adapted plan may have one. */
  recovery: boolean;
  /** Between peak and race week, or week N − 1 called peak and cut for an early race. */
  cut: boolean;
  /** A full week that holds or rises: neither the first, nor recovery, cut or race week. */
  building: boolean;
  days: DayFacts[];
  runs: DayFacts[];
  longRun: DayFacts | undefined;
  /** Runs beside the long run. */
  others: DayFacts[];
  target: number;
  /** Miles of a tune-up race that left the target; 0 for none. */
  tuneUpMiles: number;
  /** Some of its days lie near a tune-up race of another week. */
  besideTuneUp: boolean;
  /** The most the progression can have asked for, as the week says: before anything left its target. */
  wanted: number;
}

/** What places a stored week in its plan. */
export interface WeekPlacing {
  inputs: PlanInputs;
  frame: WeekFrame;
  startIndex: number;
  raceIndex: number;
  totalWeeks: number;
  adaptations: ReadonlyMap<number, WeekAdaptation>;
  /** Days since Monday of week 1. */
  tuneUps: readonly { index: number; race: TuneUpRace }[];
  /** Infinity in a plan as drawn. */
  firstAdapted: number;
  isRecovery: (week: PlannedWeek) => boolean;
  limitsOf: (weekNumber: number) => WeekLimits;
}

/** Whether a stored week is a recovery week. In an adapted plan one that may be is told by its miles. */
export function recoveryJudge(options: {
  weeks: readonly PlannedWeek[];
  drawn: ReadonlySet<number>;
  adaptations: ReadonlyMap<number, WeekAdaptation>;
  adapted: RecoveryWeeks | null;
}): (week: PlannedWeek) => boolean {
  const { weeks, drawn, adaptations, adapted } = options;
  const isRecovery = (week: PlannedWeek): boolean => {
    const { weekNumber } = week;
    if (adapted === null || weekNumber < adapted.from) return drawn.has(weekNumber);
    const before = weeks.find((other) => other.weekNumber === weekNumber - 1);
    // Of a week of return that had begun already, its level counts: some of its days were laid for more.
    const level = adaptations.get(weekNumber - 1)?.level ?? Number.POSITIVE_INFINITY;
    const light = !exceeds(loadOf(week), MOST_RECOVERY * Math.min(before?.targetMiles ?? 0, level));
    if (light && adapted.possible.has(weekNumber) && !isLowered(adaptations.get(weekNumber))) return true;
    // One light week is enough: what is due right after one need not be another.
    return adapted.due.has(weekNumber) && !(before && isRecovery(before));
  };
  return isRecovery;
}

/**
 * Miles asked of a week, a tune-up race counted, whose miles have left the target. What its days cannot hold, beside a race
 * or since paces are slower, makes no recovery week of it.
 */
function loadOf({ targetMiles, wantedMiles, miles, trainingMiles }: PlannedWeek): number {
  const race = ceilHalf(Math.max(0, miles - trainingMiles));
  return Math.max(targetMiles, wantedMiles) + race;
}

/** Lower for a reason of its own, not only for the weeks before it. */
function isLowered(adaptation: WeekAdaptation | undefined): boolean {
  return adaptation?.rules.some((rule) => LOWERING.has(rule)) ?? false;
}

export function weekFactsOf(week: PlannedWeek, placing: WeekPlacing): WeekFacts {
  const { frame, raceIndex, totalWeeks } = placing;
  const { weekNumber } = week;
  const phase = phaseOfWeek(frame.split, weekNumber);
  const days = week.days.map((day) => dayFactsOf(day, weekNumber, placing));
  const runs = days.filter((day) => day.run);
  const longRun = runs.find(({ day }) => day.workoutType === 'long_run');
  const part = weekNumber < frame.firstFullWeek;
  const raceWeek = weekNumber === totalWeeks;
  const recovery = placing.isRecovery(week);
  const adaptation = placing.adaptations.get(weekNumber);
  const cut = (phase === 'taper' && !raceWeek) || isCutPeakWeek(frame, weekNumber);
  const target = week.targetMiles;
  return {
    ...placing.limitsOf(weekNumber),
    week,
    weekNumber,
    adaptation: adaptation ?? null,
    reanchored: weekNumber >= placing.firstAdapted,
    lowered: isLowered(adaptation),
    cutShort: adaptation?.rules.includes('adapt.paused') ?? false,
    phase,
    part,
    touched: 7 * weekNumber - 1 >= raceIndex - 6,
    raceWeek,
    recovery,
    cut,
    building: weekNumber > frame.firstFullWeek && !recovery && !cut && !raceWeek,
    days,
    runs,
    longRun,
    others: runs.filter((day) => day !== longRun),
    target,
    tuneUpMiles: ceilHalf(days.find(({ tuneUp }) => tuneUp)?.tuneUp?.distanceMiles ?? 0),
    besideTuneUp: days.some(({ nearTuneUp }) => nearTuneUp) && !days.some(({ tuneUp }) => tuneUp),
    wanted: Math.min(Math.max(target, week.wantedMiles), adaptation?.level ?? Number.POSITIVE_INFINITY),
  };
}

function dayFactsOf(day: PlannedDay, weekNumber: number, placing: WeekPlacing): DayFacts {
  const index = 7 * (weekNumber - 1) + day.dayNumber - 1;
  const quality = day.workoutType === 'tempo' || day.workoutType === 'intervals';
  const apart = placing.tuneUps.map((race) => Math.abs(race.index - index));
  return {
    day,
    weekNumber,
    dayNumber: day.dayNumber,
    index,
    daysToRace: placing.raceIndex - index,
    beforeStart: index < placing.startIndex,
    preferred: placing.inputs.preferredDays.includes(day.dayNumber),
    off: placing.adaptations.get(weekNumber)?.offDates.includes(day.date) ?? false,
    tuneUp: placing.tuneUps[apart.indexOf(0)]?.race ?? null,
    nearTuneUp: apart.some((days) => days === 1 || days === 2),
    run: DAY_TYPES.includes(day.workoutType) && day.workoutType !== 'rest' && day.workoutType !== 'race',
    hard: quality || day.workoutType === 'long_run' || day.workoutType === 'race',
    quality,
  };
}

export function phaseOfWeek(split: PhaseSplit, weekNumber: number): PhaseName {
  let last = 0;
  for (const name of PHASE_NAMES) {
    last += split[name];
    if (weekNumber <= last) return name;
  }
  return 'taper';
}

/** The day ceiling of a week: nothing in it is longer than its long run. */
export function ceilingOf(week: WeekFacts): number {
  return Math.min(week.dayCeiling, week.longRun?.day.miles ?? Number.POSITIVE_INFINITY);
}

/** Miles of some days, added in hundredths. */
export function milesOf(days: readonly DayFacts[]): number {
  return sumMiles(days.map(({ day }) => day.miles));
}
