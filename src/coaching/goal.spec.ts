import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HALF_MARATHON_MILES, MARATHON_MILES } from './distance.js';
import { fitnessScore, predictedSeconds, scoreOfFiveKPace } from './fitness.js';
import { assessGoal, planPaces, REALISMS, type GoalOptions } from './goal.js';
import type { PlanInputs } from './model.js';

const RUNNER: GoalOptions = {
  raceDistanceMiles: MARATHON_MILES,
  goalTimeSeconds: null,
  fiveKPace: 480,
  baseline: 45,
  totalWeeks: 16,
  taperWeeks: 3,
};

/** The goal whose score is `rise` above today's. */
function goalWith(rise: number, options: Partial<GoalOptions> = {}) {
  const runner = { ...RUNNER, ...options };
  const goalScore = scoreOfFiveKPace(runner.fiveKPace) + rise;
  return assessGoal({ ...runner, goalTimeSeconds: predictedSeconds(goalScore, runner.raceDistanceMiles) });
}

function codes(assessment: { warnings: { code: string }[] }): string[] {
  return assessment.warnings.map((warning) => warning.code);
}

/** Place of a goal's realism from easiest to hardest. */
function rank(goal: GoalOptions): number {
  const { realism } = assessGoal(goal);
  return realism === null ? -1 : REALISMS.indexOf(realism);
}

describe('realism', () => {
  it.each([
    ['nothing to gain', -0.01, {}, 'comfortable'],
    ['0.17 a week over 13 weeks', 13 * 0.17 - 0.01, {}, 'realistic'],
    ['just over 0.17 a week', 13 * 0.17 + 0.01, {}, 'ambitious'],
    ['0.33 a week over 13 weeks', 13 * 0.33 - 0.01, {}, 'ambitious'],
    ['just over 0.33 a week', 13 * 0.33 + 0.01, {}, 'unrealistic'],
    ['one week before the taper', 0.3, { totalWeeks: 4, taperWeeks: 3 }, 'ambitious'],
    ['8 points, with weeks enough for ambitious', 7.99, { totalWeeks: 43 }, 'ambitious'],
    ['over 8 points, above the realistic rate', 8.01, { totalWeeks: 43 }, 'unrealistic'],
    ['over 8 points at the realistic rate', 8.01, { totalWeeks: 52 }, 'realistic'],
  ])('%s', (_, rise, options, expected) => {
    expect(goalWith(rise, options).realism).toBe(expected);
  });

  it('takes a race that lies inside its own taper for one week away', () => {
    expect(goalWith(0.3, { totalWeeks: 1, taperWeeks: 3 }).realism).toBe('ambitious');
    expect(goalWith(3, { totalWeeks: 1, taperWeeks: 3 }).realism).toBe('unrealistic');
  });

  it('counts the weeks before the taper, not all', () => {
    expect(goalWith(2.5, { totalWeeks: 16, taperWeeks: 1 }).realism).toBe('realistic');
    expect(goalWith(2.5, { totalWeeks: 16, taperWeeks: 3 }).realism).toBe('ambitious');
  });

  it('calls a 1:59:00 marathon from a 15:00 5K pace unrealistic, and says the gap', () => {
    const goal = assessGoal({ ...RUNNER, goalTimeSeconds: 7140, fiveKPace: 900 });
    expect(goal.realism).toBe('unrealistic');
    expect(goal.trainingGoalPace).toBe(goal.predictedRacePace);
    expect(goal.goalRacePace).toBeCloseTo(272.3, 1);
    expect(goal.gapSecondsPerMile).toBeCloseTo(711, 0);
    expect(goal.warnings).toEqual([
      {
        code: 'goal.unrealistic',
        detail:
          "The goal of 1:59:00 (4:32 per mile) is 711 s per mile faster than today's fitness predicts (7:09:42, " +
          '16:23 per mile): more than the weeks before the taper can give. Training goes by the prediction.',
      },
    ]);
  });
});

describe('training goal pace', () => {
  it.each([0.5, 2, 4])('is goal pace for a goal %d points above today', (rise) => {
    const goal = goalWith(rise);
    expect(goal.trainingGoalPace).toBe(goal.goalRacePace);
    expect(goal.gapSecondsPerMile).toBeGreaterThan(0);
    expect(codes(goal)).toEqual([]);
  });

  it('is the predicted pace for a goal below today, and says the gap', () => {
    const goal = assessGoal({ ...RUNNER, goalTimeSeconds: 5 * 3600 });
    expect(goal.realism).toBe('comfortable');
    expect(goal.trainingGoalPace).toBe(goal.predictedRacePace);
    expect(goal.gapSecondsPerMile).toBeLessThan(0);
    expect(goal.warnings).toEqual([
      {
        code: 'goal.slower_than_predicted',
        detail:
          "The goal of 5:00:00 (11:27 per mile) is 145 s per mile slower than today's fitness predicts (3:56:35, " +
          '9:01 per mile). Training goes by the prediction.',
      },
    ]);
  });

  it('never says a gap of 0', () => {
    expect(goalWith(-0.01).warnings[0]?.detail).toContain('less than 1 s per mile slower');
  });
});

