import type { BriefDay, WeekBrief } from '../coaching/brief.js';
import { seededChoice } from '../coaching/seeded.js';
import { NOTES_LIMIT } from '../coaching/session-notes.js';
import type { SessionBlock } from '../coaching/sessions.js';
import type { Workout } from '../coaching/workouts/workout.js';

const RECOVERY_WEEK = [
  'This is a lighter week, and it only works if you let it be light.',
  'Lighter week: you absorb now what you trained before.',
  'The miles are down this week on purpose; do not add any.',
] as const;
const TAPER_WEEK = [
  'Fewer miles now, so that you stand fresh at the start.',
  'The training is in the bank; what is left is to arrive rested.',
  'You may feel restless with less to do; that is the taper working.',
] as const;
const RACE_WEEK = [
  'Race week: nothing you do now makes you fitter, and much can make you tired.',
  'Race week: keep it short, keep it easy, sleep well.',
  'The race is close; the days until then are for resting up, not for catching up.',
] as const;
/** For a week before the race's own that holds some of the last six days. */
const LAST_DAYS = [
  'The last days before the race: from here on less is more.',
  'The race is near: keep to what is written, and add nothing.',
] as const;
const TUNE_UP_WEEK = [
  'A tune-up race stands in this week: bring fresh legs to it, and take the days around it easy.',
  'The tune-up race is the hard effort of this week; everything else serves it.',
] as const;
const PART_WEEK = [
  'Your plan begins in the middle of this week: just find your rhythm.',
  'A short first week; settle in and see where running fits into your days.',
] as const;
const HIGH_RISK = [
  'Coming back needs patience: stop at the first sharp or rising pain, and take the easier run if in doubt.',
  'Your body needs some care just now: stop while all is well, and no heroics.',
  'If an old sore spot speaks up, walk home; one run lost is nothing against a month.',
] as const;
const STRIDES = [
  'Near the end, add four strides: 20 seconds smooth and quick, a minute of walking between.',
  'Finish with six relaxed strides of 15 seconds, with full recovery, for form and quick feet.',
  'Put in five strides of about 20 seconds on a flat stretch, fast but never straining.',
] as const;
const RUN_WALK = [
  'Run-walk it: four minutes of running, one of brisk walking, from the very start.',
  'Use run-walk all the way, with walks before you need them.',
  'Run-walk is the plan, not a weakness: break the running every few minutes.',
] as const;
/** On a day with work in it, walks belong into what lies around the work. */
const RUN_WALK_AROUND_WORK = [
  'Run-walk the easy parts before and after, and walk instead of jogging wherever you like.',
  'Take the easy parts as run-walk, so that the legs are fresh for the work.',
] as const;

/** What a run is, what it is for and how it should feel, in the athlete's situation; at most 600 characters. */
export function coachNotes(options: {
  brief: WeekBrief;
  day: BriefDay;
  workout: Workout;
  blocks: readonly SessionBlock[];
}): string {
  const { brief, day, workout, blocks } = options;
  const key = [brief.weekNumber, day.dayNumber, workout.id];
  const what = describeWork(workout, blocks);
  const wanted = [
    what ? `${workout.name}: ${what}` : `${workout.name}, ${day.miles} miles.`,
    workout.purpose,
    workout.feel,
    brief.runWalk ? seededChoice(what ? RUN_WALK_AROUND_WORK : RUN_WALK, ...key) : null,
    brief.injuryRisk === 'high' ? seededChoice(HIGH_RISK, ...key) : null,
    weekLine(brief, key),
    hasStrides(brief, day) ? seededChoice(STRIDES, ...key) : null,
  ];
  let notes = '';
  for (const sentence of wanted) {
    if (sentence && notes.length + sentence.length + 1 <= NOTES_LIMIT) notes += `${notes && ' '}${sentence}`;
  }
  return notes;
}

function weekLine(brief: WeekBrief, key: readonly (string | number)[]): string | null {
  if (brief.weeksToRace === 0) return seededChoice(RACE_WEEK, ...key);
  if (brief.touched) return seededChoice(LAST_DAYS, ...key);
  if (brief.tuneUp) return seededChoice(TUNE_UP_WEEK, ...key);
  if (brief.part) return seededChoice(PART_WEEK, ...key);
  if (brief.recovery) return seededChoice(RECOVERY_WEEK, ...key);
  return brief.phase === 'taper' ? seededChoice(TAPER_WEEK, ...key) : null;
}

