import type { WeekBrief } from '../../coaching/brief.js';
import type { DistanceClass, Experience, InjuryRisk, PhaseName } from '../../coaching/model.js';
import type { WorkoutFamily } from '../../coaching/workouts/workout.js';

const LEVELS: Record<Experience, string> = {
  novice:
    'Novice: few and simple pieces, repetitions of one length, full recoveries. Explain effort by breathing and talking, not by jargon. Better too little than too much.',
  intermediate:
    'Intermediate: knows the usual workouts. Vary their form from week to week, and say what today adds to last week.',
  advanced:
    'Advanced: can hold an even effort and judge it. Mixed lengths, floats and changes of rhythm are welcome; spare the explanations and name the point of the session.',
};

const RACES: Record<DistanceClass, string> = {
  '5k': 'Race up to 4 miles: speed at high effort decides. Shorter repetitions at interval and repetition effort, short threshold pieces, easy runs that stay easy.',
  '10k':
    'Race of about 10K: the effort just above threshold decides. Repetitions of two to five minutes, threshold in pieces, some rhythm at race effort late in the plan.',
  ten_mile:
    'Race of about ten miles: threshold decides. Longer threshold pieces with short jogs, long repetitions, a steady long run.',
  half: 'Half marathon: threshold and endurance decide. Threshold pieces that grow longer, long repetitions, long runs that end steadily; race effort in the peak phase.',
  marathon:
    'Marathon: endurance at marathon effort decides. The long run matters most, threshold work in long pieces, race effort inside long runs of the peak phase where the brief allows it. Have fuelling rehearsed on long runs.',
  ultra:
    'Ultra: time on feet decides. Unhurried long runs with walking breaks and eating rehearsed, threshold work kept moderate, short hills for strength.',
};

const PHASES: Record<PhaseName, string> = {
  base: 'Base phase: easy volume and the long run; build the habit, no hard running.',
  build:
    'Build phase: tempo and intervals come in while volume rises; each quality session a small step on from the last.',
  peak: 'Peak phase: the largest and most race-specific weeks; rehearse the efforts of the race.',
  taper: 'Taper: fewer miles at the same effort; sharp and short, legs that want more afterwards.',
};

const INJURY: Record<InjuryRisk, string> = {
  normal:
    'Injury prevention: warm up before anything fast, keep easy running truly easy, prefer more repetitions of moderate length over few violent ones, and never make up for missed runs.',
  high: 'Injury prevention, high risk (back from time off, or injured before): stay at the lower end of the work allowed, no repetition effort, no strides, no steep downhill; flat and soft ground; full recoveries; tell the runner on every day to stop at sharp or rising pain and that a run left out loses nothing.',
};

const SITUATIONS = {
  recovery: 'Lighter week: the runner absorbs training; less quality than a usual week.',
  part: 'The plan begins amid this week: just find the rhythm.',
  stretched: 'Days are longer than usual for their type because the week asks for it.',
  runWalk: 'Easy running is slow enough to be broken by walking: every note says run-walk.',
  touched: 'The race is days away: freshness comes before fitness.',
  tuneUp:
    'A tune-up race is in this week, in the place of the long run and of a quality session. Its day is written already: write nothing for it. The two days on either side of it are easy, and feel easy.',
} as const;

/** Every line of guidance there is. */
export const GUIDANCE = { LEVELS, RACES, PHASES, INJURY, SITUATIONS } as const;

/** What a coach keeps in mind for this athlete and this week, from the brief alone; one line each. */
export function guidanceFor(brief: WeekBrief): string[] {
  const situations = (['recovery', 'part', 'stretched', 'runWalk', 'touched', 'tuneUp'] as const).filter(
    (situation) => brief[situation],
  );
  return [
    LEVELS[brief.experience],
    RACES[brief.distanceClass],
    PHASES[brief.phase],
    INJURY[brief.injuryRisk],
    ...situations.map((situation) => SITUATIONS[situation]),
  ];
}

/** Workout families, each as a model needs it to build a session of that kind. */
export const FAMILIES: Record<WorkoutFamily, string> = {
  steady: 'easy running at one even effort',
  by_feel: 'easy running without looking at the watch',
  easy_progression: 'easy running that ends at the quicker side of easy',
  easy_mix: 'easy running with changes of rhythm inside the easy effort',
  jog: 'a slow jog that loosens the legs',
  shakeout: 'a short easy run that keeps the legs awake before the race',
  long_steady: 'a long run at one easy effort',
  long_progression: 'a long run that ends at the quicker side of easy',
  goal_pace: 'a long run with pieces at race or marathon effort, at most its goalPaceMiles',
  continuous: 'one unbroken threshold piece',
  cruise: 'threshold pieces with short jogs',
  tempo_progression: 'threshold pieces that come closer to the upper end of the effort',
  over_under: 'threshold pieces that alternate with marathon effort',
  short_repeats: 'many repetitions of 15 to 90 seconds',
  long_repeats: 'repetitions of two to six minutes',
  pyramid: 'repetitions that grow longer and then shorter',
  ladder: 'repetitions that grow longer, or shorter',
  hills: 'repetitions uphill by effort, the jog down as recovery',
  race_specific: 'pieces at the effort of the race',
};