describe('goal 5K pace', () => {
  it('is the 5K pace of a runner for whom the goal is the prediction', () => {
    const goal = assessGoal({ ...RUNNER, goalTimeSeconds: 12_600 });
    const runner = assessGoal({ ...RUNNER, fiveKPace: goal.goalPace5K ?? Number.NaN });
    expect(runner.predictedSeconds).toBeCloseTo(12_600, 0);
    expect(goal.goalScore).toBeCloseTo(fitnessScore(MARATHON_MILES, 12_600), 9);
  });
});

describe('without a goal', () => {
  it('what depends on it is null and training goes by the prediction', () => {
    const goal = assessGoal(RUNNER);
    expect(goal).toMatchObject({
      goalScore: null,
      goalRacePace: null,
      goalPace5K: null,
      realism: null,
      gapSecondsPerMile: null,
      warnings: [],
    });
    expect(goal.trainingGoalPace).toBe(goal.predictedRacePace);
    expect(goal.predictedSeconds).toBeCloseTo(goal.predictedRacePace * MARATHON_MILES, 6);
  });
});

describe('predicted range', () => {
  it('is 2 % either way up to the half marathon', () => {
    const { predictedRange, predictedSeconds: predicted } = assessGoal({
      ...RUNNER,
      raceDistanceMiles: HALF_MARATHON_MILES,
    });
    expect(predictedRange.fastSeconds / predicted).toBeCloseTo(0.98, 9);
    expect(predictedRange.slowSeconds / predicted).toBeCloseTo(1.02, 9);
  });

  it('of a marathon starts at the prediction and is the wider the lower the mileage', () => {
    const [low, middle, high] = [10, 30, 90].map((baseline) => assessGoal({ ...RUNNER, baseline }));
    expect(low?.predictedRange.fastSeconds).toBe(low?.predictedSeconds);
    expect(low?.predictedRange.slowSeconds).toBeGreaterThan(middle?.predictedRange.slowSeconds ?? Infinity);
    expect(middle?.predictedRange.slowSeconds).toBeGreaterThan(high?.predictedRange.slowSeconds ?? Infinity);
    expect(high?.predictedRange.slowSeconds).toBeCloseTo((high?.predictedSeconds ?? 0) * 1.02, 6);
  });

  it('holds the ten minutes and more that half of all marathon runners lose on such a prediction', () => {
    const { predictedRange } = assessGoal({ ...RUNNER, baseline: 30 });
    expect(predictedRange.slowSeconds - predictedRange.fastSeconds).toBeGreaterThan(600);
  });

  it('gives what the one-race model of Vickers & Vertosick gives', () => {
    // Riegel's exponent there is 1.07, speeds in metres per second, mileage in tens of miles.
    const half = predictedSeconds(scoreOfFiveKPace(480), HALF_MARATHON_MILES);
    const riegel = 42_195 / (half * 2 ** 1.07);
    const expected = 42_195 / (0.16018617 + 0.83076202 * riegel + 0.06423826 * 2.5);
    expect(assessGoal({ ...RUNNER, baseline: 25 }).predictedRange.slowSeconds).toBeCloseTo(expected, 1);
  });
});

describe('mileage warning', () => {
  it.each([
    [MARATHON_MILES, 37.5, ['prediction.low_mileage']],
    [MARATHON_MILES, 38, []],
    [HALF_MARATHON_MILES, 27.5, ['prediction.low_mileage']],
    [HALF_MARATHON_MILES, 28, []],
    [62.137, 41, ['prediction.low_mileage']],
    [62.137, 42, []],
    [10, 0, []],
    [3.107, 0, []],
  ])('over %d miles at %d miles a week: %j', (raceDistanceMiles, baseline, expected) => {
    expect(codes(assessGoal({ ...RUNNER, raceDistanceMiles, baseline }))).toEqual(expected);
  });

  it('calls the prediction the best case: a time has no ceiling that is good news', () => {
    const { warnings } = assessGoal({ ...RUNNER, raceDistanceMiles: MARATHON_MILES, baseline: 20 });
    expect(warnings.map(({ detail }) => detail).join()).toContain('the best case');
  });
});

