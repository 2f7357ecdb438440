import type { PhaseName } from '../../../src/coaching/model.js';
import { Mutant } from '../plan-mutations.js';
import type { Breach } from './breach.js';

function phase(mutant: Mutant, name: PhaseName) {
  const found = mutant.plan.phases.find((each) => each.name === name);
  if (!found) throw new Error(`No phase ${name}`);
  return found;
}

/** Of phases, inputs and dates: rules A, B and H, and what a phase adds up to. */
export const CALENDAR_BREACHES: Breach[] = [
  ['A.phase_order', 'build before base', [], () => Mutant.of(1).change((plan) => plan.phases.reverse())],
  [
    'A.phase_empty',
    'no taper',
    [],
    () =>
      Mutant.of(1).change((plan) =>
        plan.phases.forEach((p) => (p.weekCount = p.name === 'taper' ? 0 : p.weekCount)),
      ),
  ],
  [
    'A.phase_split',
    'a week of base called build',
    [],
    () => {
      const mutant = Mutant.of(1);
      phase(mutant, 'base').weekCount -= 1;
      phase(mutant, 'build').weekCount += 1;
      return mutant;
    },
  ],
  [
    'A.phase_split',
    'other weeks than staff set',
    [],
    () =>
      Mutant.of(1).change((plan) => {
        plan.inputs = { ...plan.inputs, phases: { base: 5, build: 5, peak: 3, taper: 3 } };
      }),
  ],
  [
    'A.phase_sum',
    'a week too many',
    [],
    () => {
      const mutant = Mutant.of(1);
      phase(mutant, 'peak').weekCount += 1;
      return mutant;
    },
  ],
  [
    'A.week_phase',
    'week 5 called base',
    [5],
    () =>
      Mutant.of(1).change((plan) => {
        const week = plan.weeks[4];
        if (week) week.phase = 'base';
      }),
  ],
  [
    'C.phase_total',
    'a phase of less than its weeks',
    [],
    () => {
      const mutant = Mutant.of(1);
      phase(mutant, 'build').totalMiles -= 1;
      return mutant;
    },
  ],

  ['B.week_numbers', 'week 6 left out', [7], () => Mutant.of(1).change((plan) => plan.weeks.splice(5, 1))],
  [
    'B.week_dates',
    'week 3 a day late',
    [3],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(3).startDate = '2026-01-20';
      return mutant;
    },
  ],
  [
    'B.seven_days',
    'no Sunday',
    [3],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(3).days.pop();
      return mutant;
    },
  ],
  [
    'B.day_date',
    'Thursday dated Wednesday',
    [3, 4],
    () => {
      const mutant = Mutant.of(1);
      mutant.day(3, 4).date = '2026-01-21';
      return mutant;
    },
  ],
  [
    'B.inputs',
    'a race in 60 weeks',
    [],
    () =>
      Mutant.of(1).change((plan) => {
        plan.inputs = { ...plan.inputs, raceDate: '2027-02-28' };
      }),
  ],
  [
    'H.outside_plan',
    'a day before the start counted in',
    [1, 1],
    () => {
      const mutant = Mutant.of(2);
      mutant.day(1, 1).outsidePlan = false;
      return mutant;
    },
  ],
  ['H.run_before_start', 'a run before the start', [1, 2], () => Mutant.of(2).run(1, 2, 'easy', 4)],
  ['H.part_week_hard', 'a long run in a part week', [1, 6], () => Mutant.of(2).run(1, 6, 'long_run', 4)],
  ['H.part_week_target', 'more than the days left carry', [1], () => Mutant.of(2).run(1, 4, 'easy', 5)],
  ['H.part_week_target', 'less than the days left carry', [1], () => Mutant.of(2).run(1, 4, 'easy', 3)],
];
