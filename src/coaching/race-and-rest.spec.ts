import { expect, it } from 'vitest';
import { inputsOf } from '../../test/support/plan-inputs.js';
import { writePlan } from '../../test/support/write-plan.js';
import { formatPace } from './pace.js';
import { planPaces } from './goal.js';

it.each([
  ['a goal within reach', 1.085, (paces: Paces) => paces.goalRacePace],
  ['a goal out of reach', 0.9, (paces: Paces) => paces.predictedRacePace],
  ['a modest goal', 1.3, (paces: Paces) => paces.predictedRacePace],
])('tells the pace to start at: with %s', (_, goalShare, startPace) => {
  const inputs = inputsOf({
    raceDistanceMiles: 13.1094,
    totalWeeks: 8,
    startDay: 1,
    raceDay: 7,
    fiveKPace: 480,
    baseline: 25,
    preferredDays: [2, 4, 6, 7],
    experience: 'intermediate',
    injuryRisk: 'normal',
    goalShare,
  });
  const { audited, blueprint } = writePlan(inputs);
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const [race] = audited.weeks
    .flatMap(({ days }) => days)
    .filter(({ workoutType }) => workoutType === 'race');
  expect(race?.notes).toContain(`Start no faster than ${formatPace(startPace(paces) ?? 0)}, settle in,`);
  expect(race?.workout[0]?.paceGoal).toBe(formatPace(paces.goalRacePace ?? 0));
});

type Paces = ReturnType<typeof planPaces>;