describe('goal laws', () => {
  const options = fc.record({
    raceDistanceMiles: fc.double({ min: 1, max: 62.2, noNaN: true }),
    goalTimeSeconds: fc.integer({ min: 1, max: 1_000_000 }),
    fiveKPace: fc.double({ min: 230, max: 1200, noNaN: true }),
    baseline: fc.double({ min: 0, max: 150, noNaN: true }),
    totalWeeks: fc.integer({ min: 4, max: 52 }),
    taperWeeks: fc.integer({ min: 1, max: 3 }),
  });

  it('a faster goal is never more realistic', () => {
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 10_000 }), (goal, faster) => {
        const fasterGoal = { ...goal, goalTimeSeconds: Math.max(1, goal.goalTimeSeconds - faster) };
        expect(rank(fasterGoal)).toBeGreaterThanOrEqual(rank(goal));
      }),
      { numRuns: 500 },
    );
  });

  it('more weeks, or a faster runner, never make a goal less realistic', () => {
    fc.assert(
      fc.property(options, (goal) => {
        expect(rank({ ...goal, totalWeeks: goal.totalWeeks + 1 })).toBeLessThanOrEqual(rank(goal));
        expect(rank({ ...goal, fiveKPace: goal.fiveKPace * 0.99 })).toBeLessThanOrEqual(rank(goal));
      }),
      { numRuns: 500 },
    );
  });

  it('every number is finite, training is never at an unrealistic goal nor slower than today', () => {
    fc.assert(
      fc.property(options, (goal) => {
        const assessed = assessGoal(goal);
        const { fastSeconds, slowSeconds } = assessed.predictedRange;
        for (const value of [assessed.goalScore, assessed.goalPace5K, assessed.goalRacePace, slowSeconds]) {
          expect(value).toSatisfy(Number.isFinite);
        }
        expect(fastSeconds).toBeLessThanOrEqual(assessed.predictedSeconds);
        expect(slowSeconds).toBeGreaterThan(assessed.predictedSeconds);
        expect(assessed.trainingGoalPace).toBeLessThanOrEqual(assessed.predictedRacePace);
        expect(codes(assessed).includes('goal.unrealistic')).toBe(assessed.realism === 'unrealistic');
        const byGoal = assessed.trainingGoalPace === assessed.goalRacePace;
        expect(byGoal).toBe(!codes(assessed).some((code) => code.startsWith('goal.')));
      }),
      { numRuns: 500 },
    );
  });
});

describe('planPaces', () => {
  const inputs: PlanInputs = {
    raceDistanceMiles: HALF_MARATHON_MILES,
    raceDate: '2026-06-21',
    startDate: '2026-03-04',
    goalTimeSeconds: 6600,
    fiveKPace: 480,
    baseline: 30,
    preferredDays: [2, 4, 6, 7],
    experience: null,
    injuryRisk: 'normal',
    phases: null,
  };

  it('brings together the paces that laps are laid from', () => {
    const paces = planPaces(inputs, { taperWeeks: 3 });
    const score = scoreOfFiveKPace(480);
    expect(paces.fiveK).toBe(480);
    expect(paces.goalRacePace).toBeCloseTo(6600 / HALF_MARATHON_MILES, 9);
    expect(paces.trainingGoalPace).toBe(paces.goalRacePace);
    expect(paces.predictedHalfMarathonPace).toBe(paces.predictedRacePace);
    expect(paces.predictedMarathonPace).toBeCloseTo(
      predictedSeconds(score, MARATHON_MILES) / MARATHON_MILES,
      9,
    );
    expect(paces.marathon).toBeGreaterThan(paces.predictedMarathonPace);
  });

  it('judges the goal by the weeks of the calendar', () => {
    const fast = { ...inputs, goalTimeSeconds: 6250 };
    expect(planPaces({ ...fast, raceDate: '2026-11-22' }, { taperWeeks: 3 }).trainingGoalPace).toBe(
      6250 / HALF_MARATHON_MILES,
    );
    const short = planPaces({ ...fast, raceDate: '2026-04-05' }, { taperWeeks: 2 });
    expect(short.trainingGoalPace).toBe(short.predictedRacePace);
    expect(short.goalRacePace).toBe(6250 / HALF_MARATHON_MILES);
  });

  it('goes by the prediction when there is no goal', () => {
    const paces = planPaces({ ...inputs, goalTimeSeconds: null }, { taperWeeks: 3 });
    expect(paces.goalRacePace).toBeNull();
    expect(paces.trainingGoalPace).toBe(paces.predictedRacePace);
  });
});
