/**
 * The words of the coaching rules, as types. Units throughout: miles, seconds per mile, calendar dates
 * without a time zone. Pure data: everything here can be stored as JSON and read back.
 */

/** A calendar day, `YYYY-MM-DD`, without a time zone. */
export type CalendarDate = string;

/** ISO weekday: 1 Monday … 7 Sunday. */
export type DayNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7;
export const DAY_NUMBERS: readonly DayNumber[] = [1, 2, 3, 4, 5, 6, 7];

/** In the one order a plan may have them (rule A). */
export const PHASE_NAMES = ['base', 'build', 'peak', 'taper'] as const;
export type PhaseName = (typeof PHASE_NAMES)[number];
/** Weeks per phase. */
export type PhaseSplit = Record<PhaseName, number>;

export const DAY_TYPES = [
  'easy',
  'tempo',
  'intervals',
  'long_run',
  'recovery',
  'shakeout',
  'race',
  'rest',
] as const;
export type DayType = (typeof DAY_TYPES)[number];

export const EXPERIENCES = ['novice', 'intermediate', 'advanced'] as const;
export type Experience = (typeof EXPERIENCES)[number];

export const INJURY_RISKS = ['normal', 'high'] as const;
export type InjuryRisk = (typeof INJURY_RISKS)[number];

export const DISTANCE_CLASSES = ['5k', '10k', 'ten_mile', 'half', 'marathon', 'ultra'] as const;
export type DistanceClass = (typeof DISTANCE_CLASSES)[number];

/** Rules A–L of the coaching rules, and S for those drawn from sports science. */
export const RULE_IDS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'S'] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** Everything a plan is made from. What is null is derived: see `experienceOf`, `defaultPhases`. */
export interface PlanInputs {
  /** Length of the race in miles, 1–62.2. */
  raceDistanceMiles: number;
  raceDate: CalendarDate;
  startDate: CalendarDate;
  /** Null only for a preview: then predicted pace stands in for goal pace. */
  goalTimeSeconds: number | null;
  /** Current 5K pace, seconds per mile, 230–1200. */
  fiveKPace: number;
  /** Current weekly mileage, 0–150. */
  baseline: number;
  /** Two to seven distinct weekdays, ascending. */
  preferredDays: readonly DayNumber[];
  experience: Experience | null;
  injuryRisk: InjuryRisk;
  /** A split chosen by staff; must meet rule A. Null: the default split. */
  phases: PhaseSplit | null;
  /** What staff chose about the layout; absent: by the rules. `settingsRefusals` says what stands against it. */
  settings?: LayoutSettings;
  /** Races on the way (priority B), by date; absent: none. `tuneUpRefusals` says what stands against them. */
  tuneUps?: readonly TuneUpRace[];
  /** Workouts it was given with a template, which are drawn where they suit; absent: all are drawn freely. */
  programme?: Programme;
  /** What was changed in the course of the plan, oldest first; absent where nothing was. `inputsOfWeek` gives what is in force. */
  changes?: readonly PlanChange[];
}

/** A race on the way: it takes the place of its week's long run and of a quality day, two easy days on either side. */
export interface TuneUpRace {
  date: CalendarDate;
  distanceMiles: number;
}

/** A workout on a kind of day of a week, counted back from the race (0 in race week): fits plans of any length. */
export interface ProgrammeDay {
  weeksToRace: number;
  dayType: Exclude<DayType, 'race' | 'rest'>;
  /** Id in the workout library, also one that there is no more. */
  workoutId: string;
}

/** The workouts of a plan without its athlete; those of a week in the order of its days. */
export type Programme = readonly ProgrammeDay[];

/** Choices of staff that the blueprint is laid by; what is absent goes by the rules. */
export interface LayoutSettings {
  /** Every so many weeks of base, build and a long peak is a recovery week: 2 to the rhythm of rule C. */
  recoveryEvery?: number;
  /** A preferred day. */
  longRunDay?: DayNumber;
  /** Most training miles a week, from 6; counts in half miles, rounded down. */
  mostMiles?: number;
}

/** What holds from a week on. What is absent stays as it was. */
export interface PlanChange {
  /** Never before that of an earlier change. */
  fromWeek: number;
  /** Seconds per mile. */
  fiveKPace?: number;
  goalTimeSeconds?: number;
  /** From here on it reshapes the plan: its weeks are laid anew (see `stagesOf`). */
  preferredDays?: readonly DayNumber[];
  /** Agrees with the phases before in every week before `fromWeek`. */
  phases?: PhaseSplit;
  raceDate?: CalendarDate;
  raceDistanceMiles?: number;
  /** All of them; empty: by the rules again. */
  settings?: LayoutSettings;
  /** All of them, those past among them; empty: none. */
  tuneUps?: readonly TuneUpRace[];
}

/** One stretch of road inside a day. `lapIndex` counts from 1 without gaps inside its list. */
export interface Lap {
  lapIndex: number;
  /** Greater than 0, in hundredths of a mile. */
  distanceMiles: number;
  /** `"m:ss"` per mile, or null for "by feel". */
  paceGoal: string | null;
}

/** A rule that shaped a week, and the rule it yielded to where two clashed. */
export interface RuleNote {
  rule: RuleId;
  /** Stable machine name, e.g. `target.yielded`, `stretch`. */
  code: string;
  yieldedTo?: RuleId;
  /** One sentence for a coach. */
  text: string;
}

