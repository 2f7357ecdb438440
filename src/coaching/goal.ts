import { totalWeeksBetween } from './calendar.js';
import { distanceClassOf, HALF_MARATHON_MILES, MARATHON_MILES, METRES_PER_MILE } from './distance.js';
import { formatDuration } from './duration.js';
import { equivalentFiveKPace, fitnessScore, predictedSeconds, scoreOfFiveKPace } from './fitness.js';
import type { PlanInputs, PlanWarning } from './model.js';
import { formatPace } from './pace.js';
import { PEAK_TABLE } from './peak-table.js';
import { trainingPaces, type TrainingPaces } from './zones.js';

/** How a goal stands to today's fitness and the weeks there are, from easiest to hardest. */
export const REALISMS = ['comfortable', 'realistic', 'ambitious', 'unrealistic'] as const;
export type Realism = (typeof REALISMS)[number];

export interface GoalOptions {
  raceDistanceMiles: number;
  /** Null: no goal yet; what depends on it is null and training steers by the prediction. */
  goalTimeSeconds: number | null;
  /** Today's 5K pace, seconds per mile. */
  fiveKPace: number;
  /** Current weekly mileage. */
  baseline: number;
  totalWeeks: number;
  taperWeeks: number;
}

/** A goal against a prediction. Times in seconds, paces in seconds per mile, not rounded. */
export interface GoalAssessment {
  /** Today's fitness score. */
  score: number;
  /** Score of the goal performance. */
  goalScore: number | null;
  predictedSeconds: number;
  predictedRacePace: number;
  /** From a good day on well-filled training to what such mileage more often gives. */
  predictedRange: { fastSeconds: number; slowSeconds: number };
  goalRacePace: number | null;
  /** 5K pace of a runner whose equivalent performance is the goal. */
  goalPace5K: number | null;
  realism: Realism | null;
  /** Predicted less goal race pace: positive when the goal is faster than today's fitness. */
  gapSecondsPerMile: number | null;
  /** Pace of goal-specific training; the race lap itself keeps the goal as entered. */
  trainingGoalPace: number;
  warnings: PlanWarning[];
}

/** Rise of the score per week that is realistic, and that is at most ambitious. */
const REALISTIC_RATE = 0.17;
const AMBITIOUS_RATE = 0.33;
/** Rise of the score beyond which no number of weeks makes a goal ambitious only. */
const AMBITIOUS_RISE = 8;

/** A prediction up to the half marathon is well calibrated (Vickers 2016): this share either way. */
const DAY_TO_DAY_SHARE = 0.02;

/** Weighs a goal against today's fitness. Never throws for a distance that is planned for. */
export function assessGoal(options: GoalOptions): GoalAssessment {
  const { raceDistanceMiles, goalTimeSeconds, fiveKPace, baseline } = options;
  const score = scoreOfFiveKPace(fiveKPace);
  const predicted = predictedSeconds(score, raceDistanceMiles);
  const predictedRacePace = predicted / raceDistanceMiles;
  const prediction = {
    score,
    predictedSeconds: predicted,
    predictedRacePace,
    predictedRange: predictedRange({ score, predicted, raceDistanceMiles, baseline }),
  };
  const warnings = mileageWarnings(raceDistanceMiles, baseline);
  if (goalTimeSeconds === null) {
    return {
      ...prediction,
      goalScore: null,
      goalRacePace: null,
      goalPace5K: null,
      realism: null,
      gapSecondsPerMile: null,
      trainingGoalPace: predictedRacePace,
      warnings,
    };
  }
  const goalScore = fitnessScore(raceDistanceMiles, goalTimeSeconds);
  const goalRacePace = goalTimeSeconds / raceDistanceMiles;
  const realism = realismOf(goalScore - score, options.totalWeeks - options.taperWeeks);
  const warning = goalWarning({ realism, goalTimeSeconds, goalRacePace, predicted, predictedRacePace });
  return {
    ...prediction,
    goalScore,
    goalRacePace,
    goalPace5K: equivalentFiveKPace(raceDistanceMiles, goalTimeSeconds),
    realism,
    gapSecondsPerMile: predictedRacePace - goalRacePace,
    trainingGoalPace: warning ? predictedRacePace : goalRacePace,
    warnings: warning ? [warning, ...warnings] : warnings,
  };
}

/** Every pace that laps are laid from, seconds per mile. */
export interface PlanPaces extends TrainingPaces {
  /** Over the race, from today's fitness: steers easy and base work. */
  predictedRacePace: number;
  goalRacePace: number | null;
  /** For late tempo work and goal-pace segments. */
  trainingGoalPace: number;
  /** Predicted over 42.195 km, without the easing that `marathon` has at low scores. */
  predictedMarathonPace: number;
  predictedHalfMarathonPace: number;
}

