import { weekdayOf } from '../../coaching/calendar.js';
import type { PlanPaces } from '../../coaching/goal.js';
import type { PhaseSplit, PlanInputs } from '../../coaching/model.js';
import { formatDuration } from '../../coaching/duration.js';
import { formatPace } from '../../coaching/pace.js';
import type { PromptFacts } from '../reply-contract.js';
import { briefData, COACH, listOf, MANNERS, NOTES_ASKED } from './prompt-text.js';
import { EXAMPLE_BRIEF } from './worked-example.js';
import { EXAMPLE_LAPS, EXAMPLE_RACE_WEEK_LAPS } from './worked-laps.js';

const PHASES = [
  'base: easy volume and a long run; the body learns to carry the miles',
  'build: tempo and intervals come in while volume rises',
  'peak: the largest and most race-specific weeks; a tune-up race fits here',
  'taper: fewer miles at the same effort, so that the runner stands fresh at the start',
] as const;

const DAY_TYPES = [
  'easy: 3 to 5 miles at a pace to talk at; more only in a stretched week',
  'tempo: 4 to 7 miles around comfortably hard laps near threshold pace',
  'intervals: 4 to 7 miles around fast laps with easy recovery laps between',
  'long_run: the longest run of the week, easy throughout',
  'recovery: 2 to 4 miles, slower than easy',
  'shakeout: 2 to 4 very easy miles two days before the race',
  'race: the race itself, or a tune-up race on the way',
  'rest: no running; three empty lists',
] as const;

const PACES = [
  'Easy, recovery and long runs: inside the easy range, from today’s fitness; the first miles slower than the last. Predicted pace steers all base work.',
  'Tempo laps: threshold pace; late in the plan also training goal pace where that is close to it.',
  'Interval laps: interval pace, repetition pace for short ones, 5K pace at the slowest.',
  'Goal-pace laps of a long run: training goal pace for the half and longer, marathon pace for shorter races, in the peak phase only.',
  'The goal pace of a goal out of reach is never trained at: use training goal pace, which allows for that.',
] as const;

const RULES = [
  'A: four phases, base, build, peak, taper, in this order, each at least a week, together all weeks of the plan.',
  'B: weeks run Monday to Sunday and number from 1 to race week without a gap; each has seven days, 1 Monday to 7 Sunday.',
  'C: miles of a day are the sum of its laps, of a week the sum of its days. Weeks rise by at most 10 %, every third or fourth is about a fifth lighter, and the taper cuts each week by a fifth or more. The brief’s miles keep to that: meet them.',
  'D: two days before the race a shakeout, the day before it rest, and no tempo, intervals or long run in the six days before.',
  'E: a day’s miles lie in the range of its type, and no run is longer than the long run.',
  'F: runs only on the days the brief has them; all others rest.',
  'G: a run has a warmup and a cooldown of 0.5 to 2 miles each, in laps of 0.5 to 1 mile with paceGoal null, and at least 2 miles of workout between them, 1 on recovery and shakeout days.',
  'H: nothing is run before the plan’s first day; a week that begins amid the week is easy.',
  'I: the race is on its own day, one lap of the whole distance; after it only rest.',
  'J: a rest day has three empty lists, a running day never.',
  'K: interval laps from repetition pace to 5K pace, none longer than six minutes, with recovery laps (paceGoal null) no longer in time than the lap before; interval work within its workMiles. Tempo laps from just faster than threshold pace to the slower of it and training goal pace; within workMiles. Everything else inside the easy range, or null. Goal-pace laps only up to the day’s goalPaceMiles.',
] as const;

/** The same for every plan: it comes first, so that servers may keep it. */
export const LAPS_INSTRUCTIONS = `${COACH}

# Task
A plan and one of its weeks are described. Phases, days, their types and miles are settled. You write the laps of every day of that week with their paces, and the coach’s words on it.

# Reply
{"totalWeeks","phases":[{"name","weekCount"}],"week":{"weekNumber","days":[{"dayNumber","warmup":[],"workout":[],"cooldown":[],"notes"}]}}
${listOf([
  'totalWeeks and phases: as in the inputs. weekNumber: the week asked for. days: all seven, 1 Monday to 7 Sunday, rest included.',
  'A lap is {"lapIndex","distanceMiles","paceGoal"}: lapIndex from 1 in each list; distanceMiles above 0, to the hundredth; paceGoal "m:ss" per mile, or null for by feel.',
  'Easy running in laps of a mile, the last of half a mile to a mile and a half; each repetition and each recovery a lap of its own.',
  `notes: what the run is for and how it should feel, to the runner, in at most ${NOTES_ASKED} characters of plain English.`,
])}

# Phases
${listOf(PHASES)}

# Day types
${listOf(DAY_TYPES)}

# Which pace where
${listOf(PACES)}

# Rules
${listOf([...RULES, ...MANNERS.map((rule) => `L: ${rule}`)])}

# Worked example
Paces per mile: easy 9:47 to 11:00, threshold 8:26, interval 7:47.
The days: ${JSON.stringify(EXAMPLE_BRIEF.days.map(({ dayNumber, type, miles }) => ({ dayNumber, type, miles })))}
Reply: ${JSON.stringify(EXAMPLE_LAPS)}
Of a race week, the shakeout, the rest before the race, and the race:
${JSON.stringify(EXAMPLE_RACE_WEEK_LAPS)}`;

/** What the laps prompt says of the athlete: the inputs of the plan, its paces and phases, then the brief. */
export function lapsData({ brief, inputs, paces }: PromptFacts, phases: PhaseSplit): object {
  return { inputs: inputsData(inputs, paces), phases, ...briefData(brief) };
}

function inputsData(inputs: PlanInputs, paces: PlanPaces): object {
  const { goalTimeSeconds } = inputs;
  return {
    raceDistanceMiles: inputs.raceDistanceMiles,
    raceWeekday: weekdayOf(inputs.raceDate),
    startWeekday: weekdayOf(inputs.startDate),
    goalTime: goalTimeSeconds === null ? null : formatDuration(goalTimeSeconds),
    currentWeeklyMiles: inputs.baseline,
    preferredDays: inputs.preferredDays,
    pacesPerMile: {
      fiveK: formatPace(paces.fiveK),
      predictedRace: formatPace(paces.predictedRacePace),
      goalRace: paces.goalRacePace === null ? null : formatPace(paces.goalRacePace),
      trainingGoal: formatPace(paces.trainingGoalPace),
      easy: [formatPace(paces.easy.fast), formatPace(paces.easy.slow)],
      marathon: formatPace(paces.marathon),
      threshold: formatPace(paces.threshold),
      interval: formatPace(paces.interval),
      repetition: formatPace(paces.repetition),
    },
  };
}