/** Something staff should know before the plan is used. Never blocks by itself. */
export interface PlanWarning {
  code: string;
  detail: string;
}

/** A run that was done. Two on one day are two runs. */
export interface CompletedRun {
  date: CalendarDate;
  miles: number;
}

/** Rules by which a week leaves the drawn blueprint, as told to the athlete and counted in metrics. */
export const ADAPTATION_RULES = [
  /** Over a third of the miles of the week before missed, or three sessions in a row: the level holds. */
  'adapt.missed',
  'adapt.missed_in_a_row',
  /** Nothing run for 7–13 days: 75 % of the mean of the last four weeks run. */
  'adapt.return_7',
  /** 14–27 days: 50 %. */
  'adapt.return_14',
  /** 28 days or more: the lower of baseline and half the mean, easy only. */
  'adapt.return_28',
  /** Days of the week entered as time off get no run. */
  'adapt.time_off',
  /** A run is shortened because what was really run carries no longer one. */
  'adapt.spike',
  /** An earlier week was lowered; this one rises from there by the ordinary rule. */
  'adapt.follows',
  /** Passed while the plan was paused: a rest week. */
  'adapt.paused',
  /** Staff accepted more load. */
  'adapt.raised',
] as const;
export type AdaptationRule = (typeof ADAPTATION_RULES)[number];

/** Why and how a week leaves the drawn blueprint for what was really run. */
export interface WeekAdaptation {
  /** The athlete's day on which it was decided. */
  asOf: CalendarDate;
  /** The day on which sessions were found missed that the week is held for; absent: `asOf`. */
  heldOn?: CalendarDate;
  /** At least one. */
  rules: AdaptationRule[];
  /** Most training miles by a hold, a return or a raise; null where these say nothing. */
  level: number | null;
  /** Progress counts from this week: weeks before it no longer set what it may rise from. */
  restarts: boolean;
  easyOnly: boolean;
  /** Days of this week without a run: time off, or paused. */
  offDates: CalendarDate[];
  /**
   * What counts as run in the 37 days before `asOf`, by day, in hundredths of a mile; empty where the athlete
   * does not report.
   */
  runs: CompletedRun[];
  /** Week number; after a gap of 14 days or more: recovery every third week for eight weeks, this one included. */
  highRiskUntil: number | null;
}

/** What code decides about one day before any session is written. */
export interface BlueprintDay {
  date: CalendarDate;
  dayNumber: DayNumber;
  type: DayType;
  /** Training miles in half miles; 0 on rest and on race day. */
  miles: number;
  /** A day of week 1 that lies before the start date. */
  outsidePlan: boolean;
}

/** What code decides about one week before any session is written. */
export interface BlueprintWeek {
  weekNumber: number;
  phase: PhaseName;
  /** Monday and Sunday. */
  startDate: CalendarDate;
  endDate: CalendarDate;
  /** A lighter week inside base, build or a long peak. */
  recovery: boolean;
  /** Week 1 when the start is not a Monday. */
  part: boolean;
  /** Holds race day or any of the six days before it. */
  touched: boolean;
  /** Training miles of the week: the sum of its days. */
  targetMiles: number;
  /** Training miles the progression asked for before days and safety had their say. */
  wantedMiles: number;
  /** Factor ≥ 1 by which upper ends of day ranges are raised. */
  stretch: number;
  notes: RuleNote[];
  /** Exactly seven, Monday to Sunday. */
  days: BlueprintDay[];
  /** Absent: as drawn. */
  adaptation?: WeekAdaptation;
}

/** The whole plan as code decides it: phases, weeks, day types, miles. Deterministic for its inputs. */
export interface Blueprint {
  rulesVersion: string;
  totalWeeks: number;
  phases: PhaseSplit;
  experience: Experience;
  distanceClass: DistanceClass;
  /** Miles of the first full week. */
  startLevel: number;
  /** Most training miles of a building week. */
  peakTarget: number;
  /** Most training miles the preferred days can carry. */
  capacity: number;
  /** Longest training run allowed, miles. */
  longRunCap: number;
  warnings: PlanWarning[];
  weeks: BlueprintWeek[];
}

/** The run to do instead when a day asks too much: laid out in full, so that it can be swapped in. */
export interface AlternativeSession {
  workoutType: DayType;
  workoutId: string | null;
  warmup: Lap[];
  workout: Lap[];
  cooldown: Lap[];
  notes: string;
}

/** A day as it is stored and run. */
export interface PlannedDay {
  date: CalendarDate;
  dayNumber: DayNumber;
  workoutType: DayType;
  /** Sum of its laps. On race day the race itself. */
  miles: number;
  warmup: Lap[];
  workout: Lap[];
  cooldown: Lap[];
  /** What the run is for and how it should feel. Empty on a day outside the plan. */
  notes: string;
  alternative: AlternativeSession | null;
  /** Id in the workout library; null where no library workout stands behind the day. */
  workoutId: string | null;
  locked: boolean;
  outsidePlan: boolean;
}

/** A week as it is stored and run. */
export interface PlannedWeek {
  weekNumber: number;
  phase: PhaseName;
  startDate: CalendarDate;
  endDate: CalendarDate;
  /** All seven days, the race included. */
  miles: number;
  /** All seven days, the race left out. */
  trainingMiles: number;
  targetMiles: number;
  wantedMiles: number;
  stretch: number;
  notes: RuleNote[];
  days: PlannedDay[];
}
