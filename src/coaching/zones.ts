import { MARATHON_MILES, METRES_PER_MILE } from './distance.js';
import { paceAtOxygenCost, predictedSeconds, scoreOfFiveKPace } from './fitness.js';

/** Training paces, seconds per mile, from today's fitness. */
export interface TrainingPaces {
  score: number;
  easy: { fast: number; slow: number };
  /** Middle of the easy range, for sums that need one number. */
  easyMiddle: number;
  marathon: number;
  threshold: number;
  interval: number;
  repetition: number;
  /** Today's 5K pace as entered. */
  fiveK: number;
}

/** Share of the fitness score that each pace costs (Daniels, fitted to the published tables). */
const EASY_SLOW = 0.629;
const EASY_FAST = 0.731;
const THRESHOLD = 0.88;
const INTERVAL = 0.974;

/** Repetition pace is 6–7 s per 400 m faster than interval pace. */
const REPETITION_GAIN_PER_400M = 6.5;

const KILOMETRES_PER_MILE = METRES_PER_MILE / 1000;

/** Seconds per km that marathon pace is slower than predicted, by score; nothing from 45 up. */
const MARATHON_EASING: readonly (readonly [score: number, secondsPerKm: number])[] = [
  [30, 12],
  [35, 6],
  [40, 3],
  [45, 0],
];

/** Training paces of a runner with this 5K pace (seconds per mile). */
export function trainingPaces(fiveKPace: number): TrainingPaces {
  return { ...pacesOfScore(scoreOfFiveKPace(fiveKPace)), fiveK: fiveKPace };
}

/** Training paces of a fitness score; its 5K pace is the predicted one. */
export function pacesOfScore(score: number): Omit<TrainingPaces, 'fiveK'> {
  const easy = { fast: paceAtOxygenCost(EASY_FAST * score), slow: paceAtOxygenCost(EASY_SLOW * score) };
  const interval = paceAtOxygenCost(INTERVAL * score);
  return {
    score,
    easy,
    easyMiddle: (easy.fast + easy.slow) / 2,
    marathon:
      predictedSeconds(score, MARATHON_MILES) / MARATHON_MILES + marathonEasing(score) * KILOMETRES_PER_MILE,
    threshold: paceAtOxygenCost(THRESHOLD * score),
    interval,
    repetition: interval - (REPETITION_GAIN_PER_400M * METRES_PER_MILE) / 400,
  };
}

function marathonEasing(score: number): number {
  const [lowest] = MARATHON_EASING;
  if (lowest && score <= lowest[0]) return lowest[1];
  for (const [index, [upper, ease]] of MARATHON_EASING.entries()) {
    const below = MARATHON_EASING[index - 1];
    if (below && score <= upper) {
      return below[1] + ((score - below[0]) / (upper - below[0])) * (ease - below[1]);
    }
  }
  return 0;
}