/** One easy day a week has strides, for those whose legs may take them; none once the race is near. */
function hasStrides(brief: WeekBrief, day: BriefDay): boolean {
  if (brief.runWalk || brief.injuryRisk === 'high' || brief.part || brief.touched || brief.tuneUp)
    return false;
  const [first, ...others] = brief.days
    .filter(({ type }) => type === 'easy')
    .map(({ dayNumber }) => dayNumber);
  return first !== undefined && seededChoice([first, ...others], brief.weekNumber) === day.dayNumber;
}

/** The work of a session in words, or null where it holds none. */
function describeWork(workout: Workout, blocks: readonly SessionBlock[]): string | null {
  const { structure, dayType } = workout;
  if (structure.kind === 'parts') return describeGoalPace(blocks);
  const steps = firstSet(blocks);
  const sets = blocks.length / steps.length;
  const [only] = steps;
  if (only && steps.length === 1) {
    const run = `${miles(only.distanceMiles)} ${effortWords(only, dayType)}`;
    const repeat = sets * only.repeat;
    if (repeat === 1) return `${run}, between an easy warmup and cooldown.`;
    return `${repeat} × ${run}${only.recoveryMiles > 0 ? `, jogging ${miles(only.recoveryMiles)} between` : ''}.`;
  }
  return `${sets > 1 ? `${sets} times through ` : ''}${describeSteps(steps, dayType)}${describeJogs(steps, sets)}.`;
}

/** The blocks that the others repeat. */
function firstSet(blocks: readonly SessionBlock[]): readonly SessionBlock[] {
  const length = blocks.findIndex(
    (_, index) =>
      index > 0 &&
      blocks.length % index === 0 &&
      blocks.every((block, at) => isSame(block, blocks[at % index])),
  );
  return length === -1 ? blocks : blocks.slice(0, length);
}

function isSame(a: SessionBlock, b: SessionBlock | undefined): boolean {
  return a.distanceMiles === b?.distanceMiles && a.zone === b.zone && a.shade === b.shade;
}

function describeJogs(steps: readonly SessionBlock[], sets: number): string {
  const inside = steps.slice(0, -1).some(({ recoveryMiles }) => recoveryMiles > 0);
  if (inside) return ', with easy jogs between';
  const after = steps.at(-1)?.recoveryMiles ?? 0;
  return sets > 1 && after > 0
    ? `, without a break, jogging ${miles(after)} from set to set`
    : ', without a break';
}

function describeSteps(steps: readonly SessionBlock[], dayType: Workout['dayType']): string {
  const efforts = new Set(steps.map((step) => effortWords(step, dayType)));
  const distances = steps.map(({ distanceMiles }) => distanceMiles);
  if (efforts.size === 1) return `${distances.join(', ')} mile, all ${[...efforts].join()}`;
  return steps.map((step) => `${miles(step.distanceMiles)} ${effortWords(step, dayType)}`).join(', ');
}

function describeGoalPace(blocks: readonly SessionBlock[]): string | null {
  const goal = blocks.filter(({ zone }) => zone !== 'easy').map(({ distanceMiles }) => miles(distanceMiles));
  return goal.length > 0 ? `${goal.join(', then ')} at goal pace inside the run.` : null;
}

function effortWords({ zone, shade }: SessionBlock, dayType: Workout['dayType']): string {
  switch (zone) {
    case 'threshold':
      if (shade === 'slow') return 'just under threshold';
      return shade === 'fast' ? 'just over threshold' : 'at threshold effort';
    case 'repetition':
      return 'quick and relaxed';
    case 'race':
      return dayType === 'intervals' ? 'at 5K effort' : 'at goal pace';
    default:
      if (shade === 'slow') return 'at a held-back interval effort';
      return shade === 'fast' ? 'a little quicker than interval effort' : 'at interval effort';
  }
}

function miles(distance: number): string {
  return `${distance} ${distance <= 1 ? 'mile' : 'miles'}`;
}
