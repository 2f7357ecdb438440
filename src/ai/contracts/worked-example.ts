import type { WeekBrief } from '../../coaching/brief.js';
import { planPaces } from '../../coaching/goal.js';
import type { PlanInputs } from '../../coaching/model.js';
import { ZONES } from '../../coaching/sessions.js';
import type { PromptFacts } from '../reply-contract.js';
import type { WireSessions } from './wire-schemas.js';

/** A build week before a marathon, with each kind of training day in it. */
export const EXAMPLE_BRIEF: WeekBrief = {
  units: 'miles',
  distanceClass: 'marathon',
  experience: 'intermediate',
  injuryRisk: 'normal',
  phase: 'build',
  weekNumber: 7,
  totalWeeks: 16,
  weeksToRace: 9,
  recovery: false,
  part: false,
  touched: false,
  stretched: true,
  runWalk: false,
  targetMiles: 40,
  zones: ZONES,
  days: [
    day(1, 'rest', 0, null),
    { ...day(2, 'tempo', 8, 'cruise'), work: { least: 2, most: 4, sixMinutes: 0.65 } },
    day(3, 'easy', 5.5, 'steady'),
    { ...day(4, 'intervals', 8, 'long_repeats'), work: { least: 2, most: 3.2, sixMinutes: 0.7 } },
    day(5, 'rest', 0, null),
    day(6, 'long_run', 14, 'long_steady'),
    day(7, 'recovery', 4.5, 'jog'),
  ],
  weekBefore: null,
};

const EXAMPLE_INPUTS: PlanInputs = {
  raceDistanceMiles: 26.2188,
  raceDate: '2026-05-24',
  startDate: '2026-02-02',
  goalTimeSeconds: 4 * 3600,
  fiveKPace: 480,
  baseline: 30,
  preferredDays: [2, 3, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  phases: null,
};

/** The worked example as a request of its own. */
export const EXAMPLE_FACTS: PromptFacts = {
  brief: EXAMPLE_BRIEF,
  inputs: EXAMPLE_INPUTS,
  paces: planPaces(EXAMPLE_INPUTS, { taperWeeks: 3 }),
  injuryNotes: null,
};

export const EXAMPLE_SESSIONS: WireSessions = {
  days: [
    {
      dayNumber: 2,
      blocks: [{ repeat: 3, distanceMiles: 1, zone: 'threshold', recoveryMiles: 0.25 }],
      notes: 'Raises the pace you can hold for long. Comfortably hard, each mile like the one before.',
    },
    {
      dayNumber: 3,
      blocks: [{ repeat: 1, distanceMiles: 4.5, zone: 'easy', recoveryMiles: 0 }],
      notes: 'Endurance between two hard days. Slow enough to chat all the way.',
    },
    {
      dayNumber: 4,
      blocks: [{ repeat: 5, distanceMiles: 0.6, zone: 'interval', recoveryMiles: 0.25 }],
      notes: 'Lifts your top end. Run the fifth as fast as the first, and jog every recovery.',
    },
    {
      dayNumber: 6,
      blocks: [{ repeat: 1, distanceMiles: 12, zone: 'easy', recoveryMiles: 0 }],
      notes: 'The week’s key run: relaxed from start to end, and try out what you will eat in the race.',
    },
    {
      dayNumber: 7,
      blocks: [{ repeat: 1, distanceMiles: 3.5, zone: 'easy', recoveryMiles: 0 }],
      notes: 'Loosens tired legs. It cannot be too slow.',
    },
  ],
};

export const EXAMPLE_RACE_WEEK_DAYS: WireSessions = {
  days: [
    {
      dayNumber: 3,
      blocks: [{ repeat: 1, distanceMiles: 3, zone: 'easy', recoveryMiles: 0 }],
      notes: 'Keeps the rhythm and no more. Finish wanting another mile.',
    },
    {
      dayNumber: 5,
      blocks: [{ repeat: 1, distanceMiles: 2, zone: 'easy', recoveryMiles: 0 }],
      notes: 'Wakes the legs for Sunday. Short, slow, and home before you feel it.',
    },
  ],
};

function day(
  dayNumber: WeekBrief['days'][number]['dayNumber'],
  type: WeekBrief['days'][number]['type'],
  miles: number,
  family: WeekBrief['days'][number]['family'],
): WeekBrief['days'][number] {
  return { dayNumber, type, miles, family, workoutId: null, work: null, goalPaceMiles: 0 };
}
