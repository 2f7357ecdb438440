import type { DayNumber } from '../../coaching/model.js';
import { EXAMPLE_SESSIONS } from './worked-example.js';
import type { WireLap, WireLaps, WireLapsDay } from './wire-schemas.js';

type LapList = readonly (readonly [distanceMiles: number, paceGoal: string | null])[];

const MILE_BY_FEEL = [1, null] as const;
const HALF_BY_FEEL = [0.5, null] as const;
const EASY_MILE = [1, '10:24'] as const;
const TEMPO_MILE = [1, '8:26'] as const;
const REPETITION = [0.6, '7:47'] as const;
const JOG = [0.25, null] as const;

/** The worked example's week in laps, for a runner of 8:00 per mile over 5K. */
export const EXAMPLE_LAPS: WireLaps = {
  totalWeeks: 16,
  phases: [
    { name: 'base', weekCount: 4 },
    { name: 'build', weekCount: 6 },
    { name: 'peak', weekCount: 3 },
    { name: 'taper', weekCount: 3 },
  ],
  week: {
    weekNumber: 7,
    days: [
      rest(1, 'Rest. The work of the last days turns into fitness while you do nothing with it.'),
      day(2, {
        warmup: [MILE_BY_FEEL, MILE_BY_FEEL],
        workout: [HALF_BY_FEEL, TEMPO_MILE, JOG, TEMPO_MILE, JOG, TEMPO_MILE],
        cooldown: [MILE_BY_FEEL, MILE_BY_FEEL],
      }),
      day(3, {
        warmup: [MILE_BY_FEEL],
        workout: [EASY_MILE, EASY_MILE, EASY_MILE, EASY_MILE],
        cooldown: [HALF_BY_FEEL],
      }),
      day(4, {
        warmup: [MILE_BY_FEEL, MILE_BY_FEEL],
        workout: [REPETITION, JOG, REPETITION, JOG, REPETITION, JOG, REPETITION, JOG, REPETITION],
        cooldown: [MILE_BY_FEEL, MILE_BY_FEEL],
      }),
      rest(5, 'Rest. A walk is fine if you want to move.'),
      day(6, {
        warmup: [MILE_BY_FEEL],
        workout: Array.from({ length: 12 }, () => EASY_MILE),
        cooldown: [MILE_BY_FEEL],
      }),
      day(7, {
        warmup: [HALF_BY_FEEL],
        workout: [MILE_BY_FEEL, MILE_BY_FEEL, MILE_BY_FEEL, HALF_BY_FEEL],
        cooldown: [HALF_BY_FEEL],
      }),
    ],
  },
};

/** The last three days of the same runner's race week. */
export const EXAMPLE_RACE_WEEK_LAPS: readonly WireLapsDay[] = [
  {
    dayNumber: 5,
    warmup: numbered([HALF_BY_FEEL]),
    workout: numbered([MILE_BY_FEEL, MILE_BY_FEEL]),
    cooldown: numbered([HALF_BY_FEEL]),
    notes: 'Wakes the legs for Sunday. Short, slow, and home before you feel it.',
  },
  rest(6, 'Rest before the race. Lay out your kit, eat what you know, and go to bed in time.'),
  {
    dayNumber: 7,
    warmup: [],
    workout: numbered([[26.22, '9:09']]),
    cooldown: [],
    notes: 'Race day. Start no faster than your pace, settle in, and spend what is left in the last quarter.',
  },
];

/** A day of the example with the words that its sessions have for it. */
function day(
  dayNumber: DayNumber,
  { warmup, workout, cooldown }: { warmup: LapList; workout: LapList; cooldown: LapList },
): WireLapsDay {
  return {
    dayNumber,
    warmup: numbered(warmup),
    workout: numbered(workout),
    cooldown: numbered(cooldown),
    notes: EXAMPLE_SESSIONS.days.find((each) => each.dayNumber === dayNumber)?.notes ?? '',
  };
}

function rest(dayNumber: DayNumber, notes: string): WireLapsDay {
  return { dayNumber, warmup: [], workout: [], cooldown: [], notes };
}

function numbered(laps: LapList): WireLap[] {
  return laps.map(([distanceMiles, paceGoal], index) => ({ lapIndex: index + 1, distanceMiles, paceGoal }));
}
