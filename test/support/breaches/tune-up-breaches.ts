import { addDays } from '../../../src/coaching/calendar.js';
import { goldenPlans } from '../plain-plans.js';
import { Mutant } from '../plan-mutations.js';
import { writePlan } from '../write-plan.js';
import type { Breach } from './breach.js';

/** The first example with a half marathon on the Saturday of week 12, written by the built-in coach. */
function tunedUp(): Mutant {
  const [example] = goldenPlans();
  if (!example) throw new Error('No golden example');
  const { inputs } = example;
  const date = addDays(inputs.startDate, 7 * 11 + 5);
  const { audited } = writePlan({ ...inputs, tuneUps: [{ date, distanceMiles: 13.1094 }] });
  return new Mutant({ ...audited, phases: [...audited.phases], weeks: [...audited.weeks] });
}

/** Of tune-up races: rules C, I, K and S. */
export const TUNE_UP_BREACHES: Breach[] = [
  [
    'C.tune_up_load',
    'more miles beside the race than its week has room for',
    [12],
    () => tunedUp().run(12, 3, 'easy', 20),
  ],
  ['I.tune_up_race', 'a run in the place of the race', [12, 6], () => tunedUp().run(12, 6, 'easy', 5)],
  [
    'I.tune_up_race',
    'a race of another length',
    [12, 6],
    () => {
      const mutant = tunedUp();
      mutant.day(12, 6).workout = [{ lapIndex: 1, distanceMiles: 6.21, paceGoal: '8:00' }];
      return mutant;
    },
  ],
  [
    'K.race_pace',
    'a tune-up race at another pace than predicted',
    [12, 6],
    () => {
      const mutant = tunedUp();
      for (const lap of mutant.day(12, 6).workout) lap.paceGoal = '5:00';
      return mutant;
    },
  ],
  ['S.tune_up_long_run', 'a long run beside the race', [12, 3], () => tunedUp().run(12, 3, 'long_run', 8)],
  ['S.near_tune_up', 'a tempo run two days before the race', [12, 4], () => tunedUp().run(12, 4, 'tempo', 5)],
  [
    'S.near_tune_up',
    'intervals two days after the race',
    [13, 1],
    () => tunedUp().run(13, 1, 'intervals', 5),
  ],
];
