import type { RuleId } from './model.js';

/** Blocking: such a plan is never stored. Advisory: reported beside the plan. */
export type Severity = 'blocking' | 'advisory';

/** What a finding code means, whichever plan it is found in. */
export interface CatalogueEntry {
  rule: RuleId;
  severity: Severity;
  /** One line for a coach. */
  title: string;
}

const blocking = (rule: RuleId, title: string): CatalogueEntry => ({ rule, severity: 'blocking', title });
const advisory = (rule: RuleId, title: string): CatalogueEntry => ({ rule, severity: 'advisory', title });

/** Every code the audit can emit, with the rule of the coaching rules that it names (§8 sets the severities). */
export const FINDING_CATALOGUE = {
  'A.phase_order': blocking('A', 'Phases are base, build, peak, taper in this order'),
  'A.phase_empty': blocking('A', 'Each phase has at least one whole week'),
  'A.phase_sum': blocking('A', 'Week counts of the phases add up to the plan'),
  'A.phase_split': blocking('A', 'Phases are split as asked, else as the default'),
  'A.week_phase': blocking('A', 'A week carries the phase its number falls in'),

  'B.inputs': blocking('B', 'The inputs describe a plan that can be made'),
  'B.week_numbers': blocking('B', 'Weeks run from 1 without a gap, up to race week'),
  'B.week_dates': blocking('B', 'A week runs from its Monday to its Sunday'),
  'B.seven_days': blocking('B', 'A week has seven days, Monday to Sunday'),
  'B.day_date': blocking('B', 'A day has the date its week and weekday give'),
  'H.outside_plan': blocking('H', 'Only days before the start lie outside the plan'),
  'H.run_before_start': blocking('H', 'Days before the start are rest'),
  'H.part_week_hard': blocking('H', 'A part week has only easy and recovery runs'),
  'H.part_week_target': blocking('H', 'A part week has its share of the start level'),

  'C.day_total': blocking('C', 'Miles of a day are the sum of its laps'),
  'C.week_total': blocking('C', 'Miles of a week are the sum of its days'),
  'C.phase_total': blocking('C', 'Miles of a phase are the sum of its stored weeks'),
  'C.target_not_met': blocking('C', 'Training miles of a week meet its target'),
  'C.half_miles': blocking('C', 'Week targets and day miles are multiples of half a mile'),
  'C.start_level': blocking('C', 'The first full week is at the start level'),
  'C.week_cap': blocking('C', 'No week goes above the cap that staff set'),
  'C.tune_up_load': blocking(
    'C',
    'A week with a tune-up race has no more miles than it may, the race counted',
  ),
  'C.peak_target_exceeded': blocking('C', 'No week goes above the peak target'),
  'C.peak_target_missed': blocking('C', 'Peak weeks reach the peak target, or rise by 10 % towards it'),
  'C.rise_over_10_percent': blocking('C', 'A week rises at most 10 % over the highest of the last three'),
  'C.recovery_left_out': blocking('C', 'A recovery week stands where one is due'),
  'C.recovery_band': blocking('C', 'A recovery week has 75–85 % of the week before'),
  'C.recovery_twice': blocking('C', 'Recovery weeks never follow each other'),
  'C.taper_cut_too_small': blocking('C', 'A taper week is cut by at least 20 %'),
  'C.race_week_cut_too_small': blocking('C', 'Race week has at most 80 % of the week before'),
  'C.adapted_level': blocking('C', 'An adapted week has at most the miles that it was adapted to'),
  'C.above_drawn': blocking('C', 'An adapted plan asks no more of a week than the plan as drawn'),
  'C.raised_late': blocking('C', 'From the first taper week on nothing is raised'),
  'C.flat_growth': advisory('C', 'A rise is 5–10 %, or none'),
  'C.below_hold': advisory('C', 'A building week holds the level of the weeks before'),
  'C.rise_too_early': advisory('C', 'The peak target falls in the first peak week'),
  'C.recovery_share': advisory('C', 'A recovery week is the half mile nearest 80 % of the week before'),
  'C.taper_cut_deep': advisory('C', 'A taper week is cut by at most 40 %'),
  'C.taper_share': advisory('C', 'A taper week follows the taper for its number of weeks'),
  'C.race_week_share': advisory('C', 'Race week follows the largest week and the days before the race'),
  'C.base_share': advisory('C', 'Base holds 20–40 % of training miles'),
  'C.largest_week': advisory('C', 'The largest week lies in the peak phase'),
  'C.easy_share': advisory('C', 'At least 75 % of miles over four weeks are easy'),
  'C.adaptation_unsaid': advisory('C', 'The notes of an adapted week say what it was adapted to'),
  'C.monotony': advisory('C', 'Days of a week differ in load'),

  'D.day_before_race': blocking('D', 'The day before the race is rest'),
  'D.shakeout': blocking('D', 'Two days before the race is a shakeout of 2–4 miles'),
  'D.hard_before_race': blocking('D', 'No tempo, intervals or long run in the six days before the race'),
  'I.race_day': blocking('I', 'The race is on race day, and nowhere else'),
  'I.race_distance': blocking('I', 'The race day holds the race'),
  'I.tune_up_race': blocking('I', 'A tune-up race is on its day, in its length'),
  'I.after_race': blocking('I', 'Days after the race are rest'),
  'J.rest_miles': blocking('J', 'A rest day has no miles'),
  'J.run_without_miles': blocking('J', 'A running day has miles'),
  'J.day_type': blocking('J', 'A day has one of the known types'),

  'E.above_range': blocking('E', 'A run stays within its stretched range'),
  'E.below_floor': blocking('E', 'A run has at least the lower end of its range'),
  'E.longer_than_long_run': blocking('E', 'Nothing in a week is longer than its long run'),
  'E.stretch': blocking('E', 'The stretch of a week is the smallest that carries its target'),
  'E.stretch_unsaid': advisory('E', 'A stretched week says so'),
  'E.first_long_run': advisory('E', 'The first long run has 6–12 miles'),
  'E.long_run_missing': advisory('E', 'A week from 9 miles has a long run'),
  'E.long_run_not_cut': advisory('E', 'Long runs of recovery and taper weeks are shorter'),
  'E.no_long_run_30_days': advisory('E', 'Thirty days do not pass without a long run'),

  'F.preferred_days': blocking('F', 'Preferred days are two to seven distinct weekdays'),
  'F.not_preferred': blocking('F', 'Only preferred days run, but for the shakeout'),
  'F.no_rest_day': blocking('F', 'A week has a rest day'),
  'F.time_off': blocking('F', 'Nobody runs on days entered as time off'),
  'F.time_off_share': blocking(
    'F',
    'A week with time off has the share of its miles that its days left carry',
  ),
  'F.preferred_day_rests': advisory('F', 'Every preferred day runs'),
  'F.weekday_pattern': advisory('F', 'Long run, quality and recovery lie on their first possible weekdays'),

  'G.lap_index': blocking('G', 'Laps count from 1 without gaps'),
  'G.lap_distance': blocking('G', 'A lap has a distance above 0 in hundredths of a mile'),
  'G.lap_pace': blocking('G', 'A pace is "m:ss" per mile, or null'),
  'G.side_missing': blocking('G', 'A run has a warmup and a cooldown'),
  'G.side_lap': blocking('G', 'A lap of warmup or cooldown has 0.5–1.0 mile and no pace'),
  'G.side_total': blocking('G', 'Warmup and cooldown have at most 2.0 miles each'),
  'G.workout_short': blocking('G', 'The workout holds its least miles'),
  'G.rest_laps': blocking('G', 'A rest day has no laps'),

  'K.interval_pace': blocking('K', 'Interval laps are run between repetition and 5K pace'),
  'K.repetition_long': blocking('K', 'No repetition lasts over 6 minutes'),
  'K.recovery_lap_pace': blocking('K', 'Recovery laps have no pace'),
  'K.recovery_lap_long': blocking('K', 'A recovery lap lasts no longer than its repetition'),
  'K.interval_work': blocking('K', 'Interval work is at most 8 % of the week and 6 miles'),
  'K.tempo_pace': blocking('K', 'Tempo laps are run around threshold pace'),
  'K.tempo_work': blocking('K', 'Threshold work is at most 10 % of the week, 45 minutes and 6 miles'),
  'K.goal_pace_phase': blocking('K', 'Goal-pace segments of a long run belong to the peak phase'),
  'K.goal_pace_share': blocking('K', 'Goal-pace segments are at most 40 % of a long run'),
  'K.long_run_pace': blocking('K', 'Faster laps of a long run are at the pace of its race'),
  'K.easy_pace': blocking('K', 'Easy runs are not faster than the easy range'),
  'K.race_pace': blocking('K', 'The race keeps the goal that was entered'),
  'K.run_walk_unsaid': blocking('K', 'Where easy pace is slower than 15:00 the notes say run-walk'),
  'K.realism': advisory('K', 'The goal is within reach of today’s fitness'),

  'L.unknown_key': blocking('L', 'Nothing is stored beyond the contract'),
  'L.notes': blocking('L', 'Notes are plain words, and none on days outside the plan'),

  'S.hard_neighbours': blocking('S', 'Hard days are never neighbours'),
  'S.spike': blocking('S', 'No run goes far beyond the longest of the 30 days before'),
  'S.long_run_cap': blocking('S', 'The long run stays under its cap'),
  'S.long_run_share': blocking('S', 'The long run stays within its share of the week'),
  'S.day_ceiling': blocking('S', 'No run but the long run passes 15 miles or two hours'),
  'S.quality_count': blocking('S', 'A week has at most the quality days its phase and miles carry'),
  'S.tune_up_long_run': blocking('S', 'A tune-up race takes the place of the long run'),
  'S.near_tune_up': blocking('S', 'Two days on either side of a tune-up race are easy'),
  'S.two_long_runs': blocking('S', 'A week has one long run'),
  'S.easy_only': blocking('S', 'A return from four weeks or more off is easy running only'),
  'S.quality_missing': advisory('S', 'A week that can carry quality has it'),
  'S.quality_alternates': advisory('S', 'Tempo and intervals alternate'),
  'S.same_sessions': advisory('S', 'No two weeks in a row have the same sessions'),
  'S.few_workouts': advisory('S', 'Quality workouts vary over the plan'),
  'S.notes_missing': advisory('S', 'Notes say what a run is for'),
  'S.readiness_marginal': advisory('S', 'The plan prepares well for its race'),
  'S.readiness_not_ready': advisory('S', 'The plan prepares for its race'),
} as const satisfies Record<string, CatalogueEntry>;

export type FindingCode = keyof typeof FINDING_CATALOGUE;

const BY_CODE: ReadonlyMap<string, CatalogueEntry> = new Map(Object.entries(FINDING_CATALOGUE));

/** What a code means, or undefined for one the audit never emits. */
export function catalogueEntry(code: string): CatalogueEntry | undefined {
  return BY_CODE.get(code);
}