/** The paces of a plan. `taperWeeks` comes from its phases. */
export function planPaces(inputs: PlanInputs, options: { taperWeeks: number }): PlanPaces {
  const paces = trainingPaces(inputs.fiveKPace);
  const goal = assessGoal({
    ...inputs,
    totalWeeks: totalWeeksBetween(inputs.startDate, inputs.raceDate),
    taperWeeks: options.taperWeeks,
  });
  return {
    ...paces,
    predictedRacePace: goal.predictedRacePace,
    goalRacePace: goal.goalRacePace,
    trainingGoalPace: goal.trainingGoalPace,
    predictedMarathonPace: predictedSeconds(paces.score, MARATHON_MILES) / MARATHON_MILES,
    predictedHalfMarathonPace: predictedSeconds(paces.score, HALF_MARATHON_MILES) / HALF_MARATHON_MILES,
  };
}

function realismOf(rise: number, weeksBeforeTaper: number): Realism {
  if (rise <= 0) return 'comfortable';
  const rate = rise / Math.max(1, weeksBeforeTaper);
  if (rate <= REALISTIC_RATE) return 'realistic';
  return rate <= AMBITIOUS_RATE && rise <= AMBITIOUS_RISE ? 'ambitious' : 'unrealistic';
}

/** Why training does not go by the goal, or null when it does. */
function goalWarning(goal: {
  realism: Realism;
  goalTimeSeconds: number;
  goalRacePace: number;
  predicted: number;
  predictedRacePace: number;
}): PlanWarning | null {
  const slower = goal.goalRacePace > goal.predictedRacePace;
  if (goal.realism !== 'unrealistic' && !slower) return null;
  const gap = Math.round(Math.abs(goal.predictedRacePace - goal.goalRacePace));
  const compared =
    `The goal of ${formatDuration(goal.goalTimeSeconds)} (${formatPace(goal.goalRacePace)} per mile) is ` +
    `${gap === 0 ? 'less than 1' : gap} s per mile ${slower ? 'slower' : 'faster'} than today's fitness ` +
    `predicts (${formatDuration(goal.predicted)}, ${formatPace(goal.predictedRacePace)} per mile)`;
  return slower
    ? { code: 'goal.slower_than_predicted', detail: `${compared}. Training goes by the prediction.` }
    : {
        code: 'goal.unrealistic',
        detail: `${compared}: more than the weeks before the taper can give. Training goes by the prediction.`,
      };
}

/**
 * Up to the half marathon a share either way. Beyond it the prediction is a ceiling, and the slow end is
 * the one-race model of Vickers & Vertosick (BMC Sports Sci Med Rehabil 2016), fed with the predicted half
 * marathon and today's mileage; past 42.195 km it is extended as it stands.
 */
function predictedRange(of: {
  score: number;
  predicted: number;
  raceDistanceMiles: number;
  baseline: number;
}): { fastSeconds: number; slowSeconds: number } {
  const slowByDay = of.predicted * (1 + DAY_TO_DAY_SHARE);
  const distanceClass = distanceClassOf(of.raceDistanceMiles);
  if (distanceClass !== 'marathon' && distanceClass !== 'ultra') {
    return { fastSeconds: of.predicted * (1 - DAY_TO_DAY_SHARE), slowSeconds: slowByDay };
  }
  const metres = of.raceDistanceMiles * METRES_PER_MILE;
  const half = predictedSeconds(of.score, HALF_MARATHON_MILES);
  const riegelSpeed = metres / (half * (of.raceDistanceMiles / HALF_MARATHON_MILES) ** 1.07);
  const speed = 0.16018617 + 0.83076202 * riegelSpeed + 0.06423826 * (of.baseline / 10);
  return { fastSeconds: of.predicted, slowSeconds: Math.max(slowByDay, metres / speed) };
}

/** From the half marathon up: mileage under what even a novice's plan for the distance leads to. */
function mileageWarnings(raceDistanceMiles: number, baseline: number): PlanWarning[] {
  const distanceClass = distanceClassOf(raceDistanceMiles);
  if (distanceClass !== 'half' && distanceClass !== 'marathon' && distanceClass !== 'ultra') return [];
  const wanted = PEAK_TABLE[distanceClass].novice;
  if (baseline >= wanted) return [];
  return [
    {
      code: 'prediction.low_mileage',
      detail:
        `The predicted time is the best case: it holds for a runner with the long-run base for the distance, ` +
        `${wanted} miles a week or more, and today's mileage is ${baseline}. Count on the slow end of the range.`,
    },
  ];
}
