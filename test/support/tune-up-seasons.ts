import type { PlanInputs } from '../../src/coaching/model.js';
import type { History } from './adapted-plans.js';

/** A race that takes a whole week of the taper. */
const TAPER_TAKEN_WHOLE: [PlanInputs, History] = [
  {
    raceDistanceMiles: 61.91,
    startDate: '2027-11-05',
    raceDate: '2028-05-07',
    goalTimeSeconds: 38700,
    fiveKPace: 893,
    baseline: 3.5,
    preferredDays: [1, 5, 6, 7],
    experience: null,
    injuryRisk: 'normal',
    phases: null,
    tuneUps: [{ date: '2028-04-22', distanceMiles: 4 }],
    settings: { recoveryEvery: 2, mostMiles: 59 },
  },
  {
    spells: [
      { days: 32, share: 0, extra: 0 },
      { days: 45, share: 0, extra: 0 },
      { days: 6, share: 0, extra: 0 },
      { days: 5, share: 1, extra: 0 },
      { days: 11, share: 0, extra: 4 },
      { days: 39, share: 1, extra: 0 },
      { days: 42, share: 0, extra: 0 },
      { days: 16, share: 1, extra: 0 },
      { days: 1, share: 0, extra: 0 },
    ],
    reports: 'runs',
    silentFrom: 10000,
    timeOff: [],
    accepts: false,
  },
];

/** A race on a day off, and all other days of its week to run on. */
const RACE_ON_DAY_OFF: [PlanInputs, History] = [
  {
    raceDistanceMiles: 19.46,
    startDate: '2027-11-07',
    raceDate: '2028-10-18',
    goalTimeSeconds: 24938,
    fiveKPace: 962,
    baseline: 79,
    preferredDays: [2, 3, 4, 5, 6, 7],
    experience: 'novice',
    injuryRisk: 'normal',
    phases: null,
    tuneUps: [
      { date: '2028-04-23', distanceMiles: 10 },
      { date: '2028-05-09', distanceMiles: 11.4 },
    ],
  },
  {
    spells: [
      { days: 11, share: 0, extra: 4 },
      { days: 10, share: 0, extra: 0 },
      { days: 8, share: 2, extra: 0 },
      { days: 10, share: 1, extra: 0 },
      { days: 7, share: 0, extra: 0 },
    ],
    reports: 'runs',
    silentFrom: 129,
    timeOff: [
      { enteredOn: 46, from: 185, days: 15 },
      { enteredOn: 92, from: 174, days: 10 },
    ],
    accepts: false,
  },
];

/** A race that leaves nothing of a week after a return, with a recovery week behind it. */
const NOTHING_LEFT: [PlanInputs, History] = [
  {
    raceDistanceMiles: 11.5,
    startDate: '2027-11-03',
    raceDate: '2028-10-11',
    goalTimeSeconds: 11833,
    fiveKPace: 663,
    baseline: 68,
    preferredDays: [1, 5],
    experience: 'advanced',
    injuryRisk: 'high',
    phases: null,
    tuneUps: [
      { date: '2028-03-06', distanceMiles: 1.03 },
      { date: '2028-07-06', distanceMiles: 4.01 },
    ],
    settings: { recoveryEvery: 3, mostMiles: 8.5 },
  },
  {
    spells: [
      { days: 34, share: 1, extra: 0 },
      { days: 4, share: 0, extra: 4 },
      { days: 3, share: 0.6, extra: 0 },
      { days: 11, share: 0.6, extra: 0 },
      { days: 7, share: 0.3, extra: 0 },
      { days: 28, share: 1, extra: 0 },
      { days: 16, share: 1, extra: 0 },
      { days: 5, share: 0, extra: 0 },
      { days: 22, share: 1, extra: 4 },
      { days: 11, share: 1, extra: 0 },
    ],
    reports: 'tracks',
    silentFrom: 200,
    timeOff: [],
    accepts: false,
  },
];

const ASLEEP: History = { spells: [], reports: 'never', silentFrom: 10_000, timeOff: [], accepts: true };

/** Back from a gap in the week of a race that is longer than what the week returns at. */
const RETURN_INTO_RACE: [PlanInputs, History] = [
  {
    raceDistanceMiles: 4,
    startDate: '2027-11-01',
    raceDate: '2027-12-18',
    goalTimeSeconds: 2626,
    fiveKPace: 893,
    baseline: 0,
    preferredDays: [1, 4],
    experience: 'advanced',
    injuryRisk: 'normal',
    phases: null,
    tuneUps: [{ date: '2027-11-24', distanceMiles: 3.10686 }],
  },
  { ...ASLEEP, spells: [{ days: 41, share: 0, extra: 0 }], reports: 'tracks' },
];

/** Time off on the days of a race, so that few are left beside it. */
const RACE_IN_TIME_OFF: [PlanInputs, History] = [
  {
    raceDistanceMiles: 13.1094,
    startDate: '2027-11-01',
    raceDate: '2028-03-26',
    goalTimeSeconds: 6462,
    fiveKPace: 590,
    baseline: 90.5,
    preferredDays: [1, 2, 3, 4, 5, 6, 7],
    experience: 'advanced',
    injuryRisk: 'high',
    phases: null,
    tuneUps: [{ date: '2028-01-10', distanceMiles: 3.44 }],
    settings: { recoveryEvery: 2, longRunDay: 2 },
  },
  { ...ASLEEP, timeOff: [{ enteredOn: 54, from: 70, days: 3 }] },
];

/** Lives of plans with tune-up races that broke rules once. */
export const tuneUpSeasons = [
  RETURN_INTO_RACE,
  RACE_IN_TIME_OFF,
  TAPER_TAKEN_WHOLE,
  RACE_ON_DAY_OFF,
  NOTHING_LEFT,
];
